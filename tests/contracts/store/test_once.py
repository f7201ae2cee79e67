"""A commit under a key happens once."""

import pytest

from shared.store.port import Conflict, KeyReused, Put
from tests.contracts.store.kinds import Counter, Parcel, envelope, once


def test_first_use_happens_and_answers_nothing(store):
    assert store.commit([Put(Counter(id="c", count=1))], [], once()) is None
    assert store.get(Counter, "c").count == 1


def test_repeated_use_answers_what_was_answered_and_changes_nothing(store):
    store.commit([Put(Counter(id="c", count=1))], [envelope("e1")], once(answer="第一次"))
    store.forget(store.waiting())
    earlier = store.commit([Put(Counter(id="d"))], [envelope("e2")], once(answer="第二次"))
    assert earlier == once(answer="第一次")
    assert store.get(Counter, "d") is None
    assert store.waiting() == []


def test_repetition_of_the_very_same_commit_is_no_conflict(plain):
    changes = [Put(Counter(id="c", count=1)), Put(Parcel(id="p"))]
    plain.commit(changes, [envelope("e1")], once())
    for _ in range(3):
        assert plain.commit(changes, [envelope("e1")], once()) == once()
    assert plain.get(Counter, "c").version == 1
    assert [told.id for told in plain.waiting()] == ["e1"]


def test_other_fingerprint_is_refused_and_changes_nothing(store):
    store.commit([Put(Counter(id="c"))], [], once(fingerprint="f1"))
    with pytest.raises(KeyReused, match="k1"):
        store.commit([Put(Counter(id="d"))], [envelope("e1")], once(fingerprint="f2"))
    assert store.get(Counter, "d") is None
    assert store.waiting() == []


def test_other_key_is_another_matter(store):
    store.commit([Put(Counter(id="c"))], [], once(key="k1"))
    assert store.commit([Put(Counter(id="d"))], [], once(key="k2")) is None


def test_key_of_a_refused_commit_stays_unused(store):
    store.commit([Put(Counter(id="c"))])
    with pytest.raises(Conflict):
        store.commit([Put(Counter(id="c"))], [], once())
    assert store.commit([Put(store.get(Counter, "c").changed(count=5))], [], once()) is None
    assert store.get(Counter, "c").count == 5


def test_key_alone_can_be_used(store):
    assert store.commit([], [], once(key="张 / #", answer="")) is None
    assert store.commit([], [], once(key="张 / #", answer="x")) == once(key="张 / #", answer="")


def test_of_two_who_read_the_same_the_second_learns_what_the_first_did(store):
    store.commit([Put(Counter(id="c"))])
    mine, theirs = store.get(Counter, "c"), store.get(Counter, "c")
    assert store.commit([Put(theirs.changed(count=1))], [], once(answer="1")) is None
    assert store.commit([Put(mine.changed(count=1))], [], once(answer="1")) == once(answer="1")
    assert store.get(Counter, "c").count == 1


def test_what_was_committed_under_a_key_can_be_looked_up(store):
    assert store.earlier("k1") is None
    store.commit([Put(Counter(id="c"))], [], once(answer="第一次"))
    store.commit([Put(Counter(id="d"))], [], once(answer="第二次"))
    assert store.earlier("k1") == once(answer="第一次")
    assert store.earlier("k2") is None


@pytest.mark.parametrize("key", ["", "x" * 3000, "\ud800"])
def test_looking_up_an_impossible_key_finds_nothing(store, key):
    assert store.earlier(key) is None


def test_key_of_a_refused_commit_cannot_be_looked_up(store):
    with pytest.raises(Conflict):
        store.commit([Put(Counter(id="c", version=3))], [], once())
    assert store.earlier("k1") is None


def test_end_without_a_time_zone_is_refused(store):
    from dataclasses import replace

    with pytest.raises(ValueError, match="time zone"):
        store.commit([], [], replace(once(), keep_until=once().keep_until.replace(tzinfo=None)))
