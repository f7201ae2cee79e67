"""The AWS home on moto: tables with streams, a bus, rules, queues; the functions called as AWS would call them."""

import json
from pathlib import Path
from typing import Any

import boto3

from infra.local.gateway import Gateway
from infra.local.lambda_context import LambdaContext
from infra.local.services import find_services
from shared.auth.secrets import Secrets
from shared.clock import Clock
from shared.home import Home, move_in
from shared.messaging.aws import EventBridgeBus
from shared.settings import Settings
from shared.store.dynamodb import DynamoStore
from shared.store.dynamodb.table import create_table

REGION = "cn-north-1"
MOST_ROUNDS = 500


class AwsHome:
    """Four tables, one bus, four queues; `drain` lets everything that happened reach everybody."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.clock = clock
        self.services = find_services()
        self.records = boto3.client("dynamodb", region_name=REGION)
        self.streams: Any = boto3.client("dynamodbstreams", region_name=REGION)
        self.sqs: Any = boto3.client("sqs", region_name=REGION)
        self.events = boto3.client("events", region_name=REGION)
        self.events.create_event_bus(Name="tepai")
        self.stores: dict[str, DynamoStore] = {}
        self.queues: dict[str, str] = {}
        self._places: dict[str, str] = {}
        secrets, settings = Secrets.fresh(), Settings(demo=True, base_url="https://tepai.example")
        for name, service in self.services.items():
            create_table(self.records, name)
            self.stores[name] = DynamoStore(name, self.records, shards=2)
            self.queues[name] = self._queue_of(name, sorted(service.reactions))
            bus = EventBridgeBus("tepai", self.events)
            move_in(name, Home(self.stores[name], bus, clock, secrets, settings))
        self.gateway = Gateway(self.services)

    def drain(self) -> None:
        for _ in range(MOST_ROUNDS):
            if not sum(self._relayed(name) + self._heard(name) for name in self.services):
                return
        raise AssertionError("events keep causing events")

    def close(self) -> None:
        self.gateway.close()

    def _queue_of(self, name: str, heard: list[str]) -> str:
        url = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        if heard:
            self.events.put_rule(Name=name, EventBusName="tepai", EventPattern=json.dumps({"detail-type": heard}))
            self.events.put_targets(Rule=name, EventBusName="tepai", Targets=[{"Id": name, "Arn": arn}])
        return url

    def _relayed(self, name: str) -> int:
        """Hand new stream records to the relay function, as the event source mapping does."""
        records = self._stream_records(name)
        if records:
            answer = self._call(name, "relay", {"Records": records})
            assert answer == {"batchItemFailures": []}
        return len(records)

    def _stream_records(self, name: str) -> list:
        if name not in self._places:
            arn = self.records.describe_table(TableName=name)["Table"]["LatestStreamArn"]
            shard = self.streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
            asked = {"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}
            self._places[name] = self.streams.get_shard_iterator(**asked)["ShardIterator"]
        page = self.streams.get_records(ShardIterator=self._places[name], Limit=1000)
        self._places[name] = page["NextShardIterator"]
        new = [record for record in page["Records"] if _is_outbox(record)]
        return json.loads(json.dumps(new, default=str))

    def _heard(self, name: str) -> int:
        """Hand a batch of messages to `on_message` and remove those it did not fail."""
        asked = {
            "QueueUrl": self.queues[name],
            "MaxNumberOfMessages": 10,
            "AttributeNames": ["ApproximateReceiveCount"],
        }
        messages = self.sqs.receive_message(**asked, VisibilityTimeout=0).get("Messages", [])
        if not messages:
            return 0
        records = [
            {
                "messageId": each["MessageId"],
                "receiptHandle": each["ReceiptHandle"],
                "body": each["Body"],
                "attributes": each["Attributes"],
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws-cn:sqs:cn-north-1:000000000000:" + name,
                "awsRegion": REGION,
            }
            for each in messages
        ]
        failed = {
            item["itemIdentifier"] for item in self._call(name, "on_message", {"Records": records})["batchItemFailures"]
        }
        for each in messages:
            if each["MessageId"] not in failed:
                self.sqs.delete_message(QueueUrl=self.queues[name], ReceiptHandle=each["ReceiptHandle"])
        return len(messages)

    def _call(self, name: str, function: str, event: dict) -> dict:
        return self.services[name].app.handler_map[function](event, LambdaContext(function, "journey", 60))


def _is_outbox(record: dict) -> bool:
    """The filter of the event source mapping (infra/aws): inserts of outbox items."""
    image = record["dynamodb"].get("NewImage", {})
    return record["eventName"] == "INSERT" and image.get("kind", {}).get("S") == "outbox"
