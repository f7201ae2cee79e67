"""What a service does with a batch of messages from its queue: the function behind `on_message`, in both homes."""

import json
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shared.events.envelope import Envelope, UnknownEvent
from shared.log import log, request_context

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

    from shared.service import Service

ROOT = Path(__file__).parents[2]

_notes: ContextVar[dict[str, str] | None] = ContextVar("failure_notes", default=None)


class Unreadable(Exception):
    """A message that holds no envelope."""


def consume(service: "Service", sqs_event: dict[str, Any], context: Any) -> dict[str, Any]:
    """React to each message of an SQS event and answer which failed, in SQS's form; only those come again."""
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType

    def hear(record: "SQSRecord") -> None:
        try:
            _hear(service, str(record.body))
        except Exception as error:
            note = where_it_failed(error)
            log(service.name).warning("message failed", extra={"message_id": record.message_id, "error": note})
            if (notes := _notes.get()) is not None:
                notes[record.message_id] = note
            raise

    # One per invocation: a processor keeps the failures of its batch. Wholly failed batches are answered like others.
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    with processor(records=sqs_event["Records"], handler=hear, lambda_context=context):
        processor.process()
    return dict(processor.response())


@contextmanager
def noting_failures() -> Iterator[dict[str, str]]:
    """Collect, by message id, why messages failed inside: Lambda's answer has no place for it, dead letters do."""
    notes: dict[str, str] = {}
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def envelope_in(body: str) -> Envelope:
    """The envelope in a message: bare from the one-machine bus, within `detail` from EventBridge. Raises Unreadable."""
    try:
        told = json.loads(body)
        if isinstance(told, dict) and "detail-type" in told:
            told = told.get("detail")
        return Envelope.model_validate(told)
    except (ValueError, RecursionError, ValidationError):
        # Not chained: what is quoted in there may be personal.
        raise Unreadable("the message holds no envelope") from None


def where_it_failed(error: BaseException) -> str:
    """What a log or a dead letter may say of `error`: its type and our last line on its way, never its text."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(str(ROOT))]
    inner = [frame for frame in ours if "site-packages" not in frame.filename]
    if not inner:
        return type(error).__name__
    return f"{type(error).__name__} at {Path(inner[-1].filename).relative_to(ROOT)}:{inner[-1].lineno}"


def _hear(service: "Service", body: str) -> None:
    envelope = envelope_in(body)
    with request_context(service.name, envelope.correlation_id):
        if envelope.type not in service.reactions:
            raise UnknownEvent(f"{service.name} does not react to {envelope.type}")
        try:
            service.hear(envelope)
        except Exception:
            log(service.name).warning("event failed", extra={"event_id": envelope.id, "event_type": envelope.type})
            raise
