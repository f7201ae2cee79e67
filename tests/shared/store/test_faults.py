"""The wrapper really fails as it says, and its indexes lag as DynamoDB's do."""

from typing import Any

import pytest

from shared.store.faults import Fault, FaultyStore, scripted, seeded
from shared.store.port import AnswerLost, Conflict, Delete, Put, Throttled
from shared.store.sqlite import SqliteStore
from tests.contracts.store.kinds import Counter, Parcel, envelope, once


@pytest.fixture
def inner():
    store = SqliteStore(":memory:")
    yield store
    store.close()


def always(*faults):
    return lambda call: next((fault for fault in faults if call == ("index" if fault is Fault.LAG else "commit")), None)


@pytest.mark.parametrize(
    ("fault", "error", "done"),
    [
        (Fault.CONFLICT, Conflict, False),
        (Fault.THROTTLED, Throttled, False),
        (Fault.LOST_BEFORE, AnswerLost, False),
        (Fault.LOST_AFTER, AnswerLost, True),
    ],
)
def test_commit_fails_once_and_as_said(inner, fault, error, done):
    store = FaultyStore(inner, scripted("commit", None, fault))
    store.commit([Put(Parcel(id="p"))])
    with pytest.raises(error):
        store.commit([Put(Counter(id="c"))], [envelope("e1")], once())
    assert (inner.get(Counter, "c") is not None) is done
    assert (inner.waiting() != []) is done
    assert store.commit([Put(Counter(id="c"))], [envelope("e1")], once()) == (once() if done else None)
    assert inner.get(Counter, "c").version == 1


def test_conflict_names_the_records(inner):
    with pytest.raises(Conflict) as conflict:
        FaultyStore(inner, scripted("commit", Fault.CONFLICT)).commit([Put(Counter(id="c")), Put(Parcel(id="p"))])
    assert conflict.value.keys == ("Counter/c", "Parcel/p")


@pytest.mark.parametrize("call", ["get", "get_many", "get_together", "query", "earlier", "waiting", "forget"])
def test_other_calls_are_throttled_once(inner, call):
    store = FaultyStore(inner, scripted(call, Fault.THROTTLED))
    inner.commit([Put(Parcel(id="p"))], [envelope("e1")], once())
    calls: dict[str, Any] = {
        "get": lambda: store.get(Parcel, "p"),
        "get_many": lambda: store.get_many(Parcel, ["p"]),
        "get_together": lambda: store.get_together([(Parcel, "p")]),
        "query": lambda: store.query(Parcel.by_shelf, "A").items,
        "earlier": lambda: store.earlier("k1"),
        "waiting": store.waiting,
        "forget": lambda: store.forget([envelope("e1")]),
    }
    with pytest.raises(Throttled):
        calls[call]()
    assert inner.waiting() == [envelope("e1")]
    answer = calls[call]()
    assert inner.waiting() == [] if call == "forget" else answer


def labels(store, shelf="A", **options):
    return [(it.id, it.label) for it in store.query(Parcel.by_shelf, shelf, **options).items]


def test_lagging_index_misses_what_is_new(inner):
    store = FaultyStore(inner, always(Fault.LAG), lag=3)
    store.commit([Put(Parcel(id="p"))])
    assert store.get(Parcel, "p") == Parcel(id="p", version=1)
    assert labels(store) == []
    assert labels(store) == [("p", "")]


def test_lagging_index_shows_what_was_changed_as_it_was(inner):
    inner.commit([Put(Parcel(id="p", label="1")), Put(Parcel(id="q", label="2"))])
    store = FaultyStore(inner, always(Fault.LAG), lag=9)
    store.commit([Put(inner.get(Parcel, "p").changed(label="3"))])
    store.commit([Put(inner.get(Parcel, "p").changed(label="4", shelf="B"))])
    assert labels(store) == [("p", "1"), ("q", "2")]
    assert labels(store, first="2") == [("q", "2")]
    assert labels(store, "B") == []
    store.catch_up()
    assert labels(store) == [("q", "2")]
    assert labels(store, "B") == [("p", "4")]


def test_lagging_index_still_shows_what_is_gone(inner):
    inner.commit([Put(Parcel(id=id)) for id in "pqr"])
    store = FaultyStore(inner, always(Fault.LAG), lag=9)
    store.commit([Delete(inner.get(Parcel, "q"))])
    assert store.get(Parcel, "q") is None
    assert labels(store) == [("p", ""), ("q", ""), ("r", "")]
    assert labels(store, descending=True, limit=2) == [("r", ""), ("q", "")]


def test_each_record_lags_on_its_own(inner):
    plan = scripted("index", None, Fault.LAG, None)
    store = FaultyStore(inner, plan, lag=9)
    store.commit([Put(Parcel(id=id)) for id in "pqr"])
    assert labels(store) == [("p", ""), ("r", "")]


def test_refused_commit_makes_nothing_lag(inner):
    inner.commit([Put(Parcel(id="p", label="1"))])
    stale = inner.get(Parcel, "p")
    store = FaultyStore(inner, always(Fault.LAG), lag=99)
    inner.commit([Put(stale.changed(label="2"))])
    with pytest.raises(Conflict):
        store.commit([Put(stale.changed(label="3"))])
    assert labels(store) == [("p", "2")]


def test_pages_of_a_lagging_listing_join_up(inner):
    inner.commit([Put(Parcel(id=f"{n:02}")) for n in range(20)])
    store = FaultyStore(inner, always(Fault.LAG), lag=999)
    store.commit([Delete(inner.get(Parcel, f"{n:02}")) for n in range(0, 20, 3)])
    store.commit([Put(Parcel(id=f"{n:02}x")) for n in range(20)])
    for descending in (False, True):
        found, after = [], None
        while True:
            page = store.query(Parcel.by_shelf, "A", limit=4, after=after, descending=descending)
            found += [it.id for it in page.items]
            after = page.next
            if after is None:
                break
        assert found == sorted((f"{n:02}" for n in range(20)), reverse=descending)


def test_short_page_says_that_more_follows(inner):
    inner.commit([Put(Parcel(id=id)) for id in "pqrs"])
    store = FaultyStore(inner, scripted("query", Fault.SHORT_PAGE))
    page = store.query(Parcel.by_shelf, "A", limit=4)
    assert [it.id for it in page.items] == ["p", "q"]
    assert [it.id for it in store.query(Parcel.by_shelf, "A", after=page.next).items] == ["r", "s"]


def test_seeded_plan_repeats_itself_and_has_every_fault():
    odds = dict.fromkeys(Fault, 0.15)
    calls = ["commit", "index", "query", "get"] * 200
    first, second, other = (seeded(seed, odds) for seed in (1, 1, 2))
    drawn = [first(call) for call in calls]
    assert drawn == [second(call) for call in calls]
    assert drawn != [other(call) for call in calls]
    assert set(drawn) == {None, *Fault}
    assert 60 < drawn.count(None) < 780


def test_plan_without_odds_has_no_faults(inner):
    plan = seeded(1, {})
    assert {plan("commit") for _ in range(100)} == {None}
