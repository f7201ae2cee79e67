"""What happens behind an answered request: events leave the outboxes, and queues reach the functions that listen.

Nothing here is looked for by the clock alone: a commit wakes the relay, a message wakes its worker.
"""

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

from infra.local.lambda_context import LambdaContext
from infra.local.precedence import Precedence
from shared.ids import new_id
from shared.log import log
from shared.messaging.bus import Bus
from shared.messaging.relay import drain
from shared.messaging.sqlite_queue import SqliteQueue
from shared.messaging.worker import work_off
from shared.store.port import Outbox

FUNCTION_SECONDS = 300.0
"""The longest a function that nobody waits for may take (matching's, as on AWS)."""

_LOOK_AGAIN_SECONDS = 1.0
_AFTER_FAILURE_SECONDS = 1.0


class Loop:
    """A thread that runs `step` whenever it is woken, and when the seconds `step` last answered are over."""

    def __init__(self, name: str, step: Callable[[], float]) -> None:
        self._step = step
        self._wake = threading.Event()
        self._ending = False
        self._name = name
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin, with a first step at once."""
        self._wake.set()
        self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self._wake.set()

    def end(self) -> None:
        """No further step; the running one is finished."""
        self._ending = True
        self._wake.set()

    def join(self, seconds: float) -> None:
        """Wait for the running step."""
        self._thread.join(seconds)

    def _run(self) -> None:
        pause = 0.0
        while not self._ending:
            self._wake.wait(pause)
            self._wake.clear()
            if self._ending:
                return
            try:
                pause = self._step()
            except Exception as error:  # noqa: BLE001
                # Whatever it is (a full disk, a file in use), what waits is safe where it is.
                log("runtime").exception("will try again", extra={"loop": self._name, "error": type(error).__name__})
                pause = _AFTER_FAILURE_SECONDS


class Relay:
    """Carries what the services have to tell from their outboxes to the bus."""

    def __init__(self, outboxes: Mapping[str, Outbox], bus: Bus, precedence: Precedence) -> None:
        self._outboxes = outboxes
        self._bus = bus
        self._precedence = precedence

    def step(self) -> float:
        """Relay everything that waits."""
        with self._precedence.turn():
            self.drain()
        return _LOOK_AGAIN_SECONDS

    def drain(self) -> int:
        """Relay everything that waits, and answer how many events the bus took."""
        return sum(drain(outbox, self._bus) for outbox in self._outboxes.values())


class Worker:
    """Works one service's queue through the service's own `on_message`, called as Lambda calls it."""

    def __init__(
        self, service: str, queue: SqliteQueue, function: Callable[[Any, Any], Any], precedence: Precedence
    ) -> None:
        self._service = service
        self._queue = queue
        self._function = function
        self._precedence = precedence

    def step(self) -> float:
        """Work what can be received now; answers the seconds until there is more."""
        received = 1
        while received:
            with self._precedence.turn():
                received = self.work_batch()
        until = self._queue.seconds_to_next()
        return _LOOK_AGAIN_SECONDS if until is None else min(until, _LOOK_AGAIN_SECONDS)

    def work_batch(self) -> int:
        """Receive a batch, call the function, remove what it took, give back what it did not; answers how many."""
        context = LambdaContext(f"tepai-{self._service}-on_message", new_id(), FUNCTION_SECONDS)
        return work_off(self._queue, self._across_json, context=context)

    def _across_json(self, event: dict[str, Any], context: Any) -> Any:
        return json.loads(json.dumps(self._function(json.loads(json.dumps(event)), context)))
