"""From the outbox to the bus: publish, and forget only what the bus took."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.events.envelope import Envelope
from shared.messaging.bus import Bus
from shared.store.port import Outbox

LEFT_OVER_AFTER = timedelta(seconds=60)
"""How long an event may wait for its relay before the sweeper takes it for left over."""

AT_ONCE = 100


def relay(envelopes: Sequence[Envelope], bus: Bus, outbox: Outbox) -> list[str]:
    """Publish `envelopes`, take those the bus took out of the outbox, and answer the ids of the others.

    A crash in between leaves a published event in the outbox: it is told again, which its listeners' inboxes stand.
    """
    if not envelopes:
        return []
    refused = set(bus.publish(envelopes))
    outbox.forget([envelope for envelope in envelopes if envelope.id not in refused])
    return [envelope.id for envelope in envelopes if envelope.id in refused]


def drain(outbox: Outbox, bus: Bus) -> int:
    """Relay everything that waits, and answer how much of it the bus took. Stops at the first it did not take."""
    return _relay_all(outbox, bus, None)


def sweep(outbox: Outbox, bus: Bus, now: datetime, left_over_after: timedelta = LEFT_OVER_AFTER) -> int:
    """Relay what has been waiting for longer than `left_over_after`; otherwise like `drain`."""
    return _relay_all(outbox, bus, now - left_over_after)


def _relay_all(outbox: Outbox, bus: Bus, before: datetime | None) -> int:
    taken = 0
    while waiting := outbox.waiting(AT_ONCE, before):
        refused = relay(waiting, bus, outbox)
        taken += len(waiting) - len(refused)
        if refused:
            break
    return taken
