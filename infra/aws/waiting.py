"""Where events wait for a service, and where they end up when it cannot take them."""

from collections.abc import Sequence
from typing import Any

from infra.aws.hearing import events_heard
from shared.messaging.queue import MOST_ATTEMPTS

_FOURTEEN_DAYS_S = 14 * 24 * 3600
"""The longest SQS keeps anything: a dead letter has to outlive a long holiday."""


def queues(service: str, timeout_s: int) -> dict[str, Any]:
    """The queue of `service`, what fills it, and its places for what went wrong."""
    heard = events_heard(service)
    return {
        # AWS asks for six times the function's timeout, so that a throttled batch is not handed out twice.
        "Queue": _queue({"VisibilityTimeout": 6 * timeout_s, "RedrivePolicy": _to_dead_letters()}),
        "DeadLetters": _queue(),
        "RelayFailures": _queue(),
        **(_filled_by(heard) if heard else {}),
    }


def _filled_by(heard: Sequence[str]) -> dict[str, Any]:
    return {
        "Heard": _rule(heard),
        "Undelivered": _queue(),
        "QueueTakesEvents": _may_send("Queue"),
        "UndeliveredTakesEvents": _may_send("Undelivered"),
    }


def places_of_failure(waiting: dict[str, Any]) -> list[str]:
    """Of what `queues` made, those in which anything at all waits for a person."""
    return [name for name, one in waiting.items() if one["Type"] == "AWS::SQS::Queue" and name != "Queue"]


def _queue(properties: dict[str, Any] | None = None) -> dict[str, Any]:
    kept = {"MessageRetentionPeriod": _FOURTEEN_DAYS_S, "SqsManagedSseEnabled": True}
    # Kept when the stack goes: what waits here is an event that exists nowhere else any more.
    lasting = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    return {"Type": "AWS::SQS::Queue", **lasting, "Properties": {**kept, **(properties or {})}}


def _to_dead_letters() -> dict[str, Any]:
    return {"deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetters", "Arn"]}, "maxReceiveCount": MOST_ATTEMPTS}


def _rule(heard: Sequence[str]) -> dict[str, Any]:
    target = {
        "Id": "queue",
        "Arn": {"Fn::GetAtt": ["Queue", "Arn"]},
        # EventBridge tries for 24 hours and then drops what it could not deliver, unless told where to put it.
        "DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["Undelivered", "Arn"]}},
    }
    return {
        "Type": "AWS::Events::Rule",
        "Properties": {
            "EventBusName": {"Ref": "BusName"},
            "EventPattern": {"detail-type": list(heard)},
            "Targets": [target],
        },
    }


def _may_send(queue: str) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": {"Fn::GetAtt": [queue, "Arn"]},
        "Condition": {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["Heard", "Arn"]}}},
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": queue}], "PolicyDocument": policy}}
