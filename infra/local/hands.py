"""Threads that run what a client waits for, so that the waiting can end before the work does."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class Hands:
    """As many threads as there is work at once, kept for the next.

    They are daemons: what still runs when the process has been asked to end and given its time does not hold it up.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._work: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._free = 0
        self._started = 0

    def run(self, work: Callable[[], T], seconds: float) -> T:
        """What `work` answers or raises. Raises TimeoutError when it takes longer; it runs on all the same."""
        future: Future[T] = Future()
        with self._lock:
            if self._free:
                self._free -= 1
            else:
                self._started += 1
                threading.Thread(target=self._serve, name=f"{self._name}-{self._started}", daemon=True).start()
        self._work.put((future, work))
        return future.result(timeout=seconds)

    def close(self) -> None:
        """Let the threads go, each when it has nothing more to run."""
        for _ in range(self._started):
            self._work.put(None)

    def _serve(self) -> None:
        while (given := self._work.get()) is not None:
            future, work = given
            outcome: Any = None
            error: BaseException | None = None
            try:
                outcome = work()
            except BaseException as raised:  # noqa: BLE001 - it belongs to whoever waits
                error = raised
            with self._lock:
                self._free += 1
            if error is None:
                future.set_result(outcome)
            else:
                future.set_exception(error)
            del given, future, work, outcome, error
