"""The shape of a service's DynamoDB table, named once: keys, three index slots, stream, time to live."""

from typing import Any

from shared.store.record import MOST_INDEXES

PARTITION, SORT = "pk", "sk"
EXPIRES = "ttl"
"""Epoch seconds after which DynamoDB may remove an item: of `once` items, and of records that end."""
SLOTS = tuple(range(1, MOST_INDEXES + 1))


def slot_name(slot: int) -> str:
    """What the attributes of a slot begin with: `g1p` and `g1s` are partition and sort of the first."""
    return f"g{slot}"


def index_name(slot: int) -> str:
    """The global secondary index of a slot (DynamoDB wants three letters at least)."""
    return f"by_{slot_name(slot)}"


def table_shape(name: str) -> dict[str, Any]:
    """The arguments of `create_table`. Time to live is switched on apart (`create_table` below)."""
    keys = [PARTITION, SORT, *(f"{slot_name(slot)}{part}" for slot in SLOTS for part in "ps")]
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in keys],
        "KeySchema": _schema(PARTITION, SORT),
        "GlobalSecondaryIndexes": [
            {
                "IndexName": index_name(slot),
                "KeySchema": _schema(f"{slot_name(slot)}p", f"{slot_name(slot)}s"),
                "Projection": {"ProjectionType": "ALL"},
            }
            for slot in SLOTS
        ],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    }


def create_table(client: Any, name: str) -> None:
    """Make a table of this shape where no template does: in tests and on an emulator."""
    client.create_table(**table_shape(name))
    client.get_waiter("table_exists").wait(TableName=name)
    client.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": EXPIRES})


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]
