"""From the outbox to the bus."""

from datetime import timedelta

import pytest

from shared.messaging.bus import NoBus
from shared.messaging.relay import AT_ONCE, drain, relay, sweep
from tests.shared.messaging.conftest import NOW, told


def ids(envelopes):
    return [envelope.id for envelope in envelopes]


def test_relayed_events_leave_the_outbox(store, bus):
    store.commit((), [told(1), told(2)])
    assert relay(store.waiting(), bus, store) == []
    assert ids(bus.taken) == ["event-1", "event-2"]
    assert store.waiting() == []


def test_event_the_bus_refused_stays_in_the_outbox(store, bus):
    store.commit((), [told(1), told(2), told(3)])
    bus.refuses = {"event-2"}
    assert relay(store.waiting(), bus, store) == ["event-2"]
    assert ids(store.waiting()) == ["event-2"]


def test_crash_between_publish_and_forget_tells_again(store, bus):
    store.commit((), [told(1)])

    class Dying:
        waiting = store.waiting

        def forget(self, envelopes):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        relay(store.waiting(), bus, Dying())
    assert drain(store, bus) == 1
    assert ids(bus.taken) == ["event-1", "event-1"]


def test_drain_carries_more_than_a_batch(store, bus):
    for start in range(0, AT_ONCE * 2 + 5, 50):
        store.commit((), [told(number) for number in range(start, min(start + 50, AT_ONCE * 2 + 5))])
    assert drain(store, bus) == AT_ONCE * 2 + 5
    assert store.waiting() == []


def test_drain_ends_where_the_bus_takes_nothing(store):
    store.commit((), [told(1)])
    assert drain(store, NoBus()) == 0
    assert ids(store.waiting()) == ["event-1"]


def test_sweep_leaves_fresh_events_to_their_relay(store, bus):
    store.commit((), [told(1)])
    assert sweep(store, bus, NOW + timedelta(seconds=59)) == 0
    assert sweep(store, bus, NOW + timedelta(seconds=61)) == 1
    assert ids(bus.taken) == ["event-1"]
    assert store.waiting() == []
