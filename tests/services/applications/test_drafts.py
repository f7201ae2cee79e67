"""How far a draft has come, without any store."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.applications.model.applications import Application, Correction
from services.applications.model.drafts import (
    ChangedElsewhere,
    Draft,
    NotAsked,
    NotComplete,
    OnlyNeed,
    State,
    TooManyNeeds,
    draft_id,
)
from services.applications.model.forms import EnterpriseForm, Kind, NotEligible
from services.applications.model.prefill import mended
from services.applications.model.sections import NEED, check
from shared.rules import Unknown
from tests.services.applications.examples import COMMISSIONER, ENTERPRISE
from tests.web.drafting import section_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def draft(kind: Kind = Kind.ENTERPRISE, **changed: Any) -> Draft:
    given: dict[str, Any] = {
        "id": "d",
        "scheme": "s",
        "scheme_name": "示例方案",
        "opens": date(2026, 1, 1),
        "closes": date(2026, 3, 1),
        "form_kind": kind,
        "owner": "p",
        "begun": "b",
        "begun_at": NOW,
        "saved_at": NOW,
        "most_enterprises": 3,
        "needs": (f"{NEED}1",) if kind is Kind.ENTERPRISE else (),
        "needs_begun": 1,
    }
    return Draft(**given | changed)


def filled(begun: Draft, form: dict[str, Any]) -> Draft:
    for name in [each.name for each in begun.sections()]:
        begun = begun.saved(name, section_of(form, begun.form_kind, name), None, NOW, confirm=True)
    return begun


def state(of: Draft, name: str) -> State:
    return of.state(of.section(name))


def test_enterprise_fills_in_who_it_is_its_classes_its_needs_and_how_many_it_wants():
    assert [each.name for each in draft().sections()] == ["applicant", "classes", "need-1", "demand"]


def test_only_a_team_names_members():
    one = draft(Kind.COMMISSIONER)
    assert [each.name for each in one.sections()] == ["applicant", "expertise", "works", "wishes"]
    team = one.saved("applicant", {"team": "true"}, None, NOW, confirm=False)
    assert [each.name for each in team.sections()][:2] == ["applicant", "members"]
    alone = team.saved("members", {}, None, NOW, confirm=True)
    assert state(alone, "members") is State.TO_MEND
    assert state(alone.saved("members", {"members": "示例乙"}, None, NOW, confirm=True), "members") is State.DONE


@pytest.mark.parametrize(
    ("typed", "confirm", "expected"),
    [
        ({}, False, State.NOT_STARTED),
        ({"demand": "2"}, False, State.IN_PROGRESS),
        ({"demand": "很多"}, False, State.IN_PROGRESS),
        ({"demand": "很多"}, True, State.TO_MEND),
        ({"demand": "2"}, True, State.DONE),
        ({}, True, State.DONE),  # one, by default
    ],
)
def test_state_of_a_section_follows_from_what_was_typed_and_whether_it_was_called_finished(typed, confirm, expected):
    assert state(draft().saved("demand", typed, None, NOW, confirm=confirm), "demand") is expected


def test_what_is_right_is_kept_in_its_one_form_and_what_is_wrong_as_it_was_typed():
    code = f" {ENTERPRISE['uscc'].lower()} "
    typed = {"name": "示例 ", "uscc": code, "county": "410502", "industry": "34"}
    right = draft().saved("applicant", typed, None, NOW, confirm=True)
    assert right.part("applicant").typed["uscc"] == ENTERPRISE["uscc"]
    wrong = draft().saved("applicant", {**typed, "industry": "99"}, None, NOW, confirm=True)
    assert wrong.part("applicant").typed["uscc"] == code


def test_finished_section_saved_wrong_needs_changes_again():
    done = draft().saved("demand", {"demand": "2"}, None, NOW, confirm=True)
    assert state(done.saved("demand", {"demand": "x"}, None, NOW, confirm=False), "demand") is State.TO_MEND


def test_older_page_does_not_overwrite_a_newer_one():
    newer = draft().saved("demand", {"demand": "2"}, 0, NOW, confirm=True)
    with pytest.raises(ChangedElsewhere):
        newer.saved("demand", {"demand": "3"}, 0, NOW, confirm=True)
    assert newer.saved("demand", {"demand": " 2 "}, 0, NOW, confirm=True).part("demand").typed == {"demand": 2}
    assert newer.saved("demand", {"demand": "3"}, 1, NOW, confirm=True).part("demand").typed == {"demand": 3}


def test_needs_are_added_and_removed_and_no_name_comes_twice():
    two, second = draft().with_need(NOW)
    left = two.without_need("need-1", NOW)
    again, third = left.with_need(NOW)
    assert (second, third) == ("need-2", "need-3")
    assert [each.number for each in again.sections() if each.is_need] == [1, 2]
    with pytest.raises(OnlyNeed):
        left.without_need(second, NOW)
    with pytest.raises(Unknown):
        left.without_need("need-1", NOW)


def test_needs_end_at_ten():
    many = draft()
    for _ in range(9):
        many, _ = many.with_need(NOW)
    with pytest.raises(TooManyNeeds, match="10"):
        many.with_need(NOW)


def test_only_what_is_complete_becomes_a_form():
    with pytest.raises(NotComplete, match="4"):
        draft().form()
    whole = filled(draft(), ENTERPRISE)
    assert whole.form() == EnterpriseForm.model_validate(ENTERPRISE)
    with pytest.raises(NotComplete, match="1"):
        whole.with_need(NOW)[0].form()


def test_eligibility_is_said_at_the_section_it_is_asked_in():
    doctor = filled(draft(Kind.COMMISSIONER), COMMISSIONER)
    assert state(doctor, "applicant") is State.DONE
    typed = section_of(COMMISSIONER, "commissioner", "applicant") | {"civil_servant": "true"}
    barred = doctor.saved("applicant", typed, None, NOW, confirm=True)
    assert state(barred, "applicant") is State.TO_MEND
    with pytest.raises(NotEligible):
        check(barred.section("applicant"), typed, 3)
    greedy = doctor.saved("wishes", {"capacity": "4"}, None, NOW, confirm=True)
    assert state(greedy, "wishes") is State.TO_MEND


def test_window_closes_at_the_end_of_its_last_day_in_china():
    assert draft().may_be_sent(datetime(2026, 3, 1, 15, 59, tzinfo=UTC))
    assert not draft().may_be_sent(datetime(2026, 3, 1, 16, 0, tzinfo=UTC))
    assert draft(application="a").may_be_sent(datetime(2027, 1, 1, tzinfo=UTC))


def returned(*fields: str) -> Draft:
    form = EnterpriseForm.model_validate(ENTERPRISE | {"needs": ENTERPRISE["needs"] * 2})
    application = Application(
        id="a", number="n", scheme="s", form_kind=Kind.ENTERPRISE, owner="p", submitted_at=NOW, enterprise=form
    )
    corrections = tuple(Correction(field=field, reason="请核对") for field in fields)
    return mended(draft(application="a", corrections=corrections), application)


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        (("uscc",), {"applicant"}),
        (("growth", "demand"), {"classes", "demand"}),
        (("needs",), {"need-1", "need-2"}),
        (("needs/1",), {"need-2"}),
        (("needs-0",), {"need-1"}),
    ],
)
def test_only_what_the_officer_named_is_open_in_mending(fields, asked):
    opened = returned(*fields)
    assert {name for name, each in opened.states().items() if each is State.ASKED} == asked
    assert set(opened.states().values()) <= {State.ASKED, State.SETTLED}
    for section in opened.sections():
        typed = opened.part(section.name).typed
        if section.name in asked:
            mending = opened.saved(section.name, typed, 0, NOW, confirm=True)
            assert mending.state(section) is State.DONE
            unfinished = opened.saved(section.name, typed, 0, NOW, confirm=False)
            assert unfinished.state(section) is State.IN_PROGRESS
        else:
            with pytest.raises(NotAsked):
                opened.saved(section.name, typed, 0, NOW, confirm=True)


def test_needs_are_added_in_mending_where_the_officer_asks_for_needs():
    with pytest.raises(NotAsked):
        returned("name").with_need(NOW)
    more, added = returned("needs").with_need(NOW)
    assert more.may_change(more.section(added))


def test_correction_of_nothing_we_know_opens_everything():
    opened = returned("其他")
    assert opened.unplaced
    assert all(opened.may_change(each) for each in opened.sections())


def test_what_was_sent_and_is_wrong_by_todays_rules_is_open_in_mending():
    opened = returned("name")
    part = opened.part("applicant").model_copy(update={"typed": {"name": "示例"}})
    stale = opened.changed(parts=opened.parts | {"applicant": part}, corrections=())
    assert state(stale, "applicant") is State.TO_MEND
    assert stale.may_change(stale.section("applicant"))


def test_draft_of_one_person_scheme_and_kind_has_one_id():
    assert draft_id("p", "s", Kind.ENTERPRISE) == draft_id("p", "s", Kind.ENTERPRISE)
    assert len({draft_id(who, to, kind) for who in "pq" for to in "st" for kind in Kind}) == 8
