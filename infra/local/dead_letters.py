"""Messages that were given up after all their attempts: seen, and put back. Works beside a running Tepai."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local import CannotStart
from infra.local.folder import Folder, explained
from infra.local.services import SERVICES
from shared.messaging.consumer import Unreadable, envelope_in
from shared.messaging.queue_file import QueueFile
from shared.messaging.sqlite_queue import SqliteQueue

_AT_ONCE = 100


def list_dead(data_dir: str) -> int:
    """Print what each dead letter is about and why it was given up; never what is in it, which may be personal."""
    with _queues(data_dir, SERVICES) as queues:
        for queue in queues:
            for letter in queue.dead():
                since = letter.since.isoformat(timespec="seconds") if letter.since else ""
                print(f"{queue.name}  {since}  {_about(letter.body)}  {letter.attempts}x  {letter.error}")
            print(f"{queue.name}: {queue.depth().dead} 条死信 / dead letters")
    return 0


def redrive(data_dir: str, service: str = "") -> int:
    """Put the dead letters of `service`, or of all, back into their queues. Raises CannotStart for an unknown name."""
    if service and service not in SERVICES:
        raise CannotStart(f"没有名为 {service} 的服务。 / There is no service {service}: {', '.join(SERVICES)}.")
    with _queues(data_dir, (service,) if service else SERVICES) as queues:
        for queue in queues:
            # As many as there are now: one that fails again meanwhile is not chased round and round.
            left = queue.depth().dead
            done = 0
            while left > 0 and (some := queue.redrive(min(_AT_ONCE, left))):
                left -= some
                done += some
            print(f"{queue.name}: {done} 条已重投 / put back")
    return 0


def _about(body: str) -> str:
    try:
        envelope = envelope_in(body)
    except Unreadable:
        return "unreadable"
    return f"{envelope.type} {envelope.subject} {envelope.id}"


@contextmanager
def _queues(data_dir: str, names: tuple[str, ...]) -> Iterator[list[SqliteQueue]]:
    path = Folder(Path(data_dir)).queues
    if not path.is_file():
        raise CannotStart(f"{path} 不存在：请检查 DATA_DIR。 / {path} does not exist: check DATA_DIR.")
    with explained(path):
        file = QueueFile(path)
    try:
        yield [SqliteQueue(file, name) for name in names]
    finally:
        file.close()
