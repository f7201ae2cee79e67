"""Indexes that show a commit only after a while, each record at its own time, as DynamoDB's do."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from shared.events.envelope import Envelope
from shared.store.draft import span_of
from shared.store.port import (
    Change,
    Delete,
    Once,
    Page,
    Put,
    ServiceStore,
    cursor_from,
    cursor_to,
)
from shared.store.record import Index, R, Record


@dataclass
class Behind:
    """A record as the indexes still show it (None: not at all), for `calls` more calls."""

    shown: Record | None
    calls: int


class LaggingIndexes:
    """Queries and commits of `inner`, whose index entries of chosen records stay behind for `lag` calls."""

    def __init__(self, inner: ServiceStore, lag: int) -> None:
        self._inner = inner
        self._lag = lag
        self._lock = threading.RLock()
        self._behind: dict[tuple[type[Record], str], Behind] = {}

    def pass_time(self) -> None:
        """One more call has been made."""
        with self._lock:
            for key, behind in list(self._behind.items()):
                behind.calls -= 1
                if behind.calls <= 0:
                    del self._behind[key]

    def catch_up(self) -> None:
        """Show everything as it is stored."""
        with self._lock:
            self._behind.clear()

    def commit(
        self, changes: Sequence[Change], events: Sequence[Envelope], once: Once | None, late: Sequence[Change]
    ) -> Once | None:
        """Commit; the indexes show the changes of `late` only later. One already behind stays as it is shown."""
        with self._lock:
            before = {}
            for change in late:
                record = change.record
                if isinstance(change, (Put, Delete)) and record.indexes:
                    before[type(record), record.id] = self._inner.get(type(record), record.id)
            earlier = self._inner.commit(changes, events, once)
            if earlier is None:
                for key, shown in before.items():
                    self._behind.setdefault(key, Behind(shown, self._lag))
            return earlier

    def query(
        self,
        index: Index[R],
        partition: str,
        *,
        limit: int,
        after: str | None,
        descending: bool,
        first: str | None,
        last: str | None,
    ) -> Page[R]:
        """A page of the listing as the indexes show it."""
        span_of(index, partition, limit=limit, after=after, descending=descending, first=first, last=last)
        with self._lock:
            behind = {id: state.shown for (kind, id), state in self._behind.items() if kind is index.owner}
            if not behind:
                return self._inner.query(
                    index, partition, limit=limit, after=after, descending=descending, first=first, last=last
                )
            stored = self._stored(index, partition, limit, after, descending, first, last)
            rows = list(islice((row for row in stored if row[1] not in behind), limit + 1))
        past = None if after is None else cursor_from(index, partition, after)
        for shown in behind.values():
            place = index.place(shown) if isinstance(shown, index.owner) else None
            if place is None or place[0] != partition or not isinstance(shown, index.owner):
                continue
            here = (place[1], shown.id)
            beyond = past is None or (here < past if descending else here > past)
            if beyond and (first is None or here[0] >= first) and (last is None or here[0] <= last):
                rows.append((*here, shown))
        rows.sort(key=lambda row: row[:2], reverse=descending)
        more = len(rows) > limit
        items = tuple(record for _, _, record in rows[:limit])
        return Page(items, cursor_to(index, partition, *rows[limit - 1][:2]) if more else None)

    def _stored(
        self,
        index: Index[R],
        partition: str,
        limit: int,
        after: str | None,
        descending: bool,
        first: str | None,
        last: str | None,
    ) -> Iterator[tuple[str, str, R]]:
        """The rest of the listing as it is stored: (sort, id, record)."""
        while True:
            page = self._inner.query(
                index, partition, limit=limit, after=after, descending=descending, first=first, last=last
            )
            for record in page.items:
                place = index.place(record)
                if place is not None:
                    yield place[1], record.id, record
            if page.next is None:
                return
            after = page.next
