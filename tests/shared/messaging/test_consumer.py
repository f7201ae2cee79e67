"""What a service does with messages of its queue."""

import io
import json
import logging
from types import SimpleNamespace

import pytest

from shared.log import log
from shared.messaging.consumer import Unreadable, consume, envelope_in, noting_failures, where_it_failed
from shared.messaging.queue import Message
from shared.messaging.worker import sqs_event
from tests.shared.messaging.conftest import Bell, told


def batch(*bodies):
    return sqs_event([Message(f"message-{n}", f"receipt-{n}", body, 1) for n, body in enumerate(bodies)], "tower")


def from_eventbridge(envelope):
    return json.dumps({"version": "0", "detail-type": envelope.type, "detail": json.loads(envelope.model_dump_json())})


def failed(answer):
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_message_takes_effect(service, store):
    assert consume(service, batch(told(1).model_dump_json()), None) == {"batchItemFailures": []}
    assert store.get(Bell, "great").heard == 1


def test_message_in_eventbridge_form_takes_the_same_effect(service, store):
    assert envelope_in(from_eventbridge(told(1))) == envelope_in(told(1).model_dump_json()) == told(1)
    assert failed(consume(service, batch(from_eventbridge(told(1))), None)) == []
    assert store.get(Bell, "great").heard == 1


def test_repeated_event_takes_effect_once(service, store):
    bare, wrapped = told(1).model_dump_json(), from_eventbridge(told(1))
    assert failed(consume(service, batch(bare, wrapped, bare), None)) == []
    assert failed(consume(service, batch(bare), None)) == []
    assert store.get(Bell, "great").heard == 1


def test_failing_message_does_not_hold_up_the_others(service, store):
    answer = consume(
        service, batch(told(1, "BellBroken").model_dump_json(), told(2).model_dump_json(), "no envelope"), None
    )
    assert failed(answer) == ["message-0", "message-2"]
    assert store.get(Bell, "great").heard == 1


def test_wholly_failed_batch_is_answered_like_others(service):
    assert failed(consume(service, batch("{", told(1, "BellBroken").model_dump_json()), None)) == [
        "message-0",
        "message-1",
    ]


def test_failures_of_one_batch_are_not_those_of_the_next(service):
    consume(service, batch("{"), None)
    assert failed(consume(service, batch(told(1).model_dump_json()), None)) == []


@pytest.fixture
def written_logs():
    """What the service's logger writes, through the handler and formatter it has."""
    written = io.StringIO()
    (handler,) = log("tower").handlers
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "[]", "7", "{}", '{"detail-type": "BellRung"}', '{"detail-type": "x", "detail": []}', "[" * 9999],
)
def test_message_without_an_envelope_fails(service, body):
    with pytest.raises(Unreadable):
        envelope_in(body)
    assert failed(consume(service, batch(body), None)) == ["message-0"]


def test_event_of_another_type_fails_and_so_ends_among_the_dead(service):
    assert failed(consume(service, batch(told(1, "BellSold").model_dump_json()), None)) == ["message-0"]


def test_event_with_data_not_of_its_type_fails(service):
    assert failed(consume(service, batch(told(1, how_often="loud").model_dump_json()), None)) == ["message-0"]


def test_logs_and_notes_of_failures_hold_no_personal_data(service, written_logs):
    poison = told(1, "BellBroken").model_dump_json()
    wrong = told(2, how_often="王五").model_dump_json()
    with noting_failures() as notes:
        consume(service, batch(poison, wrong, '{"name": "李四"}'), None)
    written = written_logs.getvalue()
    assert "event-1" in written
    assert "BellBroken" in written
    for name in ("张三", "13800138000", "李四", "王五"):
        assert name not in written + json.dumps(notes, ensure_ascii=False)
        assert json.dumps(name)[1:-1] not in written + json.dumps(notes)


def test_note_of_a_failure_says_what_and_where(service):
    with noting_failures() as notes:
        consume(service, batch(told(1, "BellBroken").model_dump_json()), None)
    assert notes["message-0"].startswith("Crack at tests/shared/messaging/conftest.py:")


def test_error_raised_nowhere_of_ours_is_named(service):
    assert where_it_failed(KeyError("王五")) == "KeyError"


def test_function_called_as_lambda_calls_it_answers_the_same(service, store):
    function = service.app.handler_map["on_message"]
    context = SimpleNamespace(aws_request_id="1", function_name="on_message")
    assert function(batch(told(1).model_dump_json(), "{"), context) == {
        "batchItemFailures": [{"itemIdentifier": "message-1"}]
    }
    assert store.get(Bell, "great").heard == 1
