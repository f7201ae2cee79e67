"""Threads that run what a client waits for, so that the waiting can end before the work does."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class Hands:
    """As many threads as there is work at once, kept for the next.

    They are daemons: what still runs when the process has been asked to end and given its time does not hold it up.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._work: SimpleQueue[_Errand | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._free = 0
        self._started = 0

    def run(self, work: Callable[[], T], seconds: float) -> T:
        """What `work` answers or raises. Raises TimeoutError when it takes longer; it runs on all the same."""
        errand = _Errand(work)
        with self._lock:
            if self._free:
                self._free -= 1
            else:
                self._started += 1
                threading.Thread(target=self._serve, name=f"{self._name}-{self._started}", daemon=True).start()
        self._work.put(errand)
        if not errand.ended.acquire(timeout=seconds):
            raise TimeoutError
        if errand.error is not None:
            raise errand.error
        outcome: T = errand.outcome
        return outcome

    def close(self) -> None:
        """Let the threads go, each when it has nothing more to run."""
        for _ in range(self._started):
            self._work.put(None)

    def _serve(self) -> None:
        while (errand := self._work.get()) is not None:
            try:
                errand.outcome = errand.work()
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits
                errand.error = error
            with self._lock:
                self._free += 1
            errand.ended.release()
            del errand


class _Errand:
    """One piece of work on its way. A lock tells its end: a Future takes several, and each request pays for them."""

    __slots__ = ("ended", "error", "outcome", "work")

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.outcome: Any = None
        self.error: BaseException | None = None
        self.ended = threading.Lock()
        self.ended.acquire()
