"""Every queue and bus the services may run on: one suite for both homes."""

import json
from itertools import count
from typing import Any

import boto3
import pytest
from moto import mock_aws

from shared.messaging.aws import EventBridgeBus, SqsQueue
from shared.messaging.local_bus import LocalBus
from shared.messaging.queue import MOST_ATTEMPTS
from shared.messaging.queue_file import QueueFile
from shared.messaging.sqlite_queue import SqliteQueue

NAMES = count(1)
REGION = "cn-north-1"


class OneMachine:
    """Queues in a file, in a time that passes when told to."""

    def __init__(self, path) -> None:
        self._now = 1_800_000_000.0
        self.file = QueueFile(path, now=lambda: self._now)

    def pass_time(self, seconds: float) -> None:
        self._now += seconds

    def queue(self) -> SqliteQueue:
        return SqliteQueue(self.file, f"queue-{next(NAMES)}")

    def bus(self, subscriptions):
        queues = {name: self.queue() for name in sorted({name for names in subscriptions.values() for name in names})}
        listening = {type: [queues[name].name for name in names] for type, names in subscriptions.items()}
        return LocalBus(self.file, listening), queues


class Aws:
    """Queues and buses of moto, in a time that passes when told to."""

    def __init__(self, monkeypatch) -> None:
        from moto.sqs import models

        self._ahead = 0.0
        for name, unit in (("unix_time", 1), ("unix_time_millis", 1000)):
            true = getattr(models, name)
            monkeypatch.setattr(models, name, lambda true=true, unit=unit: true() + self._ahead * unit)
        self.sqs = boto3.client("sqs", region_name=REGION)
        self.events = boto3.client("events", region_name=REGION)

    def pass_time(self, seconds: float) -> None:
        self._ahead += seconds

    def queue(self) -> SqsQueue:
        return self._queue()[0]

    def bus(self, subscriptions):
        name = f"bus-{next(NAMES)}"
        self.events.create_event_bus(Name=name)
        queues = {}
        for type, names in subscriptions.items():
            self.events.put_rule(
                Name=f"{name}-{type}", EventBusName=name, EventPattern=json.dumps({"detail-type": [type]})
            )
            for queue in names:
                if queue not in queues:
                    queues[queue] = self._queue()
                target: Any = {"Id": queue, "Arn": queues[queue][1]}
                self.events.put_targets(Rule=f"{name}-{type}", EventBusName=name, Targets=[target])
        return EventBridgeBus(name, self.events), {name: queue for name, (queue, _) in queues.items()}

    def _queue(self) -> tuple[SqsQueue, str]:
        number = next(NAMES)
        dead = self.sqs.create_queue(QueueName=f"dead-{number}")["QueueUrl"]
        policy = json.dumps({"deadLetterTargetArn": self._arn(dead), "maxReceiveCount": MOST_ATTEMPTS})
        url = self.sqs.create_queue(QueueName=f"queue-{number}", Attributes={"RedrivePolicy": policy})["QueueUrl"]
        return SqsQueue(url, dead, self.sqs), self._arn(url)

    def _arn(self, url: str) -> str:
        return self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


@pytest.fixture(params=["one-machine", pytest.param("aws", marks=pytest.mark.aws)])
def home(request, tmp_path, monkeypatch):
    if request.param == "aws":
        with mock_aws():
            yield Aws(monkeypatch)
        return
    machine = OneMachine(tmp_path / "queues.sqlite")
    yield machine
    machine.file.close()


@pytest.fixture
def queue(home):
    return home.queue()
