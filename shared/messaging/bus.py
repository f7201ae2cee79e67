"""The Bus port: it carries an event to every service that listens for its type."""

from collections.abc import Sequence
from typing import Protocol

from shared.events.envelope import Envelope


class Bus(Protocol):
    """Carries events at least once, in no promised order."""

    def publish(self, envelopes: Sequence[Envelope]) -> list[str]:
        """Hand `envelopes` over and answer the ids of those the bus did not take; those stay in the outbox.

        What it took, it delivers: it never forgets. A bus that cannot be reached takes none, and logs why.
        """
        ...


class NoBus:
    """Where nobody listens: it takes nothing, so that everything stays in the outbox."""

    def publish(self, envelopes: Sequence[Envelope]) -> list[str]:
        """Take none of them."""
        return [envelope.id for envelope in envelopes]
