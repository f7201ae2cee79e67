"""Others come first between our reading and our commit: what was decided on an old reading does not stand."""

import pytest

from services.matching.model.dispatches import Dispatch
from services.matching.model.parties import Candidate, Host, Scheme
from services.matching.model.proposals import Proposal
from shared.store.port import Put
from tests.services.matching.house import CITY, SCHEME, House, host, sent

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
    assert house.get(Host, "host-a").held == ()


def test_a_no_while_the_second_yes_comes_is_refused(house):
    id = house.pair()
    answer(house, id, HOST, "accept")
    during(house, lambda: answer(house, id, SENT, "accept"))
    assert answer(house, id, HOST, "decline").status == 409
    assert house.get(Host, "host-a").held == (id,)


def take_places(house, kind, id):
    """Fill whatever is free of a host or a candidate, as a run of another scheme or a mended record would."""
    found = house.get(kind, id)
    house.store.commit([Put(found.changed(held=(*found.held, *(f"other-{n}" for n in range(10)))))])


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
    assert house.get(Host, "host-a").held == (Proposal.id_of("host-a", "sent-b"),)
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
            return type(page)(tuple(stale.get(type(each), each) for each in page.items), page.next)

    house.live_in(Lagging(house.store, lambda: None))
    again = house.ask("POST", "/matching/runs", CITY, body={"scheme_id": SCHEME}).json
    assert again["pairs"] == 1
    house.live_in(house.store)
    house.run()
    run = house.ask("GET", f"/matching/runs/{again['run_id']}", CITY).json
    assert (run["proposed"], run["skipped"]) == (0, 1)
    assert len(house.events("PairProposed")) == 1
    assert house.get(Host, "host-a").held == (() if declined else (id,))
    assert house.get(Scheme, SCHEME).running == ""
