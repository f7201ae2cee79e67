"""A caller that does not give up: what a faulty store still has to promise."""

from collections.abc import Callable, Sequence
from typing import Any

from shared.store.faults import DONE, Fault, FaultyStore
from shared.store.port import AnswerLost, Change, Conflict, Throttled

TRIES = 5
ODDS = dict.fromkeys(Fault, 0.1) | {Fault.LAG: 0.6}
"""How often each fault happens to the stores of this suite."""


class Persistent:
    """Asks `faulty` again where the port says one may, and waits for its indexes."""

    def __init__(self, faulty: FaultyStore) -> None:
        self._faulty = faulty

    def get(self, *args: Any) -> Any:
        return again(lambda: self._faulty.get(*args))

    def get_many(self, *args: Any) -> Any:
        return again(lambda: self._faulty.get_many(*args))

    def get_together(self, *args: Any) -> Any:
        return again(lambda: self._faulty.get_together(*args))

    def earlier(self, key: str) -> Any:
        return again(lambda: self._faulty.earlier(key))

    def query(self, *args: Any, **options: Any) -> Any:
        self._faulty.catch_up()
        return again(lambda: self._faulty.query(*args, **options))

    def lines(self, *args: Any, **options: Any) -> Any:
        self._faulty.catch_up()
        return again(lambda: self._faulty.lines(*args, **options))

    def waiting(self, *args: Any, **options: Any) -> Any:
        return again(lambda: self._faulty.waiting(*args, **options))

    def forget(self, *args: Any) -> None:
        again(lambda: self._faulty.forget(*args))

    def commit(self, changes: Sequence[Change], events: Any = (), once: Any = None) -> Any:
        lost, conflicts = False, 0
        while True:
            try:
                answer = self._faulty.commit(changes, events, once)
            except AnswerLost as error:
                lost = True
                # Without a `Once` a caller could only guess; here the injected fault tells.
                if once is None and str(error) == DONE:
                    return None
            except Throttled:
                continue
            except Conflict:
                # A real one comes back each time.
                conflicts += 1
                if conflicts == TRIES:
                    raise
            else:
                return None if lost and answer == once else answer


def again(call: Callable[[], Any]) -> Any:
    while True:
        try:
            return call()
        except Throttled:
            continue
