"""What waits for whom, in whatever order and however often the events come."""

import itertools
import random
from datetime import timedelta
from typing import Any

import pytest

from services.applications.model.worklist import DAYS_FOR, MOST_HAPPENINGS, What
from services.applications.queries.worklist import LISTED_AT_ONCE, SHOWN_OF_A_KIND
from tests.services.applications.desks import (
    CITY_OFFICER,
    COUNTY,
    DOCTOR,
    FACTORY,
    LEADER,
    OFFICER,
    OTHER_COUNTY,
    OTHER_OFFICER,
    VISITOR,
    Desks,
    accepted,
    agreed,
    all_signed,
    commissioner_accepted,
    declined,
    dispatched,
    ended,
    given_back,
    liaison_named,
    outcome_confirmed,
    outcome_refused,
    outcome_reported,
    proposed,
    resubmitted,
    returned,
    run_completed,
    scheme,
    service_confirmed,
    service_reported,
    signed,
    submitted,
)


@pytest.fixture
def desks():
    made = Desks()
    yield made
    made.close()


def waits(desks, actor):
    """What waits for somebody, by kind: how many."""
    return {kind["what"]: kind["count"] for kind in desks.home(actor)["tasks"]}


def titles(desks, actor):
    return [task["path"] for kind in desks.home(actor)["tasks"] for task in kind["items"]]


def test_application_goes_back_and_forth_between_desks(desks):
    desks.hear(desks.tell(submitted(), 1))
    assert waits(desks, OFFICER) == waits(desks, CITY_OFFICER) == {"review": 1}
    assert waits(desks, OTHER_OFFICER) == waits(desks, FACTORY) == {}
    desks.hear(desks.tell(returned(), 2))
    assert waits(desks, OFFICER) == waits(desks, CITY_OFFICER) == {}
    assert waits(desks, FACTORY) == {"mend": 1}
    assert titles(desks, FACTORY) == ["/applications/a1"]
    desks.hear(desks.tell(resubmitted(), 3))
    assert (waits(desks, OFFICER), waits(desks, FACTORY)) == ({"review": 1}, {})
    desks.hear(desks.tell(accepted(), 4))
    assert waits(desks, OFFICER) == waits(desks, CITY_OFFICER) == waits(desks, FACTORY) == {}
    assert desks.home(FACTORY)["applications"][0]["what"] == "accepted"


def test_commissioner_of_no_county_waits_for_the_city_alone(desks):
    desks.hear(submitted(application_id="b1", kind="commissioner", owner="doctor", county=""))
    assert waits(desks, CITY_OFFICER) == {"review": 1}
    assert waits(desks, OFFICER) == {}


def test_pair_waits_for_each_side_until_it_answers(desks):
    desks.hear(proposed())
    assert waits(desks, FACTORY) == waits(desks, DOCTOR) == {"answer": 1}
    desks.hear(agreed("enterprise"))
    assert (waits(desks, FACTORY), waits(desks, DOCTOR)) == ({}, {"answer": 1})
    desks.hear(dispatched())
    assert waits(desks, FACTORY) == waits(desks, DOCTOR) == {"sign_agreement": 1}
    assert [each["id"] for each in desks.home(DOCTOR)["dispatches"]] == ["d1"]


def test_agreement_waits_for_each_party_until_it_signs_and_again_after_it_was_given_back(desks):
    desks.hear(desks.tell(dispatched(), 1))
    assert waits(desks, CITY_OFFICER) == {"stamp_agreement": 1, "name_liaison": 1}
    desks.hear(desks.tell(signed("enterprise"), 2))
    assert (waits(desks, FACTORY), waits(desks, DOCTOR)) == ({}, {"sign_agreement": 1})
    desks.hear(desks.tell(given_back("commissioner"), 3))
    assert waits(desks, FACTORY) == {"sign_agreement": 1}
    desks.hear(*(desks.tell(signed(side), at) for at, side in ((4, "enterprise"), (5, "institution"))))
    desks.hear(desks.tell(all_signed("commissioner"), 6))
    assert waits(desks, FACTORY) == waits(desks, DOCTOR) == {}
    assert "stamp_agreement" not in waits(desks, CITY_OFFICER)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_ended_dispatch_asks_nobody_and_stays_over_whatever_order_it_is_heard_in(desks, order):
    envelopes = [desks.tell(dispatched(), 1), desks.tell(given_back("enterprise"), 2), desks.tell(ended(), 5)]
    desks.hear(*(envelopes[place] for place in order))
    assert waits(desks, FACTORY) == waits(desks, DOCTOR) == waits(desks, CITY_OFFICER) == {}
    (serving,) = desks.home(FACTORY)["dispatches"]
    assert (serving["over"], serving["ends"]) == (True, "2026-03-02")


def test_declined_pair_waits_for_nobody(desks):
    desks.hear(proposed(), declined("commissioner"))
    assert waits(desks, FACTORY) == waits(desks, DOCTOR) == {}
    assert desks.home(CITY_OFFICER)["happened"][0]["what"] == "commissioner_declined"


def test_reports_wait_for_the_host_and_without_one_for_the_city(desks):
    desks.hear(service_reported(), outcome_reported(), outcome_reported(outcome_id="o2", enterprise_owner=""))
    assert waits(desks, FACTORY) == {"confirm_outcome": 1, "confirm_service": 1}
    assert waits(desks, CITY_OFFICER) == {"confirm_outcome": 1}, "the host's are not the city's"
    desks.hear(service_confirmed(), outcome_refused(), outcome_confirmed(outcome_id="o2"))
    assert waits(desks, FACTORY) == waits(desks, CITY_OFFICER) == {}


def told(desks):
    """A whole programme's events, in their order of time."""
    events = [
        (submitted(), 1), (returned(), 2), (resubmitted(), 3), (accepted(), 4),
        (submitted(application_id="b1", kind="commissioner", owner="doctor", county="", number="2026-R-B1"), 1),
        (commissioner_accepted(), 2), (run_completed(), 1),
        (proposed(), 1), (agreed("enterprise"), 2), (dispatched(), 1),
        (proposed(proposal_id="p2"), 1), (declined("commissioner", proposal_id="p2"), 2),
        (proposed(proposal_id="p3"), 1), (agreed("commissioner", proposal_id="p3"), 2),
        (dispatched(dispatch_id="d3", proposal_id="p4", enterprise_key="key-1", people=3), 1),
        (liaison_named(), 2), (signed("enterprise"), 2), (given_back("commissioner"), 3), (signed("institution"), 4),
        (service_reported(), 1), (service_confirmed(), 2), (service_reported(log_id="l2"), 1),
        (outcome_reported(), 1), (outcome_confirmed(), 2), (outcome_reported(outcome_id="o2"), 1),
        (outcome_refused(outcome_id="o2"), 2), (outcome_confirmed(outcome_id="o3", at_least=True, quantity=5), 2),
        (submitted(application_id="a2", county=OTHER_COUNTY, owner="other"), 1),
    ]  # fmt: skip
    return [desks.tell(event, version, timedelta(minutes=n)) for n, (event, version) in enumerate(events)]


def all_that_is_known(desks):
    """Every desk and every listed task: what must not depend on the order of events."""
    people = ("city", f"county|{COUNTY}", f"county|{OTHER_COUNTY}", "person|factory", "person|doctor", "person|other")
    kept = {desk: desks.desk(desk).model_dump(mode="json") for desk in people}
    return kept, [each.model_dump(mode="json", exclude={"version"}) for each in desks.listed()]


def test_worklist_is_the_same_in_any_order_and_however_often_events_come():
    expected: tuple[Any, Any] = ()  # type: ignore[assignment]
    for seed in range(25):
        desks, chance = Desks(), random.Random(seed)
        envelopes = told(desks)
        # The same ids in every house, since happenings are known by them.
        envelopes = [each.model_copy(update={"id": f"e{n}"}) for n, each in enumerate(envelopes)]
        if seed:
            envelopes += envelopes
            chance.shuffle(envelopes)
        desks.hear(*envelopes)
        found = all_that_is_known(desks)
        expected = expected or found
        assert found == expected, seed
        desks.close()
    kept, listed = expected
    assert kept["city"]["waiting"] == {
        f"review|{OTHER_COUNTY}": 1, f"answer|{COUNTY}|others": 1, "confirm_service||others": 1,
        f"sign_agreement|{COUNTY}|others": 4, f"stamp_agreement|{COUNTY}": 1, f"name_liaison|{COUNTY}": 1,
    }  # fmt: skip
    assert sum(kept["city"]["waiting"].values()) == 9
    waiting = {"review", "answer", "confirm_service", "sign_agreement", "stamp_agreement", "name_liaison"}
    assert {each["task"]["what"] for each in listed} == waiting


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_task_done_before_it_was_heard_to_begin_stays_done(desks, order):
    events = [desks.tell(submitted(), 1), desks.tell(accepted(), 2), desks.tell(service_confirmed(), 2)]
    desks.hear(*(events[n] for n in order), service_reported())
    assert waits(desks, OFFICER) == waits(desks, CITY_OFFICER) == waits(desks, FACTORY) == {}
    assert desks.desk().waiting == {}


def test_late_says_so_in_words_and_comes_first(desks):
    desks.hear(desks.tell(submitted(application_id="young", name="示例后来公司"), 1, timedelta(days=7)))
    desks.hear(desks.tell(submitted(application_id="old", name="示例先来公司"), 1))
    desks.pass_days(DAYS_FOR[What.REVIEW])
    assert desks.home(OFFICER)["tasks"][0]["late"] == 0, "not before its time is over"
    desks.pass_days(2)
    (kind,) = desks.home(OFFICER)["tasks"]
    assert [(each["path"], each["late"]) for each in kind["items"]] == [
        ("/applications/old", True),
        ("/applications/young", False),
    ]
    said = desks.words(OFFICER)
    assert "已超期 2 天" in said
    assert "1 件已超期" in said
    assert said.index("示例先来公司") < said.index("示例后来公司")


def test_city_sees_every_county_and_what_is_late_where(desks):
    desks.hear(submitted(application_id="a1"), submitted(application_id="a2"), proposed())
    desks.hear(desks.tell(submitted(application_id="a3", county=OTHER_COUNTY), 1, timedelta(days=9)))
    desks.pass_days(9)
    for actor in (CITY_OFFICER, LEADER):
        assert desks.home(actor)["counties"] == [
            {"county": COUNTY, "review": 2, "late": 2, "answer": 2},
            {"county": OTHER_COUNTY, "review": 1, "late": 0, "answer": 0},
        ]
    assert "滑县" in desks.words(LEADER)


def test_a_desk_with_more_than_a_page_counts_them_all(desks):
    many = LISTED_AT_ONCE + 30
    desks.hear(*(submitted(application_id=f"a{n}") for n in range(many)))
    desks.pass_days(30)
    (kind,) = desks.home(OFFICER)["tasks"]
    assert (kind["count"], len(kind["items"])) == (many, SHOWN_OF_A_KIND)
    assert kind["late_at_least"]
    said = desks.words(OFFICER)
    assert f"查看全部 {many} 件" in said
    assert "至少" in said


def test_happenings_are_bounded_and_the_newest_are_kept(desks):
    envelopes = [
        desks.tell(submitted(application_id=f"a{n}"), 1, timedelta(minutes=n)) for n in range(MOST_HAPPENINGS + 5)
    ]
    random.Random(7).shuffle(envelopes)
    desks.hear(*envelopes)
    paths = [each["path"] for each in desks.home(OFFICER)["happened"]]
    assert paths == [f"/applications/a{n}" for n in reversed(range(5, MOST_HAPPENINGS + 5))]


def test_figures_count_an_enterprise_and_a_person_once_a_year_and_keep_at_least(desks):
    desks.hear(dispatched(), dispatched(dispatch_id="d2", proposal_id="p2", people=3), dispatched(dispatch_id="d0"))
    desks.hear(outcome_confirmed(), outcome_confirmed(outcome_id="o2", quantity=5, at_least=True))
    desks.hear(outcome_confirmed(outcome_id="o3", year=2025, quantity=900))
    answer = desks.home(VISITOR)
    assert answer["year"] == 2026
    assert {each["indicator"]: (each["value"], each["at_least"]) for each in answer["achieved"]} == {
        "enterprises_served": (1, False),
        "people": (3, False),
        "problems_solved": (7, True),
    }


def test_numbers_of_the_current_scheme_alone(desks):
    desks.hear(scheme(), submitted(), submitted(application_id="x", scheme_id="another"), proposed(), dispatched())
    assert desks.home(LEADER)["numbers"] == {"enterprise|submitted": 1, "proposed": 1, "dispatched": 1}
