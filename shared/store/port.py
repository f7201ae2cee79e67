"""The Store port. It promises what DynamoDB gives and no more, in both homes.

A commit is all or nothing. It holds at most 100 items and 4 MB, an item at most 400 KB, an event at most 252 KB. `get`
sees every answered commit; `query` may lag behind. There is no scan. What is past its `keep_until` may be forgotten at
any time, a record as if somebody had removed it, and until then it is found as before.
"""

import base64
import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from shared.events.envelope import Envelope
from shared.store.record import Index, R, Record

MOST_ITEMS = 100
MOST_BYTES = 4 * 1024 * 1024
MOST_ITEM_BYTES = 400 * 1024
MOST_EVENT_BYTES = 252 * 1024
"""EventBridge and SQS carry 256 KB, and each wraps a little around an envelope."""
LARGEST_PAGE = 200

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
L = TypeVar("L", bound=BaseModel)
"""A part of a record, as a listing shows it."""

Wanted = Sequence[tuple[type[Record], str]]
"""Records of several kinds, each by its kind and id."""


class StoreError(Exception):
    """Something the store could not do."""


class Conflict(StoreError):
    """Somebody else changed a record first. `keys` names them as `Kind/id`. Read again and decide again."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(f"changed meanwhile: {', '.join(keys) or 'unknown records'}")
        self.keys = tuple(keys)


class Throttled(StoreError):
    """The store asks to be left alone for a moment; nothing was done."""


class AnswerLost(StoreError):
    """The commit may or may not have happened. Repeat it under the same `Once` to find out."""


class TooLarge(StoreError):
    """More than a commit or an item may hold; nothing was done."""


class BadCursor(StoreError):
    """A cursor this store never gave out for this listing."""


class KeyReused(StoreError):
    """The `Once` key was used before for something else (another fingerprint)."""


class Unavailable(StoreError):
    """The place where records are kept cannot be used (read-only, full, damaged, out of reach). Says what to do."""


@dataclass(frozen=True)
class Put:
    """Store `record`, provided the stored one is at `record.version` (0: provided there is none)."""

    record: Record


@dataclass(frozen=True)
class Delete:
    """Remove `record`, provided the stored one is still at `record.version`."""

    record: Record


@dataclass(frozen=True)
class Require:
    """Change nothing, but commit only if the stored record is still at `record.version` (0: still absent)."""

    record: Record


Change = Put | Delete | Require


@dataclass(frozen=True)
class Once:
    """A promise that a commit under `key` happens once.

    `fingerprint` tells two uses of one key apart; `answer` is given back to whoever repeats it; after `keep_until` the
    key may be forgotten (it must outlive the longest redrive or replay).
    """

    key: str
    fingerprint: str
    answer: str
    keep_until: datetime


@dataclass(frozen=True)
class Page(Generic[T]):
    """A stretch of a listing. `next` is the cursor of what follows, None at the end."""

    items: tuple[T, ...]
    next: str | None = None


class Store(Protocol):
    """One service's records."""

    def get(self, kind: type[R], id: str) -> R | None:
        """The record as of the last answered commit, or None."""
        ...

    def get_many(self, kind: type[R], ids: Sequence[str]) -> dict[str, R]:
        """Those of up to 100 records that exist, by id, in one round trip, as fresh as `get`."""
        ...

    def get_together(self, wanted: Wanted) -> list[Record | None]:
        """Up to 100 records of whatever kinds, in the order asked for, None where there is none.

        In one round trip, each as fresh as `get`: what a page needs beside who asks for it. It is no snapshot: a
        commit in between may show in one of them and not in another.
        """
        ...

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
        """Records of one partition in the index's order, ties by id.

        `first` and `last` bound the sort key, both included. `after` is a cursor of an earlier page of the same
        listing; another one raises `BadCursor`. `limit` is at most LARGEST_PAGE. May lag behind commits.
        """
        ...

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
        """What `line` declares of each record `query` would answer: for listings, that show little of much.

        Its fields (or their validation aliases) are those of the record as it is stored; what was stored is not
        checked again by the record's own rules. It must have an `id`.
        """
        ...

    def commit(
        self, changes: Sequence[Change], events: Sequence[Envelope] = (), once: Once | None = None
    ) -> Once | None:
        """Apply all of `changes`, put `events` into the outbox and remember `once`, or do none of it.

        Answers None when it happened now, or the earlier `Once` when its key had been used: then nothing changed.
        Raises Conflict, KeyReused, Throttled, TooLarge, Unavailable (nothing done) or AnswerLost (unknown), and
        ValueError for one record or event twice, or a removal of what was never stored.
        """
        ...

    def earlier(self, key: str) -> Once | None:
        """What was committed under `key`, as fresh as `get`, or None."""
        ...


class Outbox(Protocol):
    """What one service has to tell and has not yet been heard to tell."""

    def waiting(self, limit: int = 100, before: datetime | None = None) -> list[Envelope]:
        """Envelopes not yet forgotten, oldest first within a shard; only those told before `before` when given."""
        ...

    def forget(self, envelopes: Sequence[Envelope]) -> None:
        """Remove published envelopes; absent ones are no error."""
        ...


class ServiceStore(Store, Outbox, Protocol):
    """A service's store and its outbox, which are one thing so that they commit together."""


Listener = Callable[[], None]
"""Called after a commit that left something in the outbox."""


def key_of(record: Record) -> str:
    """How a record is named in conflicts and messages: `Kind/id`."""
    return f"{record.kind}/{record.id}"


def check_page(limit: int) -> None:
    """Refuse a page size the port does not promise."""
    if not 1 <= limit <= LARGEST_PAGE:
        raise ValueError(f"a page holds 1 to {LARGEST_PAGE} records, not {limit}")


def check_many(keys: Sequence[K]) -> list[K]:
    """The distinct ones of `keys`; more than one round trip can ask for are refused."""
    distinct = list(dict.fromkeys(keys))
    if len(distinct) > MOST_ITEMS:
        raise ValueError(f"at most {MOST_ITEMS} records can be read at once, not {len(distinct)}")
    return distinct


def check_size(item_bytes: Sequence[int]) -> None:
    """Refuse a commit beyond DynamoDB's limits, in both homes, before anything is done."""
    if len(item_bytes) > MOST_ITEMS:
        raise TooLarge(f"a commit holds at most {MOST_ITEMS} items, this one has {len(item_bytes)}")
    if item_bytes and max(item_bytes) > MOST_ITEM_BYTES:
        raise TooLarge(f"an item holds at most {MOST_ITEM_BYTES} bytes, one here has {max(item_bytes)}")
    if sum(item_bytes) > MOST_BYTES:
        raise TooLarge(f"a commit holds at most {MOST_BYTES} bytes, this one has {sum(item_bytes)}")


def check_event(type: str, bytes: int) -> None:
    """Refuse an event no bus would carry, in both homes, before it is in an outbox it could never leave."""
    if bytes > MOST_EVENT_BYTES:
        raise TooLarge(f"an event holds at most {MOST_EVENT_BYTES} bytes, this {type} has {bytes}")


def cursor_to(index: Index[R], partition: str, sort: str, id: str) -> str:
    """The cursor that continues after (sort, id) in one listing."""
    text = json.dumps([f"{index.owner.kind}.{index.name}", partition, sort, id], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def cursor_from(index: Index[R], partition: str, cursor: str) -> tuple[str, str]:
    """The (sort, id) a cursor of this listing stands for; any other text raises BadCursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        listing, of_partition, sort, id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCursor("this cursor was not given out here") from error
    expected = (f"{index.owner.kind}.{index.name}", partition)
    if (listing, of_partition) != expected or not isinstance(sort, str) or not isinstance(id, str):
        raise BadCursor("this cursor belongs to another listing")
    return sort, id
