"""What this service copies from others: whatever order and however often their events come."""

from itertools import permutations

import pytest

from services.matching.app import service
from services.matching.model.parties import Candidate, Host, Scheme
from services.matching.model.proposals import Proposal
from shared.auth.actor import Actor, Role
from shared.events.applications import SessionsEnded
from shared.store.port import Put
from tests.services.matching.house import CITY, NEXT, House, enterprise_accepted


@pytest.fixture
def house():
    return House()


def test_enterprise_accepted_is_a_host_with_its_needs_and_demand(house):
    house.accept_host("h", demand=2, above_scale=True, name="示例机床有限公司")
    known = house.get(Host, "h")
    assert (known.owner, known.facts.name, known.facts.demand, known.facts.above_scale) == (
        "owner-h",
        "示例机床有限公司",
        2,
        True,
    )
    assert [need.id for need in known.facts.needs] == ["h-0"]


@pytest.mark.parametrize("order", list(permutations([3, 5, 8])))
def test_whatever_order_acceptances_come_in_the_newest_stands(house, order):
    for version in order:
        house.accept_host("h", version, name=f"示例{version}")
        house.accept_candidate("c", version, name=f"示例{version}", capacity=version)
    assert house.get(Host, "h").facts.name == "示例8"
    assert house.get(Candidate, "c").facts.capacity == 8


def test_an_event_delivered_twice_changes_nothing(house):
    envelope = house.tell(enterprise_accepted("h"), 2)
    before = house.get(Host, "h")
    service.hear(envelope)
    assert house.get(Host, "h") == before


def test_a_newer_acceptance_keeps_the_places_given_away(house):
    id = house.pair()
    house.accept_host("host-a", 9, name="示例新名")
    house.accept_candidate("sent-a", 9, capacity=2)
    known, candidate = house.get(Host, "host-a"), house.get(Candidate, "sent-a")
    assert (known.facts.name, house.held(Host, "host-a"), known.met) == ("示例新名", (id,), ("sent-a",))
    assert (candidate.facts.capacity, house.held(Candidate, "sent-a")) == (2, (id,))


def test_a_tombstone_in_one_scheme_leaves_the_places_of_the_same_enterprise_in_another(house):
    house.publish_scheme()
    house.publish_overlapping()
    house.accept_host("h1", enterprise_key="key-firm")
    house.accept_host("h2", scheme=NEXT, enterprise_key="key-firm")
    house.accept_candidate("c1")
    house.accept_candidate("c2", scheme=NEXT)
    known = house.get(Host, "h2")
    house.store.commit([Put(known.changed(gone=True, source_version=7))])
    house.start()
    house.start(NEXT)
    assert house.held(Host, "h1") == (Proposal.id_of("h1", "c1"),)
    assert house.store.get(Proposal, Proposal.id_of("h2", "c2")) is None


def test_a_tombstone_is_not_raised_by_an_older_event_and_takes_no_part(house):
    house.load_pair()
    known = house.get(Host, "host-a")
    house.store.commit([Put(known.changed(gone=True, source_version=7))])
    house.accept_host("host-a", 6)
    assert house.get(Host, "host-a").gone
    house.start()
    assert house.store.get(Proposal, Proposal.id_of("host-a", "sent-a")) is None


def test_capacity_is_capped_by_the_scheme_whichever_event_comes_first(house):
    house.accept_candidate("c", capacity=9)
    house.publish_scheme(most_enterprises=3)
    for key in "abcd":
        house.accept_host(key)
    house.start()
    assert len(house.held(Candidate, "c")) == 3


def test_a_scheme_published_again_keeps_the_run_under_way(house):
    house.load_pair()
    run_id = house.start(steps=0)
    house.publish_scheme(version=2, name="示例批次二")
    scheme = house.get(Scheme, "scheme-2021")
    assert (scheme.name, scheme.running) == ("示例批次二", run_id)


def test_a_person_whose_sessions_ended_is_nobody_here(house):
    assert house.ask("GET", "/matching/runs", CITY).status == 200
    house.tell(SessionsEnded(person_id="city", epoch=1))
    assert house.ask("GET", "/matching/runs", CITY).status == 401
    assert house.ask("GET", "/matching/runs", Actor("city", Role.CITY_OFFICER, epoch=1, session="n")).status == 200
