"""The functions of a service that no person calls: `on_message`, `relay` and those of the clock.

In a service's app.py, each under its own name, since Chalice calls the handler `app.<name>`:

    on_message = message_function(service)
    relay = relay_function(service)
    sweep = schedule_function(service, "sweep")

Both homes read them from `service.app.event_sources` and call them from `service.app.handler_map`.
"""

import os
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.events.envelope import Envelope
from shared.log import log
from shared.messaging.queue import MOST_AT_ONCE
from shared.messaging.relay import relay
from shared.messaging.ticks import SWEEP, tick

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent, DynamoDBEvent, SQSEvent

    from shared.service import Service

Function = Callable[[dict[str, Any], Any], Any]

QUEUE_ARN: Any = {"Fn::GetAtt": ["Queue", "Arn"]}
STREAM_ARN: Any = {"Fn::GetAtt": ["Table", "StreamArn"]}
"""Resources of the service's template (infra/aws), which Chalice passes through."""


def message_function(service: "Service") -> Function:
    """Register and answer `on_message`: what the service does with messages of its queue."""

    def on_message(event: "SQSEvent") -> dict[str, Any]:
        from shared.messaging.consumer import consume

        batch = event.to_dict()
        answer = consume(service, batch, event.context)
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        if failed and os.environ.get("TEPAI_HOME") == "aws":
            from shared.messaging.aws import hand_back

            hand_back(batch["Records"], failed)
        return answer

    function: Function = service.app.on_sqs_message(queue_arn=QUEUE_ARN, batch_size=MOST_AT_ONCE, name="on_message")(
        on_message
    )
    return function


def relay_function(service: "Service") -> Function:
    """Register and answer `relay`: from new outbox items of the table's stream to the bus. (One machine: `drain`.)"""

    def relay_stream(event: "DynamoDBEvent") -> dict[str, Any]:
        from shared.messaging.aws import stream_image

        told: dict[str, Envelope] = {}
        failures: list[str] = []
        for record in event.to_dict()["Records"]:
            number = record["dynamodb"]["SequenceNumber"]
            body = stream_image(record)
            if body is None:
                continue
            try:
                told[number] = Envelope.model_validate_json(body)
            except ValueError:
                log(service.name).error("outbox item without an envelope", extra={"sequence_number": number})
                failures.append(number)
        refused = set(relay(list(told.values()), service.home.bus, service.home.store))
        failures += [number for number, envelope in told.items() if envelope.id in refused]
        return {"batchItemFailures": [{"itemIdentifier": number} for number in failures]}

    relay_stream.__name__ = "relay"
    function: Function = service.app.on_dynamodb_record(stream_arn=STREAM_ARN, name="relay")(relay_stream)
    return function


def schedule_function(service: "Service", name: str) -> Function:
    """Register and answer the function of a schedule the service declared by `every`, or of the built-in `sweep`."""
    schedule = SWEEP if name == SWEEP.name else service.schedules[name]

    def on_time(event: "CloudWatchEvent") -> None:
        tick(service, schedule, datetime.fromisoformat(event.to_dict()["time"]))

    on_time.__name__ = name
    function: Function = service.app.schedule(schedule.expression, name=name)(on_time)
    return function


def scheduled_event(at: datetime) -> dict[str, Any]:
    """The event EventBridge would call a schedule's function with at `at`."""
    return {
        "version": "0",
        "id": f"scheduled-{at.isoformat()}",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "region": "local",
        "time": at.isoformat(),
        "resources": [],
        "detail": {},
    }
