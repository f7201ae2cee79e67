"""Who waits for an answer goes before what nobody waits for.

Requests, relay and workers share one interpreter. After each stretch of work behind the scenes, while people are
asking, everything behind the scenes rests for a multiple of what it took: so it always gets on, at a share of the
machine that is bounded, and catches up as soon as nobody asks. Nothing is lost by waiting in an outbox or a queue.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

RESTS = 3.0
"""Rest for each second worked: a quarter of the time is for what nobody waits for."""
LONGEST_REST_SECONDS = 0.25
_LOOK_AGAIN_SECONDS = 0.01


class Precedence:
    """`asking` says whether anybody is waiting for an answer now, or was a moment ago."""

    def __init__(self, asking: Callable[[], bool]) -> None:
        self._asking = asking
        self._lock = threading.Lock()
        self._rest_until = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A stretch of work behind the scenes, begun when it is its turn."""
        while time.monotonic() < self._rest_until and self._asking():
            time.sleep(min(_LOOK_AGAIN_SECONDS, max(0.0, self._rest_until - time.monotonic())))
        begun = time.monotonic()
        try:
            yield
        finally:
            ended = time.monotonic()
            rest = min((ended - begun) * RESTS, LONGEST_REST_SECONDS)
            with self._lock:
                self._rest_until = max(self._rest_until, ended + rest)
