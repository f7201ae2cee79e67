"""The Store port on AWS: a DynamoDB table per service, one TransactWriteItems per commit."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from shared.events.envelope import Envelope
from shared.store.draft import Draft, askable, drafted, revived, span_of, stamp, usable
from shared.store.dynamodb.errors import Cancelled, committing, reading, refusal
from shared.store.dynamodb.items import (
    Item,
    once_from,
    once_key,
    outbox_key,
    outbox_partition,
    position_of,
    range_of,
    record_from,
    record_key,
    text,
    transaction,
)
from shared.store.dynamodb.table import PARTITION, SORT, index_name
from shared.store.port import Change, KeyReused, L, Once, Page, Throttled, Wanted, check_many, cursor_to
from shared.store.record import Index, R, Record

BATCH_WRITES = 25
"""BatchWriteItem's limit."""
TRIES = 5
"""How often what a batch left undone is asked for again."""
FIRST_PAUSE_SECONDS = 0.05

Pause = Callable[[float], None]


class DynamoStore:
    """One service's records and outbox in one table (its shape: `shared.store.dynamodb.table`).

    `shards` spreads the outbox; it may grow while the outbox is empty. The client is made at the first call, by then
    with the retries and time limits that suit a function of 29 seconds, unless one is given.
    """

    def __init__(self, table_name: str, client: Any = None, shards: int = 8, *, pause: Pause = time.sleep) -> None:
        self._table = table_name
        self._given = client
        self._shards = shards
        self._pause = pause
        self._lock = threading.Lock()

    def get(self, kind: type[R], id: str) -> R | None:
        """The record as of the last answered commit, or None."""
        if not askable(kind, id):
            return None
        item = self._read(record_key(kind, id))
        return None if item is None else revived(kind, *record_from(item))

    def get_many(self, kind: type[R], ids: Sequence[str]) -> dict[str, R]:
        """Those of up to 100 records that exist, by id. Raises Throttled when some stay unanswered."""
        asked = check_many([id for id in ids if askable(kind, id)])
        items = self._read_all([record_key(kind, id) for id in asked])
        records = [revived(kind, *record_from(item)) for item in items.values()]
        return {record.id: record for record in records}

    def get_together(self, wanted: Wanted) -> list[Record | None]:
        """Up to 100 records of whatever kinds, in the order asked for. Raises Throttled when some stay unanswered."""
        asked = check_many([(kind, id) for kind, id in wanted if askable(kind, id)])
        items = self._read_all([record_key(kind, id) for kind, id in asked])
        found = {
            (kind, id): revived(kind, *record_from(items[f"{kind.kind}/{id}"]))
            for kind, id in asked
            if f"{kind.kind}/{id}" in items
        }
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
        """Records of one partition in the index's order, in one Query; see the port. May lag, as every GSI does."""
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
        expression, values = range_of(span, index.slot, descending)
        with reading(self._table):
            answer = self._client.query(
                TableName=self._table,
                IndexName=index_name(index.slot),
                KeyConditionExpression=expression,
                ExpressionAttributeValues=values,
                ScanIndexForward=not descending,
                # One more says whether anything follows; the cursor's own place may be among them.
                Limit=limit + (1 if span.past is None else 2),
            )
        items = [item for item in answer["Items"] if position_of(item, index.slot) != span.past]
        found = tuple(revived(line, *record_from(item)) for item in items[:limit])
        more = found and (len(items) > limit or "LastEvaluatedKey" in answer)
        here = position_of(items[len(found) - 1], index.slot) if more else ("", "")
        return Page(found, cursor_to(index, partition, *here) if more else None)

    def commit(
        self, changes: Sequence[Change], events: Sequence[Envelope] = (), once: Once | None = None
    ) -> Once | None:
        """Do all of it or none of it in one TransactWriteItems; see the port."""
        draft = drafted(changes, events, once)
        if draft.empty:
            return None
        try:
            with committing(self._table):
                self._client.transact_write_items(
                    TransactItems=transaction(draft, self._table, self._shards),
                    # The client's own retries carry the same token, so they happen once.
                    ClientRequestToken=str(uuid.uuid4()),
                )
        except Cancelled as cancelled:
            earlier = self._earlier(draft, cancelled)
            if earlier is not None:
                return earlier
            raise refusal(cancelled.reasons, [write.key for write in draft.writes]) from cancelled
        return None

    def earlier(self, key: str) -> Once | None:
        """What was committed under `key`, or None."""
        item = self._read(once_key(key)) if usable(key) else None
        if item is None:
            return None
        key, fingerprint, answer, keep_until = once_from(item, key)
        return Once(key, fingerprint, answer, datetime.fromisoformat(keep_until))

    def waiting(self, limit: int = 100, before: datetime | None = None) -> list[Envelope]:
        """Envelopes not yet forgotten, oldest first."""
        found: list[Envelope] = []
        for shard in range(self._shards):
            expression, values = f"{PARTITION} = :p", {":p": text(outbox_partition(shard))}
            if before is not None:
                expression, values = f"{expression} AND {SORT} < :before", {**values, ":before": text(stamp(before))}
            with reading(self._table):
                answer = self._client.query(
                    TableName=self._table,
                    KeyConditionExpression=expression,
                    ExpressionAttributeValues=values,
                    ConsistentRead=True,
                    Limit=limit,
                )
            found += [Envelope.model_validate_json(item["body"]["S"]) for item in answer["Items"]]
        return sorted(found, key=lambda envelope: envelope.time)[:limit]

    def forget(self, envelopes: Sequence[Envelope]) -> None:
        """Remove published envelopes; absent ones are no error. Raises Throttled when some are still there."""
        distinct = {envelope.id: outbox_key(envelope, self._shards) for envelope in envelopes}
        keys = list(distinct.values())
        for start in range(0, len(keys), BATCH_WRITES):
            self._remove(keys[start : start + BATCH_WRITES])

    def _remove(self, keys: list[Item]) -> None:
        left = {self._table: [{"DeleteRequest": {"Key": key}} for key in keys]}
        for _ in self._tries():
            with reading(self._table):
                left = self._client.batch_write_item(RequestItems=left).get("UnprocessedItems") or {}
            if not left:
                return
        raise Throttled(f"{self._table}: some outbox entries are still there")

    def _read_all(self, keys: list[Item]) -> dict[str, Item]:
        """The items at up to 100 keys, by their partition key, in one BatchGetItem where the table is not throttled."""
        found: dict[str, Item] = {}
        if not keys:
            return found
        left: Item = {self._table: {"Keys": keys, "ConsistentRead": True}}
        for _ in self._tries():
            with reading(self._table):
                answer = self._client.batch_get_item(RequestItems=left)
            found |= {item[PARTITION]["S"]: item for item in answer["Responses"].get(self._table, [])}
            left = answer.get("UnprocessedKeys") or {}
            if not left:
                return found
        raise Throttled(f"{self._table}: some records stayed unanswered")

    def _read(self, key: Item) -> Item | None:
        with reading(self._table):
            answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        item: Item | None = answer.get("Item")
        return item

    def _earlier(self, draft: Draft, cancelled: Cancelled) -> Once | None:
        """The `Once` that was there before, if a failed condition may be due to one. Raises KeyReused."""
        if draft.once is None or "ConditionalCheckFailed" not in cancelled.reasons:
            return None
        earlier = self.earlier(draft.once.key)
        if earlier is not None and earlier.fingerprint != draft.once.fingerprint:
            raise KeyReused(earlier.key)
        return earlier

    def _tries(self) -> Iterator[int]:
        for tried in range(TRIES):
            if tried:
                self._pause(FIRST_PAUSE_SECONDS * 2**tried)
            yield tried

    @property
    def _client(self) -> Any:
        if self._given is None:
            with self._lock:
                if self._given is None:
                    self._given = _new_client()
        return self._given


def _new_client() -> Any:
    # boto3 would make the same client, and import what S3 transfers need first: a cold start pays for that.
    from botocore.config import Config
    from botocore.session import get_session

    config = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})
    client: Any = get_session().create_client("dynamodb", config=config)
    return client
