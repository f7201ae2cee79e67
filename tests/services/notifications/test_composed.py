"""What people read, made from the released samples of events: nothing is named that has no name."""

from pathlib import Path

import pytest

from services.notifications.rules import RULES
from shared.events import outcomes
from shared.events.applications import PersonRegistered
from shared.language import LANGUAGES
from tests.services.notifications.house import House

SAMPLES = Path(__file__).parents[3] / "shared" / "events" / "samples"
HOST = ("dispatch_id", "enterprise_name", "enterprise_owner")
"""What is empty where a commissioner without a host reports."""
OWNERS = ("owner", "person_id", "enterprise_owner", "commissioner_owner", "reviewer", "objector")
WITHOUT_HOST = (outcomes.OutcomeReported, outcomes.OutcomeConfirmed, outcomes.OutcomeRefused)


def sample(kind):
    return kind.model_validate_json((SAMPLES / f"{kind.__name__}.v{kind.type_version}.json").read_text("utf-8"))


def without_host(event):
    return event.model_copy(update={name: "" for name in HOST if name in type(event).model_fields})


def read(event, language):
    """What everybody is told of an event, by e-mail and by text: (template, subject and text)."""
    house = House()
    people = {name: getattr(event, name, "") for name in OWNERS}
    staff = {"city": "city_officer", "county": "county_officer", "leader": "leader"}
    for number, (name, id) in enumerate({**people, **dict(zip(staff, staff, strict=True))}.items()):
        contact = {"email": f"{name}@example.com", "phone": f"+861900000000{number}", "language": language}
        role, county = staff.get(name, "applicant"), getattr(event, "county", "410502")
        if id:
            house.tell(PersonRegistered(person_id=id, name="示例甲", role=role, county=county, **contact))
    house.run()
    house.tell(event)
    house.run()
    assert not house.dead
    templates = {message.template for message in house.messages}
    return templates, [f"{mail.subject}\n{mail.text}" for mail in house.mails]


EVERY = [sample(kind) for kind in RULES] + [without_host(sample(kind)) for kind in WITHOUT_HOST]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", EVERY, ids=lambda each: type(each).__name__)
def test_no_text_names_what_has_no_name(event, language):
    _, texts = read(event, language)
    assert texts
    for text in texts:
        assert "“”" not in text


@pytest.mark.parametrize(
    ("kind", "template", "said"),
    [
        (outcomes.OutcomeConfirmed, "outcome_confirmed_by_city", "已由市科学技术局确认"),
        (outcomes.OutcomeRefused, "outcome_refused_by_city", "未被市科学技术局确认"),
    ],
)
def test_result_without_host_is_decided_by_the_city_and_told_once(kind, template, said):
    templates, texts = read(without_host(sample(kind)), "zh")
    assert templates == {template}
    assert len(texts) == 2, "one e-mail and one text message"
    assert said in texts[0]
    templates, texts = read(sample(kind), "zh")
    assert templates == {template.removesuffix("_by_city")}
    assert len(texts) == 2, "one e-mail and one text message"
    assert "市科学技术局" not in texts[0]


def test_result_to_confirm_without_host_is_the_citys_and_names_no_enterprise_of_theirs():
    templates, texts = read(without_host(sample(outcomes.OutcomeReported)), "zh")
    assert templates == {"outcome_to_confirm_by_city"}
    assert texts
    assert not any("贵企业" in text for text in texts)
