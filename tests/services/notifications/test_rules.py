import inspect
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import AwareDatetime

from services.notifications.app import service
from services.notifications.rules import CODE_TEMPLATES, RULES
from services.notifications.texts import ALWAYS_GIVEN, filled, places_of, templates
from shared.auth.actor import Role
from shared.events import applications, matching, outcomes
from shared.events.applications import CommissionerFacts, CorrectionFacts, EnterpriseFacts
from shared.events.envelope import Event
from shared.language import LANGUAGES

DECLARED = {
    cls
    for module in (applications, matching, outcomes)
    for _, cls in inspect.getmembers(module, inspect.isclass)
    if issubclass(cls, Event) and cls.__module__ == module.__name__
}

VALUES: dict[Any, Any] = {
    int: 3,
    str: "x",
    bool: False,
    AwareDatetime: datetime(2021, 3, 1, 1, 30, tzinfo=UTC),
    date: date(2021, 3, 1),
    EnterpriseFacts: EnterpriseFacts(name="示例机械有限公司", county="410502"),
    CommissionerFacts: CommissionerFacts(name="示例甲", kind="individual"),
    tuple[CorrectionFacts, ...]: (CorrectionFacts(field="name", reason="x"),),
}

EVERY_RULE = [(event, rule) for event, rules in RULES.items() for rule in rules]


def example(kind: type[Event]) -> Event:
    return kind(**{name: VALUES[field.annotation] for name, field in kind.model_fields.items()})


def test_every_event_of_a_rule_is_declared_and_heard():
    assert set(RULES) <= DECLARED
    assert {event.__name__ for event in RULES} <= set(service.reactions)


def test_every_event_somebody_must_hear_of_has_a_rule():
    silent = {"PersonRegistered", "SessionEnded", "SessionsEnded", "SchemePublished", "PairingStepDue", "NoticeStepDue"}
    # A code goes to a number, not to a person: no rule says to whom.
    silent.add("SignInCodeRequested")
    # Who has yet to sign was asked when the dispatch began, and reads it on the first page.
    silent.add("SignatureGiven")
    # The dispatch that ends the waiting is told itself; what is noted for the report concerns nobody but its readers.
    silent |= {"WaitingEnded", "CoverageRecorded", "CoverageWithdrawn", "RallyRecorded", "RallyWithdrawn"}
    assert {event.__name__ for event in DECLARED} - silent == {event.__name__ for event in RULES}


@pytest.mark.parametrize(("event", "rule"), EVERY_RULE, ids=lambda each: getattr(each, "__name__", ""))
def test_rule_gives_what_its_template_declares_and_a_whole_path(event, rule):
    happened = example(event)
    assert set(rule.variables(happened)) == set(templates()[rule.template].variables)
    assert re.fullmatch(r"/[a-z]+(/[\w-]+)+", rule.path_for(happened))
    rule.audience(happened)


def test_every_template_is_used():
    assert {rule.template for _, rule in EVERY_RULE} | set(CODE_TEMPLATES.values()) == set(templates())


@pytest.mark.parametrize("name", sorted(templates()))
@pytest.mark.parametrize("language", LANGUAGES)
def test_template_uses_only_declared_variables_in_both_languages(name, language):
    template = templates()[name]
    assert set(template.texts) == set(LANGUAGES)
    text = template.texts[language]
    is_code = name in CODE_TEMPLATES.values()
    allowed = {"code"} if is_code else {*template.variables, *ALWAYS_GIVEN}
    for part in (text.subject, text.text, text.sms):
        assert part.strip()
        assert set(places_of(part)) <= allowed
    for part in (text.text, text.sms):
        assert ("code" if is_code else "link") in places_of(part)
    assert "\n" not in text.sms.strip()
    assert not {"link", "code"} & set(places_of(text.subject))


@pytest.mark.parametrize("name", sorted(templates()))
def test_template_says_the_same_things_in_both_languages(name):
    zh, en = (templates()[name].texts[language] for language in ("zh", "en"))
    assert set(places_of(zh.text)) == set(places_of(en.text))
    assert set(places_of(zh.sms)) == set(places_of(en.sms))


def test_filled_keeps_values_on_one_line_and_says_coded_words_in_the_language():
    values = {"name": "甲\r\nBcc: x@example.com", "kind": "enterprise"}
    assert filled("{name}的{kind}", values, "zh") == "甲 Bcc: x@example.com的企业技术需求"
    assert filled("{kind}", values, "en") == "enterprise"
    assert filled("{kind}", {"kind": "{name}"}, "en") == "{name}"


def test_returned_application_tells_no_reason():
    event = example(applications.ApplicationReturned)
    (rule,) = RULES[applications.ApplicationReturned]
    assert rule.variables(event) == {"number": "x", "kind": "x", "name": "x", "count": "1"}


def test_answer_of_one_side_is_told_to_the_other():
    for event in (matching.PairAccepted, matching.PairDeclined):
        fields = example(event).model_dump() | {"enterprise_owner": "e", "commissioner_owner": "c"}
        other: Any = RULES[event][0].audience
        assert other(event(**fields | {"side": "enterprise"})).person_id == "c"
        assert other(event(**fields | {"side": "commissioner"})).person_id == "e"


def test_officers_of_the_county_alone_are_told_of_its_application():
    event = example(applications.ApplicationSubmitted).model_copy(update={"waits_for": ""})
    groups: list[Any] = [rule.audience(event) for rule in RULES[applications.ApplicationSubmitted][1:]]
    groups = [group for group in groups if group is not None]
    assert [(group.role, group.county) for group in groups] == [(Role.COUNTY_OFFICER, "x"), (Role.CITY_OFFICER, "")]


@pytest.mark.parametrize(
    ("waits_for", "told"),
    [
        ("endorsement", [(Role.SENDING_INSTITUTION, "", "x")]),
        ("county_verification", [(Role.COUNTY_OFFICER, "x", "")]),
    ],
)
def test_whoever_is_asked_first_is_told_first(waits_for, told):
    for kind in (applications.ApplicationSubmitted, applications.ApplicationResubmitted):
        event = example(kind).model_copy(update={"waits_for": waits_for})
        groups: list[Any] = [rule.audience(event) for rule in RULES[kind]]
        named = [(group.role, group.county, group.organisation) for group in groups if hasattr(group, "role")]
        assert named == told
