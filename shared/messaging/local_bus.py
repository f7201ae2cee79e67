"""The Bus port on one machine: an event is put into the queue of every service that listens for its type."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from shared.events.envelope import Envelope
from shared.log import log
from shared.messaging.queue_file import QueueFile
from shared.store.port import Unavailable

if TYPE_CHECKING:
    from shared.service import Service


class LocalBus:
    """`subscriptions` says which queues an event type goes to; a type nobody listens for goes nowhere."""

    def __init__(self, file: QueueFile, subscriptions: Mapping[str, Sequence[str]]) -> None:
        self._file = file
        self._subscriptions = subscriptions

    def publish(self, envelopes: Sequence[Envelope]) -> list[str]:
        """Put all `envelopes` into all their queues, or none into any."""
        try:
            self._file.put(
                (queue, envelope.model_dump_json(), 0.0)
                for envelope in envelopes
                for queue in self._subscriptions.get(envelope.type, ())
            )
        except Unavailable as error:
            log(envelopes[0].producer).error(
                "events not published", extra={"count": len(envelopes), "reason": str(error)}
            )
            return [envelope.id for envelope in envelopes]
        return []


def subscriptions(services: Iterable["Service"]) -> dict[str, list[str]]:
    """Event type → names of the services that react to it. Each service's queue has the service's name."""
    listening: dict[str, list[str]] = {}
    for service in services:
        for type in service.reactions:
            listening.setdefault(type, []).append(service.name)
    return listening
