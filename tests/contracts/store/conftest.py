"""Every store the services may run on, plain and failing: one suite for all."""

from itertools import count

import boto3
import pytest
from moto import mock_aws

from shared.store.dynamodb import DynamoStore
from shared.store.dynamodb.table import PARTITION, SORT, create_table
from shared.store.faults import FaultyStore, seeded
from shared.store.sqlite import SqliteStore
from tests.contracts.store.persistent import ODDS, Persistent

NAMES = count(1)


@pytest.fixture(scope="package")
def dynamodb():
    with mock_aws():
        yield boto3.client("dynamodb", region_name="cn-north-1")


@pytest.fixture
def new_dynamo(dynamodb):
    def make():
        name = f"parcels-{next(NAMES)}"
        create_table(dynamodb, name)
        return DynamoStore(name, dynamodb, shards=3)

    return make


@pytest.fixture(params=["sqlite-file", "sqlite-memory", pytest.param("dynamodb", marks=pytest.mark.aws)])
def plain(request, tmp_path):
    """A store without faults."""
    if request.param == "dynamodb":
        yield request.getfixturevalue("new_dynamo")()
        return
    store = SqliteStore(tmp_path / "parcels.db" if request.param == "sqlite-file" else ":memory:")
    yield store
    store.close()


@pytest.fixture
def forget_past(request, plain):
    """Has the plain store forget what is past its end at a moment: answers nothing, as nobody is told."""

    def forget(now):
        if isinstance(plain, SqliteStore):
            plain.sweep_expired(now)
            return
        # moto keeps the setting and deletes nothing; this is what AWS says it does with it.
        client, table = request.getfixturevalue("dynamodb"), plain._table
        setting = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
        assert setting["TimeToLiveStatus"] == "ENABLED"
        for item in client.scan(TableName=table)["Items"]:
            end = item.get(setting["AttributeName"], {}).get("N")
            if end is not None and int(end) < now.timestamp():
                client.delete_item(TableName=table, Key={name: item[name] for name in (PARTITION, SORT)})

    return forget


@pytest.fixture(params=["plain", "faulty"])
def store(request, plain):
    """A store, as a caller who asks again sees it."""
    if request.param == "plain":
        return plain
    return Persistent(FaultyStore(plain, seeded(20260301, ODDS)))
