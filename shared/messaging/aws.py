"""Bus and queue on AWS: EventBridge and SQS. boto3 is imported at the first call."""

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from shared.events.envelope import Envelope
from shared.log import log
from shared.messaging.queue import (
    LONGEST_VISIBILITY_S,
    MOST_AT_ONCE,
    DeadLetter,
    Depth,
    Message,
    check_delay,
    check_receive,
    check_send,
    pause_before,
)

ENTRIES_A_CALL = 10
BYTES_A_CALL = 256 * 1024
"""EventBridge's limits of one PutEvents; the second also of an entry."""

PEEK_S = 20
"""How long looked-at dead letters stay with who looks; they are given back right after."""


class EventBridgeBus:
    """The Bus port over one event bus."""

    def __init__(self, bus_name: str, client: Any = None) -> None:
        self._bus_name = bus_name
        self._given = client

    def publish(self, envelopes: Sequence[Envelope]) -> list[str]:
        """Put `envelopes` on the bus in calls of ten; see the port. PutEvents can fail for some of a call only."""
        failed: list[str] = []
        for batch in _batches([(envelope, self._entry(envelope)) for envelope in envelopes]):
            failed += self._put([envelope for envelope, _ in batch], [entry for _, entry in batch])
        return failed

    def _put(self, envelopes: list[Envelope], entries: list[dict[str, Any]]) -> list[str]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self._client.put_events(Entries=entries)
        except (ClientError, BotoCoreError) as error:
            return _not_taken(envelopes, type(error).__name__)
        if answer["FailedEntryCount"] == 0:
            return []
        told = list(zip(envelopes, answer["Entries"], strict=True))
        refused = [envelope for envelope, entry in told if not entry.get("EventId")]
        return _not_taken(refused, str({entry.get("ErrorCode") for _, entry in told if not entry.get("EventId")}))

    def _entry(self, envelope: Envelope) -> dict[str, Any]:
        return {
            "EventBusName": self._bus_name,
            "Source": f"tepai.{envelope.producer}",
            "DetailType": envelope.type,
            "Detail": envelope.model_dump_json(),
            "Time": envelope.time,
        }

    @cached_property
    def _client(self) -> Any:
        return self._given or _new_client("events")


class SqsQueue:
    """The Queue port over an SQS queue and its dead-letter queue (their redrive policy counts the attempts)."""

    def __init__(self, url: str, dead_letters_url: str, client: Any = None) -> None:
        self._url = url
        self._dead_url = dead_letters_url
        self._given = client

    def send(self, body: str, delay_s: float = 0) -> None:
        """Put a message in; see the port. SQS counts whole seconds: a delay is rounded up."""
        check_send(body, delay_s)
        self._client.send_message(QueueUrl=self._url, MessageBody=body, DelaySeconds=math.ceil(delay_s))

    def receive(self, most: int = MOST_AT_ONCE, visibility_s: float = 60) -> list[Message]:
        """Take up to `most` messages; see the port."""
        check_receive(most, visibility_s)
        return self._receive(self._url, most, visibility_s)

    def delete(self, receipt: str) -> None:
        """Remove a message for good; see the port."""
        self._despite_stale_receipt("delete_message", QueueUrl=self._url, ReceiptHandle=receipt)

    def retry_later(self, receipt: str, delay_s: float, error: str = "") -> None:
        """Give a message back; see the port. SQS has no place for `error`, and buries at the next receive."""
        check_delay(delay_s, LONGEST_VISIBILITY_S)
        self._despite_stale_receipt(
            "change_message_visibility",
            QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=math.ceil(delay_s),
        )  # fmt: skip

    def dead(self, limit: int = 100) -> list[DeadLetter]:
        """Some of the dead letters, looked at and given back; see the port."""
        held = list(self._dead_letters(limit))
        for message in held:
            self._client.change_message_visibility(
                QueueUrl=self._dead_url, ReceiptHandle=message.receipt, VisibilityTimeout=0
            )
        return [DeadLetter(message.id, message.body, message.attempts) for message in held]

    def redrive(self, limit: int = 100) -> int:
        """Put dead letters back by receive, send and delete, as aws-cn has no redrive of its own; see the port.

        A crash in between sends one twice, which inboxes stand.
        """
        count = 0
        for message in self._dead_letters(limit):
            self._client.send_message(QueueUrl=self._url, MessageBody=message.body)
            self._client.delete_message(QueueUrl=self._dead_url, ReceiptHandle=message.receipt)
            count += 1
        return count

    def depth(self) -> Depth:
        """How much waits, as SQS estimates it."""
        ready, later = self._counts(self._url)
        return Depth(ready, later, sum(self._counts(self._dead_url)))

    def _dead_letters(self, limit: int) -> Iterator[Message]:
        left = limit
        while left > 0 and (messages := self._receive(self._dead_url, min(left, MOST_AT_ONCE), PEEK_S)):
            yield from messages
            left -= len(messages)

    def _receive(self, url: str, most: int, visibility_s: float) -> list[Message]:
        answer = self._client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=most,
            VisibilityTimeout=math.ceil(visibility_s),
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        return [
            Message(
                each["MessageId"],
                each["ReceiptHandle"],
                each["Body"],
                int(each["Attributes"]["ApproximateReceiveCount"]),
            )
            for each in answer.get("Messages", [])
        ]

    def _counts(self, url: str) -> tuple[int, int]:
        names = ("", "NotVisible", "Delayed")
        wanted = [f"ApproximateNumberOfMessages{name}" for name in names]
        found = self._client.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        ready, in_hand, delayed = (int(found[name]) for name in wanted)
        return ready, in_hand + delayed

    def _despite_stale_receipt(self, call: str, **arguments: Any) -> None:
        from botocore.exceptions import ClientError

        try:
            getattr(self._client, call)(**arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"].rpartition(".")[2]
            if code not in ("ReceiptHandleIsInvalid", "MessageNotInflight", "InvalidParameterValue"):
                raise

    @cached_property
    def _client(self) -> Any:
        return self._given or _new_client("sqs")


def hand_back(records: Sequence[dict[str, Any]], failed: set[str]) -> None:
    """Let failed messages of a Lambda batch come again soon, instead of after the queue's long visibility timeout.

    Only a courtesy: where it fails, the timeout does it later.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    client = _new_client("sqs")
    for record in records:
        if record["messageId"] not in failed:
            continue
        account, name = record["eventSourceARN"].split(":")[4:6]
        attempts = int(record["attributes"]["ApproximateReceiveCount"])
        try:
            client.change_message_visibility(
                QueueUrl=f"{client.meta.endpoint_url}/{account}/{name}",
                ReceiptHandle=record["receiptHandle"],
                VisibilityTimeout=math.ceil(pause_before(attempts)),
            )
        except (ClientError, BotoCoreError) as error:
            log(name).info("message not handed back early", extra={"reason": type(error).__name__})


def stream_image(record: dict[str, Any]) -> str | None:
    """The envelope's JSON in a DynamoDB stream record, None where the record is no new outbox item."""
    image = record.get("dynamodb", {}).get("NewImage", {})
    if record.get("eventName") != "INSERT" or image.get("kind", {}).get("S") != "outbox":
        return None
    body: str = image["body"]["S"]
    return body


def _batches(entries: list[tuple[Envelope, dict[str, Any]]]) -> Iterator[list[tuple[Envelope, dict[str, Any]]]]:
    batch: list[tuple[Envelope, dict[str, Any]]] = []
    size = 0
    for envelope, entry in entries:
        more = _size(entry)
        if batch and (len(batch) == ENTRIES_A_CALL or size + more > BYTES_A_CALL):
            yield batch
            batch, size = [], 0
        batch.append((envelope, entry))
        size += more
    if batch:
        yield batch


def _size(entry: dict[str, Any]) -> int:
    """Bytes of an entry as EventBridge counts them; a time counts 14."""
    return 14 + sum(len(str(entry[name]).encode()) for name in ("Source", "DetailType", "Detail"))


def _not_taken(envelopes: Sequence[Envelope], reason: str) -> list[str]:
    ids = [envelope.id for envelope in envelopes]
    log(envelopes[0].producer).error("events not published", extra={"event_ids": ids, "reason": reason})
    return ids


def _new_client(service: str) -> Any:
    import boto3
    from botocore.config import Config

    settings = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=2, read_timeout=5)
    made: Any = boto3.client(service, config=settings)  # type: ignore[call-overload]
    return made
