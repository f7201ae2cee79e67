"""The Store port on one machine: a SQLite file per service, kept as weak as DynamoDB is."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.events.envelope import Envelope
from shared.store.draft import Span, askable, drafted, revived, revived_rows, span_of, stamp, usable
from shared.store.port import Change, L, Listener, Once, Page, Wanted, check_many, cursor_to
from shared.store.record import Index, R, Record
from shared.store.sqlite.apply import known
from shared.store.sqlite.commits import Commits
from shared.store.sqlite.file import SqliteFile

SWEEP_AT_ONCE = 1000
"""Rows removed per transaction while sweeping, so that no writer waits long."""

SWEEPS = (
    "DELETE FROM once WHERE key IN (SELECT key FROM once WHERE keep_until < ? LIMIT ?)",
    "DELETE FROM records WHERE rowid IN (SELECT rowid FROM records WHERE keep_until < ? LIMIT ?)",
)

LISTED = (
    "'[' || json_quote({sort}) || ',' || json_quote(id)"
    " || ',{{\"version\":' || version || ',' || substr(data, 2) || ']'"
)
"""A row of a listing as JSON: its sort value, its id and its record."""


def _nobody() -> None:
    """Nobody listens."""


class SqliteStore:
    """One service's records and outbox in one file (":memory:" for one that is gone with the process).

    Safe to use from many threads. `told` is called after each commit that left something in the outbox. An answered
    commit survives loss of power as long as `synchronous` is FULL.
    """

    def __init__(self, path: Path | str, *, told: Listener = _nobody, synchronous: str = "FULL") -> None:
        self._file = SqliteFile(path, synchronous)
        self._commits = Commits(self._file)
        self._told = told

    def get(self, kind: type[R], id: str) -> R | None:
        """The record as of the last answered commit, or None."""
        if not askable(kind, id):
            return None
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT version, data FROM records WHERE kind = ? AND id = ?", (kind.kind, id)
            ).fetchall()
        return revived(kind, *rows[0]) if rows else None

    def get_many(self, kind: type[R], ids: Sequence[str]) -> dict[str, R]:
        """Those of up to 100 records that exist, by id."""
        asked = check_many([id for id in ids if askable(kind, id)])
        marks = ", ".join("?" * len(asked))
        with self._file.reading() as connection:
            rows = connection.execute(
                f"SELECT id, version, data FROM records WHERE kind = ? AND id IN ({marks})",  # noqa: S608 - only marks
                (kind.kind, *asked),
            ).fetchall()
        return {id: revived(kind, version, data) for id, version, data in rows}

    def get_together(self, wanted: Wanted) -> list[Record | None]:
        """Up to 100 records of whatever kinds, in the order asked for, None where there is none."""
        asked = check_many([(kind, id) for kind, id in wanted if askable(kind, id)])
        if not asked:
            return [None] * len(wanted)
        marks = ", ".join(["(?, ?)"] * len(asked))
        with self._file.reading() as connection:
            rows = connection.execute(
                # For `(kind, id) IN (VALUES …)` SQLite would go through the whole table.
                f"WITH wanted (kind, id) AS (VALUES {marks})"  # noqa: S608 - only marks
                " SELECT kind, id, version, data FROM wanted CROSS JOIN records USING (kind, id)",
                [text for kind, id in asked for text in (kind.kind, id)],
            ).fetchall()
        kinds = {kind.kind: kind for kind, _ in asked}
        found = {(kinds[name], id): revived(kinds[name], version, data) for name, id, version, data in rows}
        return [found.get(key) for key in wanted]

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
        """Records of one partition in the index's order; see the port."""
        return self.lines(
            index, partition, index.owner, limit=limit, after=after, descending=descending, first=first, last=last
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
        """What `line` declares of the same records; see the port."""
        span = span_of(index, partition, limit=limit, after=after, descending=descending, first=first, last=last)
        if span is None:
            return Page(())
        where, values = _condition(span, index.slot, descending)
        way = "DESC" if descending else "ASC"
        sort = f"g{index.slot}s"
        # In one row: for each, sqlite3 lets go of the interpreter and, among busy threads, waits to get it back.
        with self._file.reading() as connection:
            ((listed,),) = connection.execute(
                f"SELECT '[' || group_concat({LISTED.format(sort=sort)}) || ']' FROM"  # noqa: S608 - slot numbers
                f" (SELECT {sort}, id, version, data FROM records WHERE {where}"
                f" ORDER BY {sort} {way}, id {way} LIMIT ?)",
                (*values, limit + 1),
            ).fetchall()
        rows = revived_rows(line, listed or "[]")
        rows.sort(key=_position, reverse=descending)
        found = tuple(each for _, _, each in rows[:limit])
        return Page(found, cursor_to(index, partition, *_position(rows[limit - 1])) if len(rows) > limit else None)

    def commit(
        self, changes: Sequence[Change], events: Sequence[Envelope] = (), once: Once | None = None
    ) -> Once | None:
        """Do all of it or none of it; see the port."""
        draft = drafted(changes, events, once)
        if draft.empty:
            return None
        earlier = self._commits.commit(draft)
        if earlier is None and draft.tellings:
            self._told()
        return earlier

    def earlier(self, key: str) -> Once | None:
        """What was committed under `key`, or None."""
        if not usable(key):
            return None
        with self._file.reading() as connection:
            return known(connection, key)

    def waiting(self, limit: int = 100, before: datetime | None = None) -> list[Envelope]:
        """Envelopes not yet forgotten, in the order they were committed."""
        end = "~" if before is None else stamp(before)
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT body FROM outbox WHERE time < ? ORDER BY position LIMIT ?", (end, limit)
            ).fetchall()
        return [Envelope.model_validate_json(body) for (body,) in rows]

    def forget(self, envelopes: Sequence[Envelope]) -> None:
        """Remove published envelopes; absent ones are no error."""
        if not envelopes:
            return
        # Told again after a loss of power, an event finds itself in its listeners' inboxes.
        with self._file.writing(repeatable=True) as connection:
            ids = json.dumps([envelope.id for envelope in envelopes])
            connection.execute("DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?))", (ids,))
            self._file.finish(connection)

    def sweep_expired(self, now: datetime) -> int:
        """Forget the `Once` keys and records whose time is over (DynamoDB does it by itself). Answers how many."""
        return sum(self._sweep(statement, stamp(now)) for statement in SWEEPS)

    def _sweep(self, statement: str, now: str) -> int:
        removed = 0
        while True:
            with self._file.writing(repeatable=True) as connection:
                count = connection.execute(statement, (now, SWEEP_AT_ONCE)).rowcount
                self._file.finish(connection)
            removed += count
            if count < SWEEP_AT_ONCE:
                return removed

    def close(self) -> None:
        """Let go of the file. What was answered is in it."""
        self._file.close()


def _position(row: tuple[str, str, object]) -> tuple[str, str]:
    return row[0], row[1]


def _condition(span: Span, slot: int, descending: bool) -> tuple[str, list[str]]:
    """WHERE, with one bound to seek by at each end."""
    sort = f"g{slot}s"
    where, values = f"g{slot}p = ?", [span.partition]
    if span.past is not None:
        where += f" AND ({sort}, id) {'<' if descending else '>'} (?, ?)"
        values += span.past
    if span.low is not None:
        where += f" AND {sort} >= ?"
        values.append(span.low)
    if span.high is not None:
        where += f" AND {sort} <= ?"
        values.append(span.high)
    return where, values
