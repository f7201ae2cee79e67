"""The Store port on one machine: a SQLite file per service, kept as weak as DynamoDB is."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from shared.events.envelope import Envelope
from shared.store.draft import (
    Draft,
    Span,
    Telling,
    Write,
    askable,
    drafted,
    revived,
    revived_rows,
    span_of,
    stamp,
    usable,
)
from shared.store.port import (
    AnswerLost,
    Change,
    Conflict,
    Delete,
    KeyReused,
    Listener,
    Once,
    Page,
    Put,
    check_many,
    cursor_to,
)
from shared.store.record import MOST_INDEXES, Index, R, Record
from shared.store.sqlite.file import SqliteFile

SWEEP_AT_ONCE = 1000
"""Rows removed per transaction while sweeping, so that no writer waits long."""

INSERT = (
    "INSERT INTO records (kind, id, version, data, g1p, g1s, g2p, g2s, g3p, g3s) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING"
)
UPDATE = (
    "UPDATE records SET version = version + 1, data = ?, g1p = ?, g1s = ?, g2p = ?, g2s = ?, g3p = ?, g3s = ?"
    " WHERE kind = ? AND id = ? AND version = ?"
)
DELETE = "DELETE FROM records WHERE kind = ? AND id = ? AND version = ?"
LISTED = """'[' || json_quote({sort}) || ',{{"version":' || version || ',' || substr(data, 2) || ']'"""
"""A row of a listing as JSON: its sort value and its record."""
VERSION = "SELECT version FROM records WHERE kind = ? AND id = ?"
NOWHERE: tuple[str | None, ...] = (None,) * (2 * MOST_INDEXES)


def _nobody() -> None:
    """Nobody listens."""


class SqliteStore:
    """One service's records and outbox in one file (":memory:" for one that is gone with the process).

    Safe to use from many threads. `told` is called after each commit that left something in the outbox. An answered
    commit survives loss of power as long as `synchronous` is FULL.
    """

    def __init__(self, path: Path | str, *, told: Listener = _nobody, synchronous: str = "FULL") -> None:
        self._file = SqliteFile(path, synchronous)
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
                f" (SELECT {sort}, version, data FROM records WHERE {where}"
                f" ORDER BY {sort} {way}, id {way} LIMIT ?)",
                (*values, limit + 1),
            ).fetchall()
        rows = revived_rows(index.owner, listed or "[]")
        rows.sort(key=_position, reverse=descending)
        records = tuple(record for _, record in rows[:limit])
        return Page(records, cursor_to(index, partition, *_position(rows[limit - 1])) if len(rows) > limit else None)

    def commit(
        self, changes: Sequence[Change], events: Sequence[Envelope] = (), once: Once | None = None
    ) -> Once | None:
        """Do all of it or none of it; see the port."""
        draft = drafted(changes, events, once)
        if draft.empty:
            return None
        with self._file.writing() as connection:
            earlier = _apply(connection, draft)
            if earlier is not None:
                return earlier
            self._finish(connection)
        if draft.tellings:
            self._told()
        return None

    def earlier(self, key: str) -> Once | None:
        """What was committed under `key`, or None."""
        if not usable(key):
            return None
        with self._file.reading() as connection:
            return _known(connection, key)

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
            connection.executemany("DELETE FROM outbox WHERE id = ?", [(envelope.id,) for envelope in envelopes])
            self._finish(connection)

    def sweep_expired(self, now: datetime) -> int:
        """Forget the `Once` keys whose time is over (DynamoDB does it by itself). Answers how many."""
        removed = 0
        while True:
            with self._file.writing(repeatable=True) as connection:
                count = connection.execute(
                    "DELETE FROM once WHERE key IN (SELECT key FROM once WHERE keep_until < ? LIMIT ?)",
                    (stamp(now), SWEEP_AT_ONCE),
                ).rowcount
                self._finish(connection)
            removed += count
            if count < SWEEP_AT_ONCE:
                return removed

    def close(self) -> None:
        """Let go of the file. What was answered is in it."""
        self._file.close()

    def _finish(self, connection: sqlite3.Connection) -> None:
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_IOERR:
                # The pages may have reached the disk although it did not say so.
                raise AnswerLost(str(self._file.explain(error))) from error
            raise


def _position(row: tuple[str, Record]) -> tuple[str, str]:
    return row[0], row[1].id


def _apply(connection: sqlite3.Connection, draft: Draft) -> Once | None:
    """Do all of `draft` within the open transaction, or answer the earlier `Once`, or raise."""
    once = draft.once
    if once is not None:
        used = connection.execute(
            "INSERT INTO once (key, fingerprint, answer, keep_until) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (once.key, once.fingerprint, once.answer, stamp(once.keep_until)),
        )
        if used.rowcount == 0:
            return _same(_known(connection, once.key), once)
    conflicts = [write.key for write in draft.writes if not _holds(connection, write)]
    if conflicts:
        raise Conflict(conflicts)
    for telling in draft.tellings:
        _tell(connection, telling)
    return None


def _known(connection: sqlite3.Connection, key: str) -> Once | None:
    rows = connection.execute("SELECT fingerprint, answer, keep_until FROM once WHERE key = ?", (key,)).fetchall()
    return Once(key, rows[0][0], rows[0][1], datetime.fromisoformat(rows[0][2])) if rows else None


def _same(earlier: Once | None, once: Once) -> Once | None:
    if earlier is not None and earlier.fingerprint != once.fingerprint:
        raise KeyReused(once.key)
    return earlier


def _holds(connection: sqlite3.Connection, write: Write) -> bool:
    """Carry out one change; False when the stored record is not at the version it was read at."""
    change = write.change
    record = change.record
    where = (record.kind, record.id)
    if isinstance(change, Put):
        slots = _slots(write)
        if record.version == 0:
            return connection.execute(INSERT, (*where, write.data, *slots)).rowcount == 1
        return connection.execute(UPDATE, (write.data, *slots, *where, record.version)).rowcount == 1
    if isinstance(change, Delete):
        return connection.execute(DELETE, (*where, record.version)).rowcount == 1
    rows = connection.execute(VERSION, where).fetchall()
    return (rows[0][0] if rows else 0) == record.version


def _slots(write: Write) -> tuple[str | None, ...]:
    if not write.places:
        return NOWHERE
    values: list[str | None] = []
    for place in write.places:
        values.extend(place or (None, None))
    return (*values, *NOWHERE[len(values) :])


def _tell(connection: sqlite3.Connection, telling: Telling) -> None:
    envelope = telling.envelope
    connection.execute(
        "INSERT OR REPLACE INTO outbox (id, time, body) VALUES (?, ?, ?)",
        (envelope.id, stamp(envelope.time), telling.body),
    )


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
