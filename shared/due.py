"""The due-index: what must happen later than a queue can wait for (SQS: 15 minutes)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar

from shared.ids import shard_of
from shared.store.port import Store
from shared.store.record import Index, Record

SHARDS = 4


class Due(Record):
    """Something to do at a moment: `what` names it, `about` the id it concerns. Removed in the commit that does it."""

    at: datetime
    what: str
    about: str

    by_time: ClassVar[Index["Due"]] = Index(
        partition=lambda due: f"{due.what}#{shard_of(due.id, SHARDS)}",
        sort=lambda due: due.at.astimezone(UTC).isoformat(timespec="seconds"),
    )


def falling_due(store: Store, what: str, now: datetime, limit: int = 100) -> Iterator[Due]:
    """What is due by `now`, oldest first within a shard; the index may lag, so a later tick sees the rest."""
    last = now.astimezone(UTC).isoformat(timespec="seconds")
    for shard in range(SHARDS):
        for due in store.query(Due.by_time, f"{what}#{shard}", last=last, limit=limit).items:
            # The index counts whole seconds.
            if due.at <= now:
                yield due
