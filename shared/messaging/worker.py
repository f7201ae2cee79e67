"""What Lambda does for a queue on AWS, done on one machine: receive, call the function, delete or give back."""

from collections.abc import Callable, Sequence
from typing import Any

from shared.messaging.consumer import noting_failures
from shared.messaging.queue import MOST_AT_ONCE, Message, Queue, pause_before

VISIBILITY_S = 300.0
"""Longer than any function here takes over ten messages. What a killed worker held comes back after it."""

Function = Callable[[dict[str, Any], Any], Any]


def work_off(
    queue: Queue,
    function: Function,
    *,
    context: Any = None,
    most: int = MOST_AT_ONCE,
    visibility_s: float = VISIBILITY_S,
    pause: Callable[[int], float] = pause_before,
) -> int:
    """Hand one batch of `queue` to `function` (an `on_message` handler). Answers how many messages were received.

    Those the function did not report as failed are deleted; the others come back after `pause(attempts)` seconds.
    """
    messages = queue.receive(most, visibility_s)
    if messages:
        with noting_failures() as notes:
            answer = function(sqs_event(messages, "local"), context)
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        for message in messages:
            if message.id in failed:
                queue.retry_later(message.receipt, pause(message.attempts), notes.get(message.id, ""))
            else:
                queue.delete(message.receipt)
    return len(messages)


def sqs_event(messages: Sequence[Message], queue_name: str) -> dict[str, Any]:
    """The event Lambda would call a function with for `messages`."""
    return {
        "Records": [
            {
                "messageId": message.id,
                "receiptHandle": message.receipt,
                "body": message.body,
                "attributes": {"ApproximateReceiveCount": str(message.attempts)},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:local:000000000000:{queue_name}",
                "awsRegion": "local",
            }
            for message in messages
        ]
    }
