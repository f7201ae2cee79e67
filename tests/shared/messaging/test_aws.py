"""What the AWS forms do that moto does not show: partial failures, limits, stale receipts, messages handed back."""

import time
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from moto import mock_aws

from shared.messaging.aws import BYTES_A_CALL, EventBridgeBus, SqsQueue, hand_back
from shared.messaging.queue import Message
from shared.messaging.worker import sqs_event
from tests.shared.messaging.conftest import told

REGION = "cn-north-1"
KEYS: Any = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": REGION}


@pytest.fixture
def events():
    client = boto3.client("events", **KEYS)
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def taken(number):
    return {"EventId": f"{number}"}


def test_entries_eventbridge_failed_are_reported_and_no_others(events):
    entries = [taken(1), {"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}, taken(3)]
    events.add_response("put_events", {"FailedEntryCount": 1, "Entries": entries}, {"Entries": ANY})
    assert EventBridgeBus("bus", events.client).publish([told(1), told(2), told(3)]) == ["event-2"]


def test_call_that_failed_reports_its_entries_and_the_next_is_made(events):
    events.add_client_error("put_events", "InternalException", http_status_code=500)
    events.add_response(
        "put_events", {"FailedEntryCount": 0, "Entries": [taken(n) for n in range(2)]}, {"Entries": ANY}
    )
    told_now = [told(number) for number in range(12)]
    assert EventBridgeBus("bus", events.client).publish(told_now) == [f"event-{number}" for number in range(10)]


def test_entry_says_what_rules_are_made_of(events):
    entry = {
        "EventBusName": "bus", "Source": "tepai.tower", "DetailType": "BellRung",
        "Detail": told(1).model_dump_json(), "Time": told(1).time,
    }  # fmt: skip
    events.add_response("put_events", {"FailedEntryCount": 0, "Entries": [taken(1)]}, {"Entries": [entry]})
    assert EventBridgeBus("bus", events.client).publish([told(1)]) == []


@pytest.mark.parametrize(
    ("count", "bytes_each", "calls"),
    [(10, 10, [10]), (11, 10, [10, 1]), (4, BYTES_A_CALL // 2 - 1000, [2, 2]), (3, BYTES_A_CALL // 2, [1, 1, 1])],
)
def test_calls_stay_within_ten_entries_and_256_kb(count, bytes_each, calls):
    made: list[int] = []

    class Client:
        """EventBridge as far as its limits go."""

        def put_events(self, Entries):  # noqa: N803 - its own name
            size = sum(14 + len((e["Source"] + e["DetailType"] + e["Detail"]).encode()) for e in Entries)
            assert size <= BYTES_A_CALL or len(Entries) == 1
            made.append(len(Entries))
            return {"FailedEntryCount": 0, "Entries": [taken(1)] * len(Entries)}

    envelopes = [told(number, text="技" * (bytes_each // 3)) for number in range(count)]
    assert EventBridgeBus("bus", Client()).publish(envelopes) == []
    assert made == calls


def test_failed_messages_of_a_batch_come_again_soon():
    with mock_aws():
        client = boto3.client("sqs", region_name=REGION)
        url = client.create_queue(QueueName="tower", Attributes={"VisibilityTimeout": "360"})["QueueUrl"]
        arn = client.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        queue = SqsQueue(url, url, client)
        for body in ("fails", "works"):
            queue.send(body)
        messages = {message.body: message for message in queue.receive(visibility_s=360)}
        batch = sqs_event([Message(m.id, m.receipt, m.body, m.attempts) for m in messages.values()], "tower")
        for record in batch["Records"]:
            record["eventSourceARN"] = arn
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("AWS_DEFAULT_REGION", REGION)
            hand_back(batch["Records"], {messages["fails"].id})
        attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert attributes["ApproximateNumberOfMessagesNotVisible"] == "2"
        later = time.time() * 1000 + 1500
        with pytest.MonkeyPatch.context() as clock:
            clock.setattr("moto.sqs.models.unix_time_millis", lambda: later)
            assert [message.body for message in queue.receive()] == ["fails"]


@pytest.mark.parametrize("code", ["ReceiptHandleIsInvalid", "AWS.SimpleQueueService.MessageNotInflight"])
def test_receipt_that_is_no_longer_good_changes_nothing(code):
    client = boto3.client("sqs", **KEYS)
    with Stubber(client) as stubber:
        stubber.add_client_error("change_message_visibility", code)
        stubber.add_client_error("delete_message", code)
        queue = SqsQueue("https://queue", "https://dead", client)
        queue.retry_later("stale", 5)
        queue.delete("stale")
