"""A commit, checked and rendered the way both homes keep it, before either of them is asked to do anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from pydantic import TypeAdapter

from shared.events.envelope import Envelope
from shared.store.port import (
    BadCursor,
    Change,
    Delete,
    L,
    Once,
    Put,
    TooLarge,
    check_event,
    check_page,
    check_size,
    cursor_from,
    key_of,
)
from shared.store.record import STORED, Index, R, Record

MOST_PARTITION_BYTES = 2048
"""DynamoDB's limit of a partition key: of a record's `Kind/id` and of an index's `Kind.index#partition`."""
MOST_SORT_BYTES = 1024
"""DynamoDB's limit of a sort key, which here holds an index's sort value, a separator and the record's id."""
LOWEST = "\x00"
"""Stands between sort value and id where they share one key; it sorts before all else, so no sort value may hold it."""

Place = tuple[str, str]
"""Where a record stands in an index: (qualified partition, sort)."""
Position = tuple[str, str]
"""A point in a listing: (sort, id)."""


class Write(NamedTuple):
    """One change, rendered: `data` is the record's JSON without its version, `places` has an entry per index slot.

    `end` is when what is put may be forgotten.
    """

    change: Change
    key: str
    data: str
    places: tuple[Place | None, ...]
    end: datetime | None = None


class Telling(NamedTuple):
    """One envelope on its way into the outbox."""

    envelope: Envelope
    body: str


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one commit is to do."""

    writes: tuple[Write, ...]
    tellings: tuple[Telling, ...]
    once: Once | None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.writes or self.tellings or self.once)


@dataclass(frozen=True, slots=True)
class Span:
    """The part of one listing that a query asks for. `low` and `high` are included, `past` (the cursor) is not.

    With a cursor, the bound it lies behind is dropped, so that there is one bound to seek by.
    """

    partition: str
    low: str | None
    high: str | None
    past: Position | None


def drafted(changes: Sequence[Change], events: Sequence[Envelope], once: Once | None) -> Draft:
    """Check and render a commit.

    Raises TooLarge beyond DynamoDB's limits and ValueError for what DynamoDB would refuse outright: one record or event
    twice, a removal of what was never stored, an empty id.
    """
    writes = tuple(_write(change) for change in changes)
    tellings = tuple(Telling(envelope, envelope.model_dump_json()) for envelope in events)
    _refuse_twice([write.key for write in writes])
    _refuse_twice([envelope.id for envelope in events])
    sizes = [_write_size(write) for write in writes]
    for telling in tellings:
        size = _size(telling.body)
        check_event(telling.envelope.type, size)
        sizes.append(size + 160)
    if once is not None:
        _check_key(f"once/{once.key}")
        stamp(once.keep_until)
        sizes.append(_size(once.key) + _size(once.fingerprint) + _size(once.answer) + 160)
    check_size(sizes)
    return Draft(writes, tellings, once)


def span_of(
    index: Index[R],
    partition: str,
    *,
    limit: int,
    after: str | None,
    descending: bool,
    first: str | None,
    last: str | None,
) -> Span | None:
    """What a query asks for, or None when nothing can be there. Raises BadCursor, and ValueError for a bad limit."""
    check_page(limit)
    past = None if after is None else cursor_from(index, partition, after)
    if past is not None and (LOWEST in past[0] or not _storable("".join(past), MOST_SORT_BYTES - 1)):
        raise BadCursor("this cursor was not given out here")
    low, high = first, last
    if past is not None and not descending and (low is None or past[0] >= low):
        low = None
    elif past is not None and descending and (high is None or past[0] <= high):
        high = None
    else:
        past = None
    qualified = qualify(index, partition)
    if not _storable(qualified, MOST_PARTITION_BYTES):
        return None
    for bound in (low, high):
        if bound is not None and (LOWEST in bound or not _storable(bound, MOST_SORT_BYTES - 1)):
            raise TooLarge(f"a bound of a listing holds at most {MOST_SORT_BYTES - 1} bytes of text")
    least, most = (past[0] if past and not descending else low), (past[0] if past and descending else high)
    if least is not None and most is not None and least > most:
        return None
    return Span(qualified, low, high, past)


def qualify(index: Index[R], partition: str) -> str:
    """The partition as it is stored: the indexes of all kinds share the table's slots."""
    return f"{index.owner.kind}.{index.name}#{partition}"


def revived(shape: type[L], version: int, data: str) -> L:
    """The record, or a line of it, whose stored JSON is `data`."""
    return shape.model_validate_json(f'{{"version":{version},{data[1:]}', context=STORED)


def revived_rows(shape: type[L], rows: str) -> list[tuple[str, str, L]]:
    """Sort values, ids and records (or lines of them), from a JSON array of such: faster than one after the other."""
    return _rows_of(shape).validate_json(rows, context=STORED)


def line_of(record: Record, line: type[L]) -> L:
    """What `line` declares of `record`."""
    return line.model_validate_json(record.model_dump_json(), context=STORED)


@cache
def _rows_of(shape: type[L]) -> TypeAdapter[list[tuple[str, str, L]]]:
    return TypeAdapter(list[tuple[str, str, shape]])  # type: ignore[valid-type]


def askable(kind: type[Record], id: str) -> bool:
    """Whether a record of this id could be stored at all. Ids come from addresses: any text may be asked for."""
    return bool(id) and _storable(f"{kind.kind}/{id}", MOST_PARTITION_BYTES)


def usable(key: str) -> bool:
    """Whether a `Once` could have this key at all. Keys come from requests: any text may be asked for."""
    return _storable(f"once/{key}", MOST_PARTITION_BYTES)


def stamp(moment: datetime) -> str:
    """`moment` as text that sorts by time. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _write(change: Change) -> Write:
    record = change.record
    key = key_of(record)
    if not record.id:
        raise ValueError(f"a {record.kind} without an id cannot be stored")
    _check_key(key)
    if isinstance(change, Put):
        places = tuple(_place(index, record) for index in record.indexes)
        end = record.keep_until
        if end is not None:
            stamp(end)
        return Write(change, key, record.model_dump_json(exclude={"version"}), places, end)
    if isinstance(change, Delete) and record.version == 0:
        raise ValueError(f"{key} was never stored, so it cannot be removed")
    return Write(change, key, "", ())


def _place(index: Index[R], record: R) -> Place | None:
    place = index.place(record)
    if place is None:
        return None
    partition, sort = qualify(index, place[0]), place[1]
    if LOWEST in sort:
        raise ValueError(f"{key_of(record)}: a sort value of {index.name} holds a NUL character")
    if _size(partition) > MOST_PARTITION_BYTES or _size(sort) + 1 + _size(record.id) > MOST_SORT_BYTES:
        raise TooLarge(f"{key_of(record)}: its place in {index.name} is too long")
    return partition, sort


def _write_size(write: Write) -> int:
    """What DynamoDB would count: the names and values of all attributes, the index slots included."""
    size = _size(write.key) + len(write.change.record.kind) + 40 + _size(write.data)
    for place in write.places:
        if place is not None:
            size += _size(place[0]) + _size(place[1]) + _size(write.change.record.id) + 7
    return size


def _refuse_twice(names: Sequence[str]) -> None:
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"more than once in one commit: {', '.join(twice)}")


def _check_key(key: str) -> None:
    if _size(key) > MOST_PARTITION_BYTES:
        raise TooLarge(f"a key holds at most {MOST_PARTITION_BYTES} bytes, one here has {_size(key)}")


def _size(text: str) -> int:
    """Bytes of `text` in UTF-8."""
    return len(text) if text.isascii() else len(text.encode())


def _storable(text: str, most: int) -> bool:
    try:
        return _size(text) <= most
    except UnicodeEncodeError:
        return False
