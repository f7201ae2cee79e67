"""Any sequence of calls gives what a plain dictionary gives."""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shared.store.faults import FaultyStore, seeded
from shared.store.port import Conflict, Delete, KeyReused, Once, Put, Require
from shared.store.sqlite import SqliteStore
from tests.contracts.store.kinds import START, Parcel, envelope
from tests.contracts.store.persistent import ODDS, Persistent

IDS = ["1", "2", "10", "例", "a\x01"]
SHELVES = ["", "A", "B"]
LABELS = ["", "a", "a\x01", "aa", "b", "\uffff", "\U0001f4e6"]

CHANGES = st.dictionaries(
    st.sampled_from(IDS),
    st.tuples(
        st.sampled_from([Put, Put, Put, Delete, Require]),
        st.sampled_from([0, 0, 0, 0, -1, 1]),
        st.sampled_from(SHELVES),
        st.sampled_from(LABELS),
    ),
    max_size=4,
)
BOUND = st.none() | st.sampled_from(LABELS)


class AgainstDictionary(RuleBasedStateMachine):
    """`stored`, `told` and `used` are what the store ought to hold."""

    new_store: Any
    store: Any
    numbers = count(1)

    @initialize()
    def begin(self):
        self.store = type(self).new_store()
        self.stored, self.told, self.used = {}, {}, {}

    @rule(
        changes=CHANGES,
        events=st.integers(0, 2),
        key=st.none() | st.sampled_from(["k1", "k2"]),
        fingerprint=st.sampled_from(["f1", "f1", "f2"]),
    )
    def commit(self, changes, events, key, fingerprint):
        number = next(self.numbers)
        requested = [self.change(id, *rest) for id, rest in changes.items()]
        told = [envelope(f"e{number}-{n}", minutes=number, subject=f"Parcel/{n}") for n in range(events)]
        once = key and Once(key, fingerprint, f"answer {number}", START)
        earlier = self.used.get(key)
        stale = {f"Parcel/{it.record.id}" for it in requested if it.record.version != self.version(it.record.id)}
        if earlier and earlier.fingerprint != fingerprint:
            with pytest.raises(KeyReused):
                self.store.commit(requested, told, once)
        elif earlier:
            assert self.store.commit(requested, told, once) == earlier
        elif stale:
            with pytest.raises(Conflict) as conflict:
                self.store.commit(requested, told, once)
            assert stale <= set(conflict.value.keys)
        else:
            assert self.store.commit(requested, told, once) is None
            self.apply(requested, told, once)

    @rule(after=st.integers(0, 5))
    def forget(self, after):
        some = self.store.waiting()[after:]
        self.store.forget(some)
        for told in some:
            del self.told[told.id]

    @rule(
        shelf=st.sampled_from(SHELVES[1:]), limit=st.integers(1, 4), descending=st.booleans(), first=BOUND, last=BOUND
    )
    def walk(self, shelf, limit, descending, first, last):
        found, after = [], None
        while True:
            page = self.store.query(
                Parcel.by_shelf, shelf, limit=limit, descending=descending, first=first, last=last, after=after
            )
            found += page.items
            after = page.next
            if after is None:
                break
        listed = [it for it in self.stored.values() if it.shelf == shelf]
        listed = [it for it in listed if (first is None or it.label >= first) and (last is None or it.label <= last)]
        assert found == sorted(listed, key=lambda it: (it.label, it.id), reverse=descending)

    @invariant()
    def holds_what_it_ought_to(self):
        if hasattr(self, "stored"):
            assert self.store.get_many(Parcel, IDS) == self.stored
            assert self.store.get_together([(Parcel, id) for id in IDS]) == [self.stored.get(id) for id in IDS]
            assert {it.id: it for it in self.store.waiting()} == self.told

    def teardown(self):
        if isinstance(getattr(self, "store", None), SqliteStore):
            self.store.close()

    def change(self, id, verb, off, shelf, label):
        version = max(self.version(id) + off, 1 if verb is Delete else 0)
        return verb(Parcel(id=id, version=version, shelf=shelf, label=label))

    def version(self, id):
        return self.stored[id].version if id in self.stored else 0

    def apply(self, changes, told, once):
        for change in changes:
            if isinstance(change, Put):
                self.stored[change.record.id] = change.record.changed(version=change.record.version + 1)
            elif isinstance(change, Delete):
                del self.stored[change.record.id]
        self.told |= {it.id: it for it in told}
        if once:
            self.used[once.key] = once


def compare(new_store, examples, steps):
    machine = type("Machine", (AgainstDictionary,), {"new_store": staticmethod(new_store)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_sqlite_is_as_a_dictionary():
    compare(lambda: SqliteStore(":memory:"), examples=150, steps=40)


@pytest.fixture
def stores_to_close():
    stores: list[SqliteStore] = []
    yield stores
    for store in stores:
        store.close()


def test_failing_sqlite_is_as_a_dictionary_to_who_asks_again(stores_to_close):
    def new_store():
        stores_to_close.append(SqliteStore(":memory:"))
        return Persistent(FaultyStore(stores_to_close[-1], seeded(7, ODDS)))

    compare(new_store, examples=60, steps=30)


@pytest.mark.aws
def test_dynamodb_is_as_a_dictionary(new_dynamo):
    compare(new_dynamo, examples=12, steps=20)
