"""What a bus promises in both homes."""

from datetime import UTC, datetime

from shared.events.envelope import Envelope
from shared.messaging.consumer import envelope_in

SUBSCRIPTIONS = {"Planted": ["garden", "kitchen"], "Cooked": ["kitchen"]}


def envelope(number: int, type: str = "Planted", text: str = "示例") -> Envelope:
    return Envelope(
        id=f"event-{number}",
        type=type,
        time=datetime(2026, 3, 1, 8, 30, 15, 250000, tzinfo=UTC),
        producer="greenhouse",
        subject=f"Plant/{number}",
        subject_version=number + 1,
        correlation_id="correlation",
        causation_id="causation",
        data={"text": text},
    )


def heard(queue):
    envelopes = []
    while messages := queue.receive():
        envelopes += [envelope_in(message.body) for message in messages]
    return sorted(envelopes, key=lambda envelope: int(envelope.id.rpartition("-")[2]))


def test_event_reaches_every_queue_that_listens_for_its_type(home):
    bus, queues = home.bus(SUBSCRIPTIONS)
    assert bus.publish([envelope(1), envelope(2, "Cooked")]) == []
    assert heard(queues["garden"]) == [envelope(1)]
    assert heard(queues["kitchen"]) == [envelope(1), envelope(2, "Cooked")]


def test_event_nobody_listens_for_is_taken_and_goes_nowhere(home):
    bus, queues = home.bus(SUBSCRIPTIONS)
    assert bus.publish([envelope(1, "Rained")]) == []
    assert heard(queues["garden"]) == heard(queues["kitchen"]) == []


def test_nothing_to_publish_is_published(home):
    bus, _ = home.bus(SUBSCRIPTIONS)
    assert bus.publish([]) == []


def test_more_than_one_call_holds_all_arrive(home):
    bus, queues = home.bus(SUBSCRIPTIONS)
    told = [envelope(number) for number in range(37)]
    assert bus.publish(told) == []
    assert heard(queues["garden"]) == told


def test_large_events_all_arrive(home):
    bus, queues = home.bus(SUBSCRIPTIONS)
    told = [envelope(number, text="技" * 30_000) for number in range(6)]
    assert bus.publish(told) == []
    assert heard(queues["garden"]) == told
