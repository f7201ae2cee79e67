"""The same schedules with the records in DynamoDB: the adapter, its transactions and its outbox under the same perils."""

import os

import boto3
import pytest
from moto import mock_aws

from shared.store.dynamodb import DynamoStore
from shared.store.dynamodb.table import create_table
from tests.crash.reckoning import demand_whole
from tests.crash.village import Village, village

PARTS = 4
SCHEDULES_A_PART = 40 * (10 if os.environ.get("TEPAI_TEST_LONG") else 1)
SERVICES = village()

pytestmark = pytest.mark.aws


def fresh_tables(client, number):
    """Tables of their own: moto copies a whole table for each item of a transaction."""
    stores = {}
    for name in SERVICES:
        create_table(client, f"{name}-{number}")
        stores[name] = DynamoStore(f"{name}-{number}", client, shards=2, pause=lambda seconds: None)
    return stores


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_or_doubled_on_dynamodb(part):
    first = 1_000_000 + part * SCHEDULES_A_PART
    with mock_aws():
        client = boto3.client("dynamodb", region_name="cn-north-1")
        for seed in range(first, first + SCHEDULES_A_PART):
            demand_whole(Village(seed, SERVICES, fresh_tables(client, seed)))
            for name in SERVICES:
                client.delete_table(TableName=f"{name}-{seed}")
