"""What was told, and not yet heard to be told."""

from datetime import timedelta

import pytest

from shared.store.port import Put
from tests.contracts.store.kinds import START, Counter, envelope


def ids(envelopes):
    return [envelope.id for envelope in envelopes]


def test_events_wait_with_the_commit_that_told_them(store):
    told = [envelope("e1", subject="Counter/c"), envelope("e2", subject="Parcel/示例")]
    store.commit([Put(Counter(id="c"))], told)
    assert sorted(store.waiting(), key=lambda it: it.id) == told


def test_events_alone_can_be_told(store):
    store.commit([], [envelope("e1")])
    assert store.waiting() == [envelope("e1")]


def test_event_told_again_while_it_waits_waits_once(store):
    store.commit([], [envelope("e1")])
    store.commit([Put(Counter(id="c"))], [envelope("e1")])
    assert store.waiting() == [envelope("e1")]


def test_older_ones_come_first(store):
    for n in range(12):
        store.commit([], [envelope(f"e{99 - n}", minutes=n, subject=f"Counter/{n}")])
    assert ids(store.waiting()) == [f"e{99 - n}" for n in range(12)]


def test_limit_keeps_the_oldest(store):
    for n in range(9):
        store.commit([], [envelope(f"e{n}", minutes=n, subject=f"Counter/{n % 2}")])
    assert ids(store.waiting(limit=4)) == ["e0", "e1", "e2", "e3"]


@pytest.mark.parametrize(("minutes", "expected"), [(0, []), (1, ["e0"]), (2, ["e0", "e1"]), (9, ["e0", "e1", "e2"])])
def test_only_those_told_before(store, minutes, expected):
    for n in range(3):
        store.commit([], [envelope(f"e{n}", minutes=n, subject=f"Counter/{n}")])
    assert ids(store.waiting(before=START + timedelta(minutes=minutes))) == expected


def test_forgotten_ones_wait_no_more(store):
    store.commit([], [envelope(f"e{n}", minutes=n, subject=f"Counter/{n}") for n in range(60)])
    told = store.waiting()
    store.forget([*told[:20], *told[20:55], *told[:3]])
    assert ids(store.waiting()) == [f"e{n}" for n in range(55, 60)]


def test_forgetting_absent_ones_is_no_error(store):
    store.commit([], [envelope("e1")])
    store.forget([envelope("e9")])
    store.forget(store.waiting())
    store.forget([envelope("e1")])
    store.forget([])
    assert store.waiting() == []
