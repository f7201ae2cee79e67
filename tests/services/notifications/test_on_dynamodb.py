"""Codes, windows and the outbox on DynamoDB: the same, and the page in two requests."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from services.notifications.model.message import State
from services.notifications.model.windows import next_day
from shared.store.dynamodb import DynamoStore
from shared.store.dynamodb.table import create_table
from tests.services.notifications.asking import addresses, asked, asked_and_sent
from tests.services.notifications.house import MORNING, House
from tests.services.notifications.test_pages import officer_reads, outbox_items
from tests.services.notifications.test_sending import PHONE

pytestmark = pytest.mark.aws


@pytest.fixture
def client():
    with mock_aws():
        yield boto3.client("dynamodb", region_name="cn-north-1")


@pytest.fixture
def house(client):
    create_table(client, "notifications")
    return House(store=DynamoStore("notifications", client, shards=2, pause=lambda seconds: None))


def test_codes_are_sent_counted_and_forgotten(house, client):
    asked_and_sent(house, PHONE, "challenge1")
    asked_and_sent(house, PHONE, "challenge2")
    # The second waits for the next minute of the clock, its address with it; by then its time is over.
    assert sorted(message.state for message in house.messages) == [State.SENT, State.WAITING]
    assert addresses(house) == 1
    asked(house, "stranger@example.com", "challenge3")
    house.move_to(MORNING + timedelta(minutes=5, seconds=1))
    house.run()
    assert len(house.mails) == 1
    assert addresses(house) == 0
    ends = {
        item["kind"]["S"]: datetime.fromtimestamp(int(item["ttl"]["N"]), UTC)
        for item in client.scan(TableName="notifications")["Items"]
        if "ttl" in item and item["kind"]["S"] != "once"
    }
    assert ends == {"Submitted": next_day(MORNING) + timedelta(seconds=1)}


@pytest.mark.parametrize("query", [{}, {"state": "sent", "channel": "email"}, {"channel": "email"}])
def test_outbox_page_takes_two_requests_with_the_session(house, client, query):
    for number in range(3):
        asked_and_sent(house, f"p{number}@example.com", f"challenge{number}")
    requests = []
    client.meta.events.register("before-call.dynamodb.*", lambda model, **_: requests.append(model.name))
    assert "p****@example.com" in officer_reads(house, **query)
    assert len(requests) <= 2, requests
    assert len(outbox_items(house, **query)["items"]) == 3
