"""How records, outbox entries and `Once` keys look as DynamoDB items."""

import zlib
from datetime import datetime
from typing import Any

from shared.events.envelope import Envelope
from shared.store.draft import LOWEST, Draft, Place, Span, Telling, Write, stamp
from shared.store.dynamodb.table import EXPIRES, PARTITION, SORT, slot_name
from shared.store.port import Delete, Once, Put, key_of
from shared.store.record import Record

ONLY = "-"
"""The sort key of an item that is alone in its partition."""
ABOVE_LOWEST = "\x01"

Item = dict[str, Any]
"""An item as the low-level client takes and gives it: attribute → {type: value}."""


def text(value: str) -> dict[str, str]:
    """A string attribute."""
    return {"S": value}


def record_key(kind: type[Record], id: str) -> Item:
    """The key of a record's item."""
    return {PARTITION: text(f"{kind.kind}/{id}"), SORT: text(ONLY)}


def once_key(key: str) -> Item:
    """The key of a `Once` item."""
    return {PARTITION: text(f"once/{key}"), SORT: text(ONLY)}


def outbox_partition(shard: int) -> str:
    """The partition of one shard of the outbox."""
    return f"outbox#{shard}"


def outbox_key(envelope: Envelope, shards: int) -> Item:
    """The key of an outbox item. What is told of one subject shares a shard, so that it is waiting in order."""
    shard = zlib.crc32(envelope.subject.encode()) % shards
    return {PARTITION: text(outbox_partition(shard)), SORT: text(f"{stamp(envelope.time)}#{envelope.id}")}


def record_from(item: Item) -> tuple[int, str]:
    """Version and data of a stored record."""
    return int(item["v"]["N"]), item["data"]["S"]


def once_from(item: Item, key: str) -> tuple[str, str, str, str]:
    """(key, fingerprint, answer, end) of a stored `Once`."""
    return key, item["fingerprint"]["S"], item["answer"]["S"], item["keep_until"]["S"]


def transaction(draft: Draft, table: str, shards: int) -> list[Item]:
    """The TransactItems of a commit: the changes first and in their order, then `once`, then the outbox."""
    items = [_operation(write, table) for write in draft.writes]
    if draft.once is not None:
        items.append({"Put": {"TableName": table, "Item": _once(draft.once), **_absent()}})
    items += [{"Put": {"TableName": table, "Item": _telling(telling, shards)}} for telling in draft.tellings]
    return items


def range_of(span: Span, slot: int, descending: bool) -> tuple[str, Item]:
    """KeyConditionExpression and values; the place of the cursor itself is still within."""
    name = slot_name(slot)
    past = None if span.past is None else LOWEST.join(span.past)
    low, high = span.low, None if span.high is None else span.high + ABOVE_LOWEST
    low, high = (low, past or high) if descending else (past or low, high)
    expression, values = f"{name}p = :p", {":p": text(span.partition)}
    if low:
        values[":low"] = text(low)
    if high:
        values[":high"] = text(high)
    if low and high:
        expression += f" AND {name}s BETWEEN :low AND :high"
    elif low:
        expression += f" AND {name}s >= :low"
    elif high:
        expression += f" AND {name}s <= :high"
    return expression, values


def position_of(item: Item, slot: int) -> tuple[str, str]:
    """Where an item stands in an index: (sort, id)."""
    sort, _, id = item[f"{slot_name(slot)}s"]["S"].partition(LOWEST)
    return sort, id


def _operation(write: Write, table: str) -> Item:
    change = write.change
    record = change.record
    condition = _absent() if record.version == 0 else _at(record.version)
    if isinstance(change, Put):
        return {"Put": {"TableName": table, "Item": _record(write), **condition}}
    verb = "Delete" if isinstance(change, Delete) else "ConditionCheck"
    return {verb: {"TableName": table, "Key": record_key(type(record), record.id), **condition}}


def _absent() -> Item:
    return {"ConditionExpression": f"attribute_not_exists({PARTITION})"}


def _at(version: int) -> Item:
    return {"ConditionExpression": "v = :v", "ExpressionAttributeValues": {":v": {"N": str(version)}}}


def _record(write: Write) -> Item:
    record = write.change.record
    item: Item = {
        PARTITION: text(key_of(record)),
        SORT: text(ONLY),
        "kind": text(record.kind),
        "v": {"N": str(record.version + 1)},
        "data": text(write.data),
    }
    for slot, place in enumerate(write.places, start=1):
        if place is not None:
            item |= _slot(slot, place, record.id)
    if write.end is not None:
        item[EXPIRES] = _second_after(write.end)
    return item


def _slot(slot: int, place: Place, id: str) -> Item:
    name = slot_name(slot)
    return {f"{name}p": text(place[0]), f"{name}s": text(place[1] + LOWEST + id)}


def _once(once: Once) -> Item:
    return {
        **once_key(once.key),
        "kind": text("once"),
        "fingerprint": text(once.fingerprint),
        "answer": text(once.answer),
        "keep_until": text(stamp(once.keep_until)),
        EXPIRES: _second_after(once.keep_until),
    }


def _second_after(end: datetime) -> dict[str, str]:
    """The first whole second after `end`: DynamoDB counts no fractions, and must not be early."""
    return {"N": str(int(end.timestamp()) + 1)}


def _telling(telling: Telling, shards: int) -> Item:
    return {**outbox_key(telling.envelope, shards), "kind": text("outbox"), "body": text(telling.body)}
