"""A commit as statements within an open transaction.

Each statement lets go of the interpreter and, among busy threads, waits to get it back while the file's lock is held:
so commits that are in nobody's way are written by one statement for each table, however many they are.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from shared.store.draft import Draft, Telling, Write, stamp
from shared.store.port import Conflict, Delete, KeyReused, Once, Put
from shared.store.record import MOST_INDEXES

_INSERT = (
    "INSERT INTO records (kind, id, version, data, g1p, g1s, g2p, g2s, g3p, g3s, keep_until) VALUES {rows}"
    " ON CONFLICT DO NOTHING"
)
_ROW = "(?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)"
_UPDATE = (
    "UPDATE records SET version = version + 1, data = ?, g1p = ?, g1s = ?, g2p = ?, g2s = ?, g3p = ?, g3s = ?,"
    " keep_until = ? WHERE kind = ? AND id = ? AND version = ?"
)
_DELETE = "DELETE FROM records WHERE kind = ? AND id = ? AND version = ?"
_VERSION = "SELECT version FROM records WHERE kind = ? AND id = ?"
_ONCE = "INSERT INTO once (key, fingerprint, answer, keep_until) VALUES {rows} ON CONFLICT DO NOTHING"
_TELL = "INSERT OR REPLACE INTO outbox (id, time, body) VALUES {rows}"
_NOWHERE: tuple[str | None, ...] = (None,) * (2 * MOST_INDEXES)


def apply_together(connection: sqlite3.Connection, drafts: Sequence[Draft]) -> bool:
    """Do all of all `drafts`; False when one of them found something in its way: then all must be rolled back."""
    onces = [draft.once for draft in drafts if draft.once is not None]
    if onces and _insert(connection, _ONCE, "(?, ?, ?, ?)", map(_once_row, onces)) < len(onces):
        return False
    writes = [write for draft in drafts for write in draft.writes]
    if not _all_hold(connection, writes):
        return False
    _tell(connection, [telling for draft in drafts for telling in draft.tellings])
    return True


def applied(connection: sqlite3.Connection, draft: Draft) -> Once | None:
    """Do all of `draft`, or answer the earlier `Once` and do nothing. Raises Conflict, KeyReused: to be rolled back."""
    once = draft.once
    if once is not None and _insert(connection, _ONCE, "(?, ?, ?, ?)", [_once_row(once)]) == 0:
        earlier = known(connection, once.key)
        if earlier is not None and earlier.fingerprint != once.fingerprint:
            raise KeyReused(once.key)
        return earlier
    # Before anything of it is written, so that its own rows are in nobody's way.
    conflicts = [write.key for write in draft.writes if not _stands(connection, write)]
    if conflicts or not _all_hold(connection, draft.writes):
        raise Conflict(conflicts)
    _tell(connection, draft.tellings)
    return None


def known(connection: sqlite3.Connection, key: str) -> Once | None:
    """The `Once` stored under `key`."""
    rows = connection.execute("SELECT fingerprint, answer, keep_until FROM once WHERE key = ?", (key,)).fetchall()
    return Once(key, rows[0][0], rows[0][1], datetime.fromisoformat(rows[0][2])) if rows else None


def _all_hold(connection: sqlite3.Connection, writes: Sequence[Write]) -> bool:
    """Carry the changes out; False as soon as a stored record is not at the version it was read at."""
    new = [write for write in writes if isinstance(write.change, Put) and write.change.record.version == 0]
    if new and _insert(connection, _INSERT, _ROW, map(_record_row, new)) < len(new):
        return False
    others = [write for write in writes if not (isinstance(write.change, Put) and write.change.record.version == 0)]
    return all(_holds(connection, write) for write in others)


def _holds(connection: sqlite3.Connection, write: Write) -> bool:
    """Carry out a change of what is stored, or the requirement that it stand."""
    record = write.change.record
    where = (record.kind, record.id)
    if isinstance(write.change, Put):
        values = (write.data, *_slots(write), _end(write), *where, record.version)
        return connection.execute(_UPDATE, values).rowcount == 1
    if isinstance(write.change, Delete):
        return connection.execute(_DELETE, (*where, record.version)).rowcount == 1
    return _stands(connection, write)


def _stands(connection: sqlite3.Connection, write: Write) -> bool:
    record = write.change.record
    rows = connection.execute(_VERSION, (record.kind, record.id)).fetchall()
    return bool((rows[0][0] if rows else 0) == record.version)


def _tell(connection: sqlite3.Connection, tellings: Sequence[Telling]) -> None:
    if tellings:
        rows = ((each.envelope.id, stamp(each.envelope.time), each.body) for each in tellings)
        _insert(connection, _TELL, "(?, ?, ?)", rows)


def _insert(connection: sqlite3.Connection, statement: str, row: str, rows: Iterable[tuple[str | None, ...]]) -> int:
    """Insert rows by one statement; answers how many were."""
    taken = list(rows)
    values = [value for each in taken for value in each]
    return connection.execute(statement.format(rows=", ".join([row] * len(taken))), values).rowcount


def _once_row(once: Once) -> tuple[str, ...]:
    return once.key, once.fingerprint, once.answer, stamp(once.keep_until)


def _record_row(write: Write) -> tuple[str | None, ...]:
    record = write.change.record
    return record.kind, record.id, write.data, *_slots(write), _end(write)


def _end(write: Write) -> str | None:
    return None if write.end is None else stamp(write.end)


def _slots(write: Write) -> tuple[str | None, ...]:
    if not write.places:
        return _NOWHERE
    values: list[str | None] = []
    for place in write.places:
        values.extend(place or (None, None))
    return (*values, *_NOWHERE[len(values) :])
