"""What an operator must hear of unasked: messages that were given up."""

from collections.abc import Mapping

from shared.log import log
from shared.messaging.queue import Queue

LOOK_AGAIN_SECONDS = 60.0


class Watch:
    """Says in the log how many dead letters lie where, every minute while there are any."""

    def __init__(self, queues: Mapping[str, Queue]) -> None:
        self._queues = queues

    def step(self) -> float:
        """Look once; answers the seconds until the next look."""
        dead = {name: count for name, queue in self._queues.items() if (count := queue.depth().dead)}
        if dead:
            log("runtime").error("dead letters: see `python -m infra.local dead`", extra={"dead_letters": dead})
        return LOOK_AGAIN_SECONDS
