"""What the file of the queues stands: many workers, kill -9, a restart, a bad place."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter

import pytest

from shared.messaging.local_bus import LocalBus, subscriptions
from shared.messaging.queue import Depth
from shared.messaging.queue_file import QueueFile
from shared.messaging.sqlite_queue import SqliteQueue
from shared.store.port import Unavailable
from tests.shared.messaging.conftest import told


@pytest.fixture
def file(tmp_path):
    file = QueueFile(tmp_path / "queues.sqlite")
    yield file
    file.close()


def test_workers_at_once_never_share_a_message(file):
    queue = SqliteQueue(file, "tower")
    for number in range(200):
        queue.send(str(number))
    seen: list[str] = []

    def work():
        while messages := queue.receive(3):
            seen.extend(message.body for message in messages)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(seen) == Counter(str(number) for number in range(200))


def test_processes_at_once_never_share_a_message(file, tmp_path):
    queue = SqliteQueue(file, "tower")
    for number in range(60):
        queue.send(str(number))
    program = (
        "import sys; from shared.messaging.queue_file import QueueFile; from shared.messaging.sqlite_queue import SqliteQueue\n"
        "queue = SqliteQueue(QueueFile(sys.argv[1]), 'tower')\n"
        "while messages := queue.receive(2): print(*(message.body for message in messages), sep='\\n')\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "queues.sqlite")]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    seen = [line for worker in workers for line in worker.communicate()[0].split()]
    assert Counter(seen) == Counter(str(number) for number in range(60))


def test_what_was_answered_survives_kill_9(tmp_path):
    program = (
        "import sys; from shared.messaging.queue_file import QueueFile; from shared.messaging.sqlite_queue import SqliteQueue\n"
        "queue = SqliteQueue(QueueFile(sys.argv[1]), 'tower')\n"
        "for number in range(10**6): queue.send(str(number)); print(number, flush=True)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "queues.sqlite")]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    answered = [int(worker.stdout.readline()) for _ in range(50)]
    os.kill(worker.pid, signal.SIGKILL)
    answered += [int(line) for line in worker.communicate()[0].splitlines() if line]
    file = QueueFile(tmp_path / "queues.sqlite")
    queue, found = SqliteQueue(file, "tower"), []
    while messages := queue.receive():
        found += [int(message.body) for message in messages]
    file.close()
    assert set(answered) <= set(found)
    assert len(found) == len(set(found))


def test_queue_is_as_it_was_after_a_restart(tmp_path):
    file = QueueFile(tmp_path / "queues.sqlite")
    queue = SqliteQueue(file, "tower", most_attempts=1)
    for body in ("ready", "later", "poison"):
        queue.send(body, delay_s=500 if body == "later" else 0)
    poison = next(message for message in queue.receive() if message.body == "poison")
    queue.retry_later(poison.receipt, 0, "does not fit")
    file.close()
    file = QueueFile(tmp_path / "queues.sqlite")
    queue = SqliteQueue(file, "tower")
    assert queue.depth() == Depth(0, 2, 1)
    assert [(letter.body, letter.error) for letter in queue.dead()] == [("poison", "does not fit")]
    # What the process that is gone had in hand is free again; what was delayed stays delayed.
    assert file.release_all() == 1
    assert [message.body for message in queue.receive()] == ["ready"]
    file.close()


def test_arrivals_are_announced(tmp_path):
    arrived: list[str] = []
    file = QueueFile(tmp_path / "queues.sqlite", arrived=arrived.append)
    SqliteQueue(file, "tower").send("x")
    LocalBus(file, {"BellRung": ["bells", "ringers"]}).publish([told(1), told(2)])
    assert arrived[0] == "tower"
    assert sorted(arrived[1:]) == ["bells", "ringers"]
    file.close()


def test_publish_fills_all_queues_or_none(tmp_path):
    file = QueueFile(tmp_path / "queues.sqlite")
    bus = LocalBus(file, {"BellRung": ["bells", "ringers"]})
    with file.writing() as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON messages WHEN NEW.queue = 'ringers' BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    assert bus.publish([told(1), told(2)]) == ["event-1", "event-2"]
    assert SqliteQueue(file, "bells").depth() == Depth(0, 0, 0)
    with file.writing() as connection:
        connection.execute("DROP TRIGGER full")
    assert bus.publish([told(1), told(2)]) == []
    assert SqliteQueue(file, "bells").depth() == SqliteQueue(file, "ringers").depth() == Depth(2, 0, 0)
    file.close()


def test_subscriptions_are_what_services_react_to(service):
    assert subscriptions([service]) == {"BellRung": ["tower"], "BellBroken": ["tower"]}


def test_stale_receipt_changes_nothing(file):
    now = [file.now()]
    file.now = lambda: now[0]
    queue = SqliteQueue(file, "tower")
    queue.send("x")
    (first,) = queue.receive(visibility_s=1)
    now[0] += 2
    (second,) = queue.receive(visibility_s=60)
    queue.delete(first.receipt)
    queue.retry_later(first.receipt, 0)
    assert queue.depth() == Depth(0, 1, 0)
    queue.delete(second.receipt)
    assert queue.depth() == Depth(0, 0, 0)


def test_file_that_is_no_database_says_so(tmp_path):
    place = tmp_path / "queues.sqlite"
    place.write_text("this is a letter, not a database, and it is long enough to be looked at" * 20)
    with pytest.raises(Unavailable, match=str(place)):
        QueueFile(place)
