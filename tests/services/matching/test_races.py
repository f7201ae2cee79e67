"""Others come first between our reading and our commit: what was decided on an old reading does not stand."""

from datetime import date

import pytest

from services.matching.app import service
from services.matching.model.dispatches import Dispatch
from services.matching.model.parties import Candidate, Host, Scheme
from services.matching.model.places import Places
from services.matching.model.proposals import Proposal
from shared.auth.actor import Actor, Role
from shared.store.port import Put
from tests.services.matching.house import CITY, NEXT, SCHEME, House, host, sent

HOST, SENT = host("host-a"), sent("sent-a")


class Interleaved:
    """`inner`, where `meanwhile` happens once, just before the first commit."""

    def __init__(self, inner, meanwhile):
        self._inner = inner
        self._meanwhile = [meanwhile]

    def commit(self, changes, events=(), once=None):
        if self._meanwhile:
            self._meanwhile.pop()()
        return self._inner.commit(changes, events, once)

    def __getattr__(self, name):
        return getattr(self._inner, name)


@pytest.fixture
def house():
    return House()


def during(house, meanwhile):
    """Let `meanwhile` happen, on the real store, within the next request or delivery."""

    def happen():
        house.live_in(house.store)
        meanwhile()

    house.live_in(Interleaved(house.store, happen))


def answer(house, id, who, verb):
    return house.ask("POST", f"/matching/proposals/{id}/{verb}", who)


def test_two_runs_at_once_are_one_run_and_one_refusal(house):
    house.load_demo()
    statuses = []
    during(house, lambda: statuses.append(house.ask("POST", "/matching/runs", CITY, body={"scheme_id": SCHEME}).status))
    refused = house.ask("POST", "/matching/runs", CITY, body={"scheme_id": SCHEME})
    assert (statuses, refused.status, refused.json["type"]) == ([201], 409, "urn:tepai:problem:RunUnderway")
    assert len(house.ask("GET", "/matching/runs", CITY).json["items"]) == 1


@pytest.mark.parametrize(("first", "second"), [(HOST, SENT), (SENT, HOST)])
def test_both_say_yes_at_once_and_one_dispatch_starts(house, first, second):
    id = house.pair()
    during(house, lambda: answer(house, id, first, "accept"))
    assert answer(house, id, second, "accept").json["state"] == "accepted"
    house.run()
    assert [each.dispatch_id for each in house.events("DispatchStarted")] == [Dispatch.id_of(id)]
    assert len(house.events("PairAccepted")) == 1


def test_a_yes_while_the_other_says_no_is_refused(house):
    id = house.pair()
    during(house, lambda: answer(house, id, SENT, "decline"))
    assert answer(house, id, HOST, "accept").status == 409
    house.run()
    assert house.events("DispatchStarted") == []
    assert house.held(Host, "host-a") == ()


def test_a_no_while_the_second_yes_comes_is_refused(house):
    id = house.pair()
    answer(house, id, HOST, "accept")
    during(house, lambda: answer(house, id, SENT, "accept"))
    assert answer(house, id, HOST, "decline").status == 409
    assert house.held(Host, "host-a") == (id,)


def take_places(house, kind, id):
    """Fill whatever is free of a host or a candidate, as runs of other schemes would."""
    mine = house.get(kind, id).places_id
    places = house.store.get(Places, mine) or Places(id=mine)
    for number in range(10):
        places = places.taking(f"other-{number}", f"somebody-{number}", date(2021, 3, 1))
    house.store.commit([Put(places)])


@pytest.mark.parametrize(("kind", "id"), [(Host, "host-a"), (Candidate, "sent-a")])
def test_a_place_taken_between_plan_and_proposal_is_skipped_and_counted(house, kind, id):
    house.load_pair()
    run_id = house.start(steps=0)
    take_places(house, kind, id)
    house.run()
    run = house.ask("GET", f"/matching/runs/{run_id}", CITY).json
    assert (run["state"], run["pairs"], run["proposed"], run["skipped"]) == ("completed", 1, 0, 1)
    assert house.events("PairProposed") == []
    assert house.events("MatchingRunCompleted")[0].proposed == 0
    assert "已跳过" in house.ask("GET", f"/matching/runs/{run_id}", CITY, page=True).text


@pytest.mark.parametrize(("kind", "id"), [(Host, "host-a"), (Candidate, "sent-a")])
def test_a_place_taken_between_reading_and_commit_is_skipped_too(house, kind, id):
    house.load_pair()
    run_id = house.start(steps=0)
    during(house, lambda: take_places(house, kind, id))
    house.run()
    assert house.ask("GET", f"/matching/runs/{run_id}", CITY).json["skipped"] == 1
    assert house.store.get(Proposal, Proposal.id_of("host-a", "sent-a")) is None


def test_a_place_freed_while_a_proposal_takes_another_is_not_lost(house):
    house.publish_scheme()
    house.accept_host("host-a", demand=2)
    house.accept_candidate("sent-a")
    house.start()
    first = Proposal.id_of("host-a", "sent-a")
    house.accept_candidate("sent-b")
    run_id = house.start(steps=0)
    during(house, lambda: answer(house, first, SENT, "decline"))
    house.run()
    assert house.ask("GET", f"/matching/runs/{run_id}", CITY).json["proposed"] == 1
    assert house.held(Host, "host-a") == (Proposal.id_of("host-a", "sent-b"),)
    assert set(house.get(Host, "host-a").met) == {"sent-a", "sent-b"}


def test_a_mended_need_while_a_run_is_under_way_skips_the_pair(house):
    house.load_pair()
    run_id = house.start(steps=0)
    needs = [{"title": "废水处理", "text": "废水含盐量高，处理不达标。"}]
    known = house.get(Host, "host-a")
    mended = known.facts.needs[0].model_copy(update={"id": "host-a-other", **needs[0]})
    facts = known.facts.model_copy(update={"needs": (mended,)})
    house.store.commit([Put(known.changed(facts=facts))])
    house.run()
    assert house.ask("GET", f"/matching/runs/{run_id}", CITY).json["skipped"] == 1


@pytest.mark.parametrize("declined", [False, True])
def test_an_index_that_lags_proposes_no_pair_again(house, declined):
    """The run plans on what the index shows: with a lagging one it plans the pair again, and the commit refuses it."""
    house.load_pair()
    stale = {kind: house.get(kind, id) for kind, id in ((Host, "host-a"), (Candidate, "sent-a"))}
    house.start()
    id = Proposal.id_of("host-a", "sent-a")
    if declined:
        answer(house, id, SENT, "decline")

    class Lagging(Interleaved):
        def query(self, index, partition, **terms):
            page = self._inner.query(index, partition, **terms)
            if index is Places.holding:
                return type(page)(())
            return type(page)(tuple(stale.get(type(each), each) for each in page.items), page.next)

    house.live_in(Lagging(house.store, lambda: None))
    again = house.ask("POST", "/matching/runs", CITY, body={"scheme_id": SCHEME}).json
    assert again["pairs"] == 1
    house.live_in(house.store)
    house.run()
    run = house.ask("GET", f"/matching/runs/{again['run_id']}", CITY).json
    assert (run["proposed"], run["skipped"]) == (0, 1)
    assert len(house.events("PairProposed")) == 1
    assert house.held(Host, "host-a") == (() if declined else (id,))
    assert house.get(Scheme, SCHEME).running == ""


def in_two_schemes(house, demand, capacity):
    house.publish_scheme()
    house.publish_overlapping()
    for suffix, scheme in (("1", SCHEME), ("2", NEXT)):
        house.accept_host(f"h{suffix}", scheme=scheme, owner="firm", enterprise_key="key-firm", demand=demand)
        house.accept_candidate(f"c{suffix}", scheme=scheme, owner="doctor", capacity=capacity)


@pytest.mark.parametrize(("demand", "capacity"), [(1, 1), (1, 3), (2, 1), (2, 3)])
def test_two_schemes_propose_the_same_pair_at_once_and_one_does(house, demand, capacity):
    """Planned by both; whichever commits second finds a place gone, or the two together already."""
    in_two_schemes(house, demand, capacity)
    first, second = (house.start(scheme, steps=0) for scheme in (SCHEME, NEXT))
    (early, late) = (each for each in house.store.waiting() if each.type == "PairingStepDue")
    during(house, lambda: service.hear(late))
    service.hear(early)
    house.live_in(house.store)
    house.run()
    runs = [house.ask("GET", f"/matching/runs/{id}", CITY).json for id in (first, second)]
    assert sorted((run["state"], run["proposed"], run["skipped"]) for run in runs) == [
        ("completed", 0, 1),
        ("completed", 1, 0),
    ]
    assert len(house.events("PairProposed")) == 1
    assert len(house.held(Host, "h1")) == len(house.held(Candidate, "c2")) == 1


def test_a_capacity_lowered_between_reading_and_commit_is_kept(house):
    house.publish_scheme()
    house.accept_host("one")
    house.accept_candidate("sent-a", capacity=2)
    house.start()
    house.accept_host("two")
    run_id = house.start(steps=0)
    during(house, lambda: house.accept_candidate("sent-a", version=2, capacity=1))
    house.run()
    assert house.ask("GET", f"/matching/runs/{run_id}", CITY).json["skipped"] == 1
    assert house.held(Candidate, "sent-a") == (Proposal.id_of("one", "sent-a"),)


def test_a_place_freed_in_one_scheme_while_another_takes_one_is_not_lost(house):
    in_two_schemes(house, demand=2, capacity=1)
    house.start()
    first = Proposal.id_of("h1", "c1")
    house.accept_candidate("helper", scheme=NEXT)
    run_id = house.start(NEXT, steps=0)
    during(house, lambda: answer(house, first, Actor("doctor", Role.APPLICANT, session="s"), "decline"))
    house.run()
    assert house.ask("GET", f"/matching/runs/{run_id}", CITY).json["proposed"] == 1
    assert house.held(Host, "h1") == house.held(Host, "h2") == (Proposal.id_of("h2", "helper"),)
    assert house.held(Candidate, "c1") == ()
