"""The one SQLite file that holds every queue of the one-machine home, so that a bus fills several at once or none."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.ids import new_id
from shared.store.port import Unavailable

BUSY_SECONDS = 10.0

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    position INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL,
    visible_at REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, receipt TEXT UNIQUE, error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS next_message ON messages (queue, visible_at, position);
CREATE TABLE IF NOT EXISTS dead_letters (
    position INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL,
    attempts INTEGER NOT NULL, error TEXT NOT NULL, since REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS dead_of_queue ON dead_letters (queue, position);
"""

Arrival = Callable[[str], None]
"""Called with a queue's name after a message came into it, so that its worker need not poll."""


def _unheard(queue: str) -> None:
    """Nobody waits."""


class QueueFile:
    """The file. `now` is the machine's time in seconds: visibility and back-off are of the real world, whatever a
    demonstration's clock says.

    Safe to use from many threads, and beside another process (a redrive command).
    """

    def __init__(
        self,
        path: Path | str,
        *,
        arrived: Arrival = _unheard,
        now: Callable[[], float] = time.time,
        synchronous: str = "FULL",
    ) -> None:
        self.path = str(path)
        self.now = now
        self._arrived = arrived
        self._synchronous = synchronous
        self._lock = threading.RLock()
        if self.path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        with self._explained():
            self._connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            # Without fullfsync a Mac answers before its disk has written.
            for setting in ("fullfsync = ON", "journal_mode = WAL", f"synchronous = {synchronous}"):
                self._connection.execute(f"PRAGMA {setting}").fetchall()
            self._connection.executescript(SCHEMA)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for a single statement that reads."""
        with self._lock, self._explained():
            yield self._connection

    @contextmanager
    def writing(self, *, repeatable: bool = False) -> Iterator[sqlite3.Connection]:
        """The connection within a transaction: all of it is on the disk afterwards, or none of it was done.

        What is `repeatable` does not wait for the disk: a loss of power may undo it, and doing it again does no harm.
        """
        with self._lock, self._explained():
            if repeatable:
                self._connection.execute("PRAGMA synchronous = NORMAL")
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                    self._connection.execute("COMMIT")
                finally:
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
            finally:
                if repeatable:
                    self._connection.execute(f"PRAGMA synchronous = {self._synchronous}")

    def put(self, messages: Iterable[tuple[str, str, float]]) -> None:
        """Put (queue, body, delay in seconds) into their queues, all of them or none."""
        rows = list(messages)
        if rows:
            with self.writing() as connection:
                self.insert(connection, rows)
            self.announce(queue for queue, _, _ in rows)

    def insert(self, connection: sqlite3.Connection, messages: Iterable[tuple[str, str, float]]) -> None:
        """Like `put`, within a transaction that does more; `announce` the queues after it."""
        now = self.now()
        connection.executemany(
            "INSERT INTO messages (queue, id, body, visible_at) VALUES (?, ?, ?, ?)",
            [(queue, new_id(), body, now + delay_s) for queue, body, delay_s in messages],
        )

    def announce(self, queues: Iterable[str]) -> None:
        """Say that something came into `queues`."""
        for queue in set(queues):
            self._arrived(queue)

    def release_all(self) -> int:
        """Make receivable what a process that is gone had in hand. Only for the start, before anybody receives."""
        with self.writing() as connection:
            held = "UPDATE messages SET visible_at = ?, receipt = NULL WHERE receipt IS NOT NULL AND visible_at > ?"
            return connection.execute(held, (self.now(), self.now())).rowcount

    def close(self) -> None:
        """Let go of the file. What was answered is in it."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise Unavailable(f"{self.path}: 消息队列文件无法读写 / the queues cannot be used: {error}") from error
