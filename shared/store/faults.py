"""A store that fails the way DynamoDB may, by a plan, so that what is built on the port is tested against all of it."""

import random
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from shared.events.envelope import Envelope
from shared.store.draft import drafted, line_of
from shared.store.lag import LaggingIndexes
from shared.store.port import AnswerLost, Change, Conflict, L, Once, Page, ServiceStore, Throttled, Wanted, key_of
from shared.store.record import Index, R, Record

DONE, NOT_DONE = "injected: it was done", "injected: nothing was done"


class Fault(Enum):
    """What can go wrong in one call."""

    CONFLICT = "somebody else's transaction touches a record of the commit"
    THROTTLED = "the store asks to be left alone"
    LOST_BEFORE = "no answer, and nothing was done"
    LOST_AFTER = "no answer, though it was done"
    LAG = "the indexes show a commit only later"
    SHORT_PAGE = "a page holds fewer records than asked for, though more follow"


FAULTS_OF = {
    "get": (Fault.THROTTLED,),
    "get_many": (Fault.THROTTLED,),
    "get_together": (Fault.THROTTLED,),
    "query": (Fault.THROTTLED, Fault.SHORT_PAGE),
    "commit": (Fault.CONFLICT, Fault.THROTTLED, Fault.LOST_BEFORE, Fault.LOST_AFTER),
    "earlier": (Fault.THROTTLED,),
    "index": (Fault.LAG,),
    "waiting": (Fault.THROTTLED,),
    "forget": (Fault.THROTTLED,),
}
"""The calls a plan is asked about ("index": once per record written) and the faults each can have."""

Plan = Callable[[str], Fault | None]
"""Asked at each call, by its name; answers the fault to have, or None."""


def seeded(seed: int, odds: Mapping[Fault, float]) -> Plan:
    """A plan drawn from `seed`: each fault a call can have happens with its own odds. Same calls, same faults."""
    chance = random.Random(seed)  # noqa: S311 - a schedule that can be repeated, no secret

    def plan(call: str) -> Fault | None:
        draw = chance.random()
        for fault in FAULTS_OF[call]:
            draw -= odds.get(fault, 0.0)
            if draw < 0:
                return fault
        return None

    return plan


def scripted(call: str, *faults: Fault | None) -> Plan:
    """A plan for one kind of call: its first call has the first fault, and so on; afterwards all is well."""
    left = list(faults)

    def plan(called: str) -> Fault | None:
        return left.pop(0) if called == call and left else None

    return plan


class FaultyStore:
    """`inner`, with the faults `plan` asks for. A lagging index entry catches up after `lag` further calls."""

    def __init__(self, inner: ServiceStore, plan: Plan, *, lag: int = 6) -> None:
        self._inner = inner
        self._plan = plan
        self._lock = threading.Lock()
        self._indexes = LaggingIndexes(inner, lag)

    def get(self, kind: type[R], id: str) -> R | None:
        """As the port says, or Throttled."""
        self._ask("get")
        return self._inner.get(kind, id)

    def get_many(self, kind: type[R], ids: Sequence[str]) -> dict[str, R]:
        """As the port says, or Throttled."""
        self._ask("get_many")
        return self._inner.get_many(kind, ids)

    def get_together(self, wanted: Wanted) -> list[Record | None]:
        """As the port says, or Throttled."""
        self._ask("get_together")
        return self._inner.get_together(wanted)

    def query(
        self,
        index: Index[R],
        partition: str,
        *,
        limit: int = 50,
        after: str | None = None,
        descending: bool = False,
        first: str | None = None,
        last: str | None = None,
    ) -> Page[R]:
        """As the port says: perhaps of an earlier state, perhaps a short page, or Throttled."""
        fault = self._ask("query")
        return self._indexes.query(
            index,
            partition,
            limit=max(1, limit // 2) if fault is Fault.SHORT_PAGE else limit,
            after=after,
            descending=descending,
            first=first,
            last=last,
        )

    def lines(
        self,
        index: Index[Any],
        partition: str,
        line: type[L],
        *,
        limit: int = 50,
        after: str | None = None,
        descending: bool = False,
        first: str | None = None,
        last: str | None = None,
    ) -> Page[L]:
        """As `query`."""
        page = self.query(index, partition, limit=limit, after=after, descending=descending, first=first, last=last)
        return Page(tuple(line_of(record, line) for record in page.items), page.next)

    def commit(
        self, changes: Sequence[Change], events: Sequence[Envelope] = (), once: Once | None = None
    ) -> Once | None:
        """As the port says, with any of its refusals."""
        drafted(changes, events, once)  # what no store would take is refused before anything is asked of it
        fault = self._ask("commit")
        if fault is Fault.CONFLICT and changes:
            raise Conflict([key_of(change.record) for change in changes])
        if fault is Fault.LOST_BEFORE:
            raise AnswerLost(NOT_DONE)
        late = [change for change in changes if self._draw("index") is Fault.LAG]
        earlier = self._indexes.commit(changes, events, once, late)
        if fault is Fault.LOST_AFTER:
            raise AnswerLost(DONE)
        return earlier

    def earlier(self, key: str) -> Once | None:
        """As the port says, or Throttled."""
        self._ask("earlier")
        return self._inner.earlier(key)

    def waiting(self, limit: int = 100, before: datetime | None = None) -> list[Envelope]:
        """As the port says, or Throttled."""
        self._ask("waiting")
        return self._inner.waiting(limit, before)

    def forget(self, envelopes: Sequence[Envelope]) -> None:
        """As the port says, or Throttled."""
        self._ask("forget")
        self._inner.forget(envelopes)

    def catch_up(self) -> None:
        """Let every index show what is stored, as it does a while after the last commit."""
        self._indexes.catch_up()

    def _draw(self, call: str) -> Fault | None:
        with self._lock:
            return self._plan(call)

    def _ask(self, call: str) -> Fault | None:
        self._indexes.pass_time()
        fault = self._draw(call)
        if fault is Fault.THROTTLED:
            raise Throttled(NOT_DONE)
        return fault
