"""One enterprise and one person in several schemes: their places are theirs, not their applications'."""

from datetime import date, datetime

import pytest

from services.matching.model.parties import Candidate, Host
from services.matching.model.places import Holding, Places
from services.matching.model.proposals import Proposal
from shared.clock import BEIJING
from tests.services.matching.house import CITY, NEXT, SCHEME, House, host, sent

FIRM, DOCTOR = host("firm"), sent("doctor")
FIRST, LAST = date(2021, 3, 1), date(2023, 2, 28)
"""The term of a dispatch that starts in the morning of the house."""


@pytest.fixture
def house():
    return House()


def answer(house, id, who, verb="accept"):
    answered = house.ask("POST", f"/matching/proposals/{id}/{verb}", who)
    assert answered.status == 200, answered.text
    house.run()
    return answered.json


def dispatch(house, enterprise, commissioner):
    """The firm and the doctor say yes to the pair: the dispatch's id."""
    id = Proposal.id_of(enterprise, commissioner)
    answer(house, id, FIRM)
    return answer(house, id, DOCTOR)["dispatch_id"]


def in_both_schemes(house, demand=1, capacity=1):
    """The enterprise `firm` and the person `doctor` in two overlapping schemes."""
    house.publish_scheme()
    house.publish_overlapping()
    for suffix, scheme in (("1", SCHEME), ("2", NEXT)):
        house.accept_host(f"h{suffix}", scheme=scheme, owner=FIRM.person, enterprise_key="key-firm", demand=demand)
        house.accept_candidate(f"c{suffix}", scheme=scheme, owner=DOCTOR.person, capacity=capacity)


def proposed(house):
    return {(each.enterprise_id, each.commissioner_id) for each in house.events("PairProposed")}


def test_a_person_serves_no_more_at_once_than_one_scheme_allows_however_many_they_are_in(house):
    house.publish_scheme()
    house.publish_overlapping()
    for number in range(3):
        house.accept_host(f"old-{number}")
        house.accept_host(f"new-{number}", scheme=NEXT)
    house.accept_candidate("c1", owner=DOCTOR.person, capacity=2)
    house.accept_candidate("c2", scheme=NEXT, owner=DOCTOR.person, capacity=3)
    house.start()
    house.start(NEXT)
    assert len(house.held(Candidate, "c1")) == 3
    assert house.held(Candidate, "c2") == house.held(Candidate, "c1")
    assert [each.scheme_id for each in house.events("PairProposed")] == [SCHEME, SCHEME, NEXT]


def test_an_enterprise_gets_no_more_at_once_than_it_asks_for_however_many_schemes_it_is_in(house):
    house.publish_scheme()
    house.publish_overlapping()
    house.accept_host("h1", enterprise_key="key-firm", demand=1)
    house.accept_host("h2", scheme=NEXT, enterprise_key="key-firm", demand=1)
    house.accept_candidate("c1")
    house.accept_candidate("c2", scheme=NEXT)
    house.start()
    run = house.ask("GET", f"/matching/runs/{house.start(NEXT)}", CITY).json
    assert proposed(house) == {("h1", "c1")}
    assert (run["pairs"], run["skipped"]) == (0, 0)
    answer(house, Proposal.id_of("h1", "c1"), sent("c1"), "decline")
    house.start(NEXT)
    assert proposed(house) == {("h1", "c1"), ("h2", "c2")}


def test_enterprises_without_a_key_are_told_apart_by_their_applications(house):
    house.publish_scheme()
    for key in ("a", "b"):
        house.accept_host(f"host-{key}")
        house.accept_candidate(f"sent-{key}")
    house.start()
    assert len(proposed(house)) == 2


@pytest.mark.parametrize("dispatched", [False, True])
def test_a_pair_together_in_one_scheme_is_not_proposed_in_another(house, dispatched):
    in_both_schemes(house, demand=2, capacity=2)
    house.start()
    if dispatched:
        dispatch(house, "h1", "c1")
    run = house.ask("GET", f"/matching/runs/{house.start(NEXT)}", CITY).json
    assert (run["pairs"], run["skipped"], proposed(house)) == (0, 0, {("h1", "c1")})


@pytest.mark.parametrize(("day", "free"), [(LAST, False), (date(2023, 3, 1), True)])
def test_a_place_is_free_and_the_pair_may_meet_again_once_the_dispatch_is_over(house, day, free):
    in_both_schemes(house)
    house.start()
    dispatch(house, "h1", "c1")
    house.clock.move_to(datetime(day.year, day.month, day.day, 0, 30, tzinfo=BEIJING))
    house.start(NEXT)
    assert (("h2", "c2") in proposed(house)) is free
    if free:
        # The place of the dispatch that is over went with the one taken now.
        assert house.held(Host, "h1") == house.held(Host, "h2") == (Proposal.id_of("h2", "c2"),)


def test_a_no_in_one_scheme_frees_the_places_in_the_other(house):
    in_both_schemes(house)
    house.start()
    answer(house, Proposal.id_of("h1", "c1"), DOCTOR, "decline")
    assert house.held(Host, "h2") == house.held(Candidate, "c2") == ()
    house.start(NEXT)
    assert proposed(house) == {("h1", "c1"), ("h2", "c2")}


def test_a_dispatch_tells_which_enterprise_it_is_and_holds_its_places_until_its_last_day(house):
    in_both_schemes(house)
    house.start()
    id = dispatch(house, "h1", "c1")
    (started,) = house.events("DispatchStarted")
    assert (started.dispatch_id, started.enterprise_key, started.ends) == (id, "key-firm", LAST)
    proposal = Proposal.id_of("h1", "c1")
    for mine, other in (
        ("enterprise/key-firm", "commissioner/owner-doctor"),
        ("commissioner/owner-doctor", "enterprise/key-firm"),
    ):
        assert house.get(Places, mine).held == (Holding(proposal_id=proposal, other=other, until=LAST),)


def test_who_holds_nothing_is_not_listed_among_those_who_do():
    places = Places(id="commissioner/owner-doctor")
    assert Places.holding.place(places) is None
    taken = places.taking("p", "enterprise/e", FIRST)
    assert Places.holding.place(taken)
    assert Places.holding.place(taken.freeing("p")) is None
