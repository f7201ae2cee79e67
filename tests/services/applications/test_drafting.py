"""From beginning to sending: nothing lost, nothing sent twice, nothing asked twice."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.applications.commands.applying import resubmit_application, submit_enterprise_application
from services.applications.commands.deciding import accept_application, return_application
from services.applications.commands.drafting import (
    add_need,
    begin_draft,
    begin_mending,
    discard_draft,
    remove_need,
    save_section,
    submit_draft,
)
from services.applications.model.applications import (
    AlreadyApplied,
    Application,
    Correction,
    NotReturned,
    OtherEnterprise,
    Status,
)
from services.applications.model.drafts import (
    AlreadySent,
    ChangedElsewhere,
    Draft,
    NotComplete,
    SeenOtherwise,
    SentDraft,
    State,
)
from services.applications.model.forms import CommissionerForm, EnterpriseForm, Kind
from services.applications.model.listing import MOST_LISTED, OwnListing
from services.applications.model.schemes import WindowClosed
from services.applications.queries.drafts import own_list
from shared.auth.actor import Actor
from shared.store.port import Delete
from tests.services.applications.examples import COMMISSIONER, ENTERPRISE
from tests.services.applications.house import CITY, DOCTOR, FACTORY, House
from tests.web.drafting import section_of
from tests.web.people import credit_code


@pytest.fixture
def house() -> House:
    return House()


def fill(house: House, by: Actor, id: str, form: dict) -> Draft:
    done: set[str] = set()
    # Which sections there are may follow from what is typed into one: a team has members.
    while left := [each.name for each in house.draft(id).sections() if each.name not in done]:
        typed = section_of(form, house.draft(id).form_kind, left[0])
        house.do(by, save_section, id, left[0], typed, None, confirm=True)
        done.add(left[0])
    return house.draft(id)


def ready(house: House, by: Actor = FACTORY, form: dict = ENTERPRISE, **changed) -> Draft:
    kind = Kind.ENTERPRISE if by is FACTORY else Kind.COMMISSIONER
    id = house.do(by, begin_draft, house.scheme(**changed), kind).draft_id
    return fill(house, by, id, form)


SECTIONS = ("applicant", "classes", "need-1", "need-2", "demand")
TYPED = {
    "applicant": section_of(ENTERPRISE, "enterprise", "applicant"),
    "classes": {"above_scale": "true", "high_tech": "true", "high_tech_certificate": "GR202141000001"},
    "need-1": ENTERPRISE["needs"][0],
    "need-2": {"title": "示例铸件气孔", "text": "压铸铝合金壳体内部气孔率高，气密性检测不合格。"},
    "demand": {"demand": "3"},
}
WRONG = {"name": "改", "text": "短", "demand": "许多", "title": "x" * 300, "high_tech": "true"}

save = st.tuples(st.sampled_from(SECTIONS), st.booleans(), st.booleans())


@settings(max_examples=40, deadline=None)
@given(saves=st.lists(save, max_size=12), last=st.permutations(SECTIONS))
def test_any_order_of_saves_then_submitting_gives_exactly_what_was_typed(saves, last):
    house = House()
    id = house.do(FACTORY, begin_draft, house.scheme(), Kind.ENTERPRISE).draft_id
    house.do(FACTORY, add_need, id)
    for name, right, confirm in saves:
        fields = house.draft(id).section(name).fields
        typed = TYPED[name] if right else {field: WRONG[field] for field in fields if field in WRONG}
        house.do(FACTORY, save_section, id, name, typed, None, confirm=confirm)
    for name in last:
        house.do(FACTORY, save_section, id, name, TYPED[name], None, confirm=True)
    receipt = house.do(FACTORY, submit_draft, id, house.draft(id).seen)
    sent = house.store.get(Application, receipt.application_id)
    assert sent is not None
    whole = {**TYPED["applicant"], **TYPED["classes"], **TYPED["demand"], "needs": [TYPED["need-1"], TYPED["need-2"]]}
    assert sent.enterprise == EnterpriseForm.model_validate(whole)
    assert house.store.get(Draft, id) is None


def test_commissioner_s_sections_give_exactly_what_a_program_sends(house):
    draft = ready(house, DOCTOR, COMMISSIONER | {"team": "true", "members": "示例乙\n示例丙"})
    receipt = house.do(DOCTOR, submit_draft, draft.id, draft.seen)
    sent = house.store.get(Application, receipt.application_id).commissioner
    assert sent == CommissionerForm.model_validate(COMMISSIONER | {"team": True, "members": ["示例乙", "示例丙"]})


def test_beginning_twice_is_one_draft_and_keeps_what_was_typed(house):
    scheme = house.scheme()
    first = house.do(FACTORY, begin_draft, scheme, Kind.ENTERPRISE)
    house.do(FACTORY, save_section, first.draft_id, "demand", {"demand": "2"}, 0, confirm=False)
    assert house.do(FACTORY, begin_draft, scheme, Kind.ENTERPRISE) == first
    assert house.draft(first.draft_id).part("demand").typed == {"demand": 2}
    assert len(house.store.get(OwnListing, FACTORY.person).drafts) == 1


def test_draft_sent_twice_is_one_application(house):
    draft = ready(house)
    first = house.do(FACTORY, submit_draft, draft.id, draft.seen)
    assert house.do(FACTORY, submit_draft, draft.id, draft.seen) == first
    with pytest.raises(AlreadySent, match=first.number):
        house.do(FACTORY, submit_draft, draft.id, "something else")
    assert len(house.store.query(Application.by_owner, FACTORY.person).items) == 1


def test_old_check_page_does_not_send_a_later_draft(house):
    draft = ready(house)
    first = house.do(FACTORY, submit_draft, draft.id, draft.seen)
    other = ENTERPRISE | {"uscc": credit_code(77)}
    house.do(FACTORY, begin_draft, draft.scheme, Kind.ENTERPRISE)
    fill(house, FACTORY, draft.id, other)
    assert house.do(FACTORY, submit_draft, draft.id, draft.seen) == first
    second = house.do(FACTORY, submit_draft, draft.id, house.draft(draft.id).seen)
    assert second != first
    assert house.store.get(SentDraft, draft.id).number == second.number


def test_only_what_was_seen_last_is_sent_or_thrown_away(house):
    draft = ready(house)
    house.do(FACTORY, save_section, draft.id, "demand", {"demand": "5"}, None, confirm=True)
    for command in (submit_draft, discard_draft):
        with pytest.raises(SeenOtherwise):
            house.do(FACTORY, command, draft.id, draft.seen)
    with pytest.raises(SeenOtherwise):
        house.do(FACTORY, remove_need, draft.id, "need-1", draft.seen)
    assert house.draft(draft.id).part("demand").typed == {"demand": 5}


def test_incomplete_draft_is_not_sent(house):
    id = house.do(FACTORY, begin_draft, house.scheme(), Kind.ENTERPRISE).draft_id
    with pytest.raises(NotComplete):
        house.do(FACTORY, submit_draft, id, house.draft(id).seen)


def test_autosave_of_an_older_page_changes_nothing(house):
    draft = ready(house)
    with pytest.raises(ChangedElsewhere):
        house.do(FACTORY, save_section, draft.id, "demand", {"demand": "9"}, 0, confirm=False)
    assert house.draft(draft.id) == draft


def test_draft_outlives_the_window_and_is_not_sent_after_it(house):
    draft = ready(house, closes="2026-03-02")
    house.clock.move_to(datetime(2026, 3, 2, 16, 0, tzinfo=UTC))
    with pytest.raises(WindowClosed):
        house.do(FACTORY, submit_draft, draft.id, draft.seen)
    assert house.draft(draft.id) == draft
    with pytest.raises(WindowClosed):
        house.do(DOCTOR, begin_draft, draft.scheme, Kind.COMMISSIONER)


def test_name_comes_from_the_account_and_the_rest_from_the_last_application(house):
    house.registered(DOCTOR, "示例博士")
    house.registered(FACTORY, "示例联系人", "示例机床有限公司")
    draft = house.do(DOCTOR, begin_draft, house.scheme(), Kind.COMMISSIONER)
    assert house.draft(draft.draft_id).name == "示例博士"
    sent = ready(house)
    number = house.do(FACTORY, submit_draft, sent.id, sent.seen).number
    next_year = house.do(FACTORY, begin_draft, house.scheme(year=2027), Kind.ENTERPRISE)
    again = house.draft(next_year.draft_id)
    part = again.part("applicant")
    assert part.typed == section_of(ENTERPRISE, "enterprise", "applicant")
    assert part.source == number
    assert again.states() == {
        "applicant": State.IN_PROGRESS,
        "classes": State.IN_PROGRESS,
        "need-1": State.NOT_STARTED,
        "demand": State.NOT_STARTED,
    }
    same_year = house.draft(house.do(FACTORY, begin_draft, sent.scheme, Kind.ENTERPRISE).draft_id)
    assert same_year.name == "", "a second application to one scheme is of another enterprise"


def test_commissioner_who_applied_is_told_so_before_filling_in_anything(house):
    draft = ready(house, DOCTOR, COMMISSIONER)
    receipt = house.do(DOCTOR, submit_draft, draft.id, draft.seen)
    with pytest.raises(AlreadyApplied, match=receipt.number):
        house.do(DOCTOR, begin_draft, draft.scheme, Kind.COMMISSIONER)


def returned(house: House, field: str) -> str:
    draft = ready(house)
    id = house.do(FACTORY, submit_draft, draft.id, draft.seen).application_id
    house.do(CITY, return_application, id, (Correction(field=field, reason="请补充"),))
    return str(id)


def test_mending_asks_for_what_was_named_and_sends_the_rest_as_it_was(house):
    id = returned(house, "demand")
    draft = house.draft(house.do(FACTORY, begin_mending, id).draft_id)
    with pytest.raises(NotComplete, match="1"):
        house.do(FACTORY, submit_draft, draft.id, draft.seen)
    house.do(FACTORY, save_section, draft.id, "demand", {"demand": "4"}, 0, confirm=True)
    house.do(FACTORY, submit_draft, draft.id, house.draft(draft.id).seen)
    mended = house.store.get(Application, id)
    assert mended.status is Status.SUBMITTED
    assert mended.enterprise == EnterpriseForm.model_validate(ENTERPRISE | {"demand": 4})
    assert house.store.get(Draft, draft.id) is None
    with pytest.raises(NotReturned):
        house.do(FACTORY, begin_mending, id)


def test_mending_after_the_window_is_possible_and_cannot_change_the_enterprise(house):
    id = returned(house, "uscc")
    house.clock.move_to(datetime(2027, 3, 2, tzinfo=UTC))
    draft = house.draft(house.do(FACTORY, begin_mending, id).draft_id)
    typed = draft.part("applicant").typed | {"uscc": credit_code(88)}
    house.do(FACTORY, save_section, draft.id, "applicant", typed, 0, confirm=True)
    with pytest.raises(OtherEnterprise):
        house.do(FACTORY, submit_draft, draft.id, house.draft(draft.id).seen)


def test_application_mended_by_a_program_leaves_no_draft_behind(house):
    id = returned(house, "demand")
    draft = house.do(FACTORY, begin_mending, id).draft_id
    house.do(FACTORY, resubmit_application, id, EnterpriseForm.model_validate(ENTERPRISE))
    assert house.store.get(Draft, draft) is None
    assert own_list(house.store, FACTORY.person, None, house.clock.now()).drafts == []


def test_own_list_is_in_step_with_every_change(house):
    draft = ready(house)
    listed = own_list(house.store, FACTORY.person, None, house.clock.now())
    assert ([each.name for each in listed.drafts], listed.items) == ([ENTERPRISE["name"]], [])
    id = house.do(FACTORY, submit_draft, draft.id, draft.seen).application_id
    for command, status in ((None, "submitted"), (accept_application, "accepted")):
        if command:
            house.do(CITY, command, id)
        listed = own_list(house.store, FACTORY.person, None, house.clock.now())
        assert ([each.status for each in listed.items], listed.drafts) == ([status], [])
    begun = house.do(FACTORY, begin_draft, house.scheme(), Kind.ENTERPRISE).draft_id
    house.do(FACTORY, discard_draft, begun, house.draft(begun).seen)
    assert house.store.get(Draft, begun) is None
    assert own_list(house.store, FACTORY.person, None, house.clock.now()).drafts == []


def test_list_of_somebody_who_applied_before_there_were_lists_and_of_a_program_is_whole(house):
    scheme = house.scheme()
    sent = []
    for number in range(MOST_LISTED + 2):
        form = EnterpriseForm.model_validate(ENTERPRISE | {"uscc": credit_code(100 + number)})
        sent.append(house.do(FACTORY, submit_enterprise_application, scheme, form).application_id)
        if number == 2:  # as if these were from before
            house.store.commit([Delete(house.store.get(OwnListing, FACTORY.person))])
        listed = own_list(house.store, FACTORY.person, None, house.clock.now())
        assert {each.id for each in listed.items} == set(sent)
    assert house.store.get(OwnListing, FACTORY.person).applications == ()
