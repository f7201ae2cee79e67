"""A queue worked off on one machine."""

import pytest

from shared.messaging.queue import LONGEST_PAUSE_S, MOST_ATTEMPTS, Depth, pause_before
from shared.messaging.queue_file import QueueFile
from shared.messaging.sqlite_queue import SqliteQueue
from shared.messaging.worker import work_off
from tests.shared.messaging.conftest import Bell, told


@pytest.fixture
def now():
    return [1_800_000_000.0]


@pytest.fixture
def queue(tmp_path, now):
    file = QueueFile(tmp_path / "queues.sqlite", now=lambda: now[0])
    yield SqliteQueue(file, "tower")
    file.close()


def test_worked_messages_are_gone(queue, service, store):
    queue.send(told(1).model_dump_json())
    queue.send(told(2).model_dump_json())
    assert work_off(queue, service.app.handler_map["on_message"]) == 2
    assert queue.depth() == Depth(0, 0, 0)
    assert store.get(Bell, "great").heard == 2


def test_failed_message_waits_longer_each_time_and_dies_with_its_error(queue, service, now):
    queue.send(told(1, "BellBroken").model_dump_json())
    waits = []
    while (seconds := queue.seconds_to_next()) is not None:
        waits.append(seconds)
        now[0] += seconds
        assert work_off(queue, service.app.handler_map["on_message"]) == 1
    assert waits == pytest.approx([0.0] + [pause_before(attempt) for attempt in range(1, MOST_ATTEMPTS)], abs=1e-3)
    assert waits == sorted(waits)
    (letter,) = queue.dead()
    assert letter.error.startswith("Crack at tests/shared/messaging/conftest.py:")
    assert letter.attempts == MOST_ATTEMPTS
    assert letter.since.timestamp() == pytest.approx(now[0])


def test_message_in_hand_of_a_killed_worker_comes_again(queue, service, store, now):
    queue.send(told(1).model_dump_json())

    def killed(event, context):
        service.app.handler_map["on_message"](event, context)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work_off(queue, killed, visibility_s=60)
    assert work_off(queue, service.app.handler_map["on_message"]) == 0
    now[0] += 61
    assert work_off(queue, service.app.handler_map["on_message"]) == 1
    assert store.get(Bell, "great").heard == 1


def test_pause_grows_up_to_its_limit():
    pauses = [pause_before(attempt) for attempt in range(1, 30)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (0.2, 300.0)


def test_message_outlives_ten_minutes_of_failure():
    pauses = [pause_before(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert 10 * 60 <= sum(pauses) <= 20 * 60
    assert pauses[-1] == LONGEST_PAUSE_S
