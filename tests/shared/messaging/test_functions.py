"""The functions of a service that no person calls."""

import sys
from datetime import UTC, datetime, timedelta
from subprocess import run

import pytest

from shared.messaging.functions import schedule_function, scheduled_event
from shared.store.draft import drafted
from shared.store.dynamodb.items import transaction
from shared.store.port import Once
from tests.shared.messaging.conftest import NOW, told


def stream_event(*envelopes, name="INSERT"):
    """What the stream of a table shows of a commit that tells `envelopes`."""
    items = [item["Put"]["Item"] for item in transaction(drafted((), envelopes, None), "table", 2)]
    records = [
        {"eventName": name, "dynamodb": {"SequenceNumber": str(number), "NewImage": item}}
        for number, item in enumerate(items)
    ]
    return {"Records": records}


def test_handlers_are_named_as_chalice_will_look_them_up(service):
    schedule_names = [(source.name, source.handler_string) for source in service.app.event_sources]
    assert schedule_names == [("on_message", "app.on_message"), ("relay", "app.relay"), ("sweep", "app.sweep")]


def test_relay_publishes_what_the_stream_shows_and_forgets_it(service, store, bus):
    store.commit((), [told(1), told(2)])
    answer = service.app.handler_map["relay"](stream_event(told(1), told(2)), None)
    assert answer == {"batchItemFailures": []}
    assert bus.taken == [told(1), told(2)]
    assert store.waiting() == []


def test_relay_reports_what_the_bus_refused(service, store, bus):
    store.commit((), [told(1), told(2)])
    bus.refuses = {"event-2"}
    answer = service.app.handler_map["relay"](stream_event(told(1), told(2)), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert store.waiting() == [told(2)]


def test_relay_passes_over_what_is_no_new_outbox_item(service, bus):
    event = stream_event(told(1), name="REMOVE")
    event["Records"].append(
        {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "7", "NewImage": {"kind": {"S": "Bell"}}}}
    )
    assert service.app.handler_map["relay"](event, None) == {"batchItemFailures": []}
    assert bus.taken == []


def test_relay_reports_an_outbox_item_without_an_envelope(service, bus):
    event = stream_event(told(1), told(2))
    event["Records"][0]["dynamodb"]["NewImage"]["body"] = {"S": "{}"}
    assert service.app.handler_map["relay"](event, None) == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert bus.taken == [told(2)]


def test_sweep_tells_what_was_left_over_and_forgets_old_keys(service, store, bus, clock):
    store.commit((), [told(1)], Once("old", "", "", NOW + timedelta(hours=1)))
    sweep = service.app.handler_map["sweep"]
    sweep(scheduled_event(NOW), None)
    assert bus.taken == []
    clock.move_to(NOW + timedelta(hours=2))
    sweep(scheduled_event(clock.now()), None)
    assert bus.taken == [told(1)]
    assert store.earlier("old") is None


def declared(service, tick):
    service.every("rate(1 hour)", "chime", tick)
    return schedule_function(service, "chime")


def test_doubled_tick_does_nothing(service):
    ticks = []
    chime = declared(service, lambda called, at: ticks.append((called.name, at)))
    for moment in (NOW, NOW, NOW + timedelta(hours=1), NOW):
        chime(scheduled_event(moment), None)
    assert ticks == [("tower", NOW), ("tower", NOW + timedelta(hours=1))]


def test_tick_that_failed_is_done_when_it_comes_again(service):
    ticks = []

    def tick(called, at):
        ticks.append(at)
        if len(ticks) == 1:
            raise OSError("out of reach")

    chime = declared(service, tick)
    with pytest.raises(OSError, match="out of reach"):
        chime(scheduled_event(NOW), None)
    chime(scheduled_event(NOW), None)
    chime(scheduled_event(NOW), None)
    assert ticks == [NOW, NOW]


def test_tick_of_eventbridge_is_the_one_of_the_same_moment(service):
    ticks = []
    chime = declared(service, lambda called, at: ticks.append(at))
    chime({**scheduled_event(NOW), "time": "2026-03-01T08:00:00Z"}, None)
    chime(scheduled_event(NOW), None)
    assert ticks == [datetime(2026, 3, 1, 8, tzinfo=UTC)]


def test_schedule_not_declared_is_refused(service):
    with pytest.raises(KeyError):
        schedule_function(service, "nobody")


def test_import_of_the_functions_leaves_out_what_a_cold_start_would_pay_for():
    program = (
        "import sys, shared.messaging.functions as f; "
        "print(*(m for m in ('boto3', 'botocore', 'aws_lambda_powertools', 'cryptography', 'sqlite3') if m in sys.modules))"
    )
    done = run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
