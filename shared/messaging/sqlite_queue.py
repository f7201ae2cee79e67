"""The Queue port on one machine: rows with a time from which they may be received."""

from datetime import UTC, datetime

from shared.messaging.queue import (
    LONGEST_VISIBILITY_S,
    MOST_AT_ONCE,
    MOST_ATTEMPTS,
    DeadLetter,
    Depth,
    Message,
    check_delay,
    check_receive,
    check_send,
)
from shared.messaging.queue_file import QueueFile

WAITS = "SELECT 1 FROM messages WHERE queue = ? AND visible_at <= ? LIMIT 1"

TAKE = """
UPDATE messages SET attempts = attempts + 1, visible_at = ?, receipt = lower(hex(randomblob(16)))
WHERE position IN (
    SELECT position FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, position LIMIT ?
)
RETURNING position, id, receipt, body, attempts
"""

# A worker that died with its last attempt in hand left no error: it may itself be what the message does to a worker.
BURY = """
INSERT INTO dead_letters (queue, id, body, attempts, error, since)
SELECT queue, id, body, attempts, CASE WHEN error = '' THEN 'the worker stopped' ELSE error END, ? FROM messages
"""
OF_QUEUE = "WHERE queue = ? AND visible_at <= ? AND attempts >= ?"
OF_RECEIPT = "WHERE receipt = ? AND queue = ? AND attempts >= ?"


class SqliteQueue:
    """One named queue in the file. Its methods: `shared.messaging.queue.Queue`."""

    def __init__(self, file: QueueFile, name: str, most_attempts: int = MOST_ATTEMPTS) -> None:
        self.name = name
        self._file = file
        self._most_attempts = most_attempts

    def send(self, body: str, delay_s: float = 0) -> None:
        """Put a message in; see the port."""
        check_send(body, delay_s)
        self._file.put([(self.name, body, delay_s)])

    def receive(self, most: int = MOST_AT_ONCE, visibility_s: float = 60) -> list[Message]:
        """Take up to `most` messages, those that became receivable first; see the port."""
        check_receive(most, visibility_s)
        now = self._file.now()
        # Looking first costs no write lock and no wait for the disk, and mostly there is nothing.
        with self._file.reading() as connection:
            if not connection.execute(WAITS, (self.name, now)).fetchall():
                return []
        # Undone by a loss of power, the messages are there again: at least once is all a queue promises.
        with self._file.writing(repeatable=True) as connection:
            spent = (self.name, now, self._most_attempts)
            connection.execute(f"{BURY} {OF_QUEUE}", (now, *spent))
            connection.execute(f"DELETE FROM messages {OF_QUEUE}", spent)  # noqa: S608 - fixed text
            taken = connection.execute(TAKE, (now + visibility_s, self.name, now, most)).fetchall()
        return [Message(*row[1:]) for row in sorted(taken)]

    def delete(self, receipt: str) -> None:
        """Remove a message for good; see the port."""
        with self._file.writing(repeatable=True) as connection:
            connection.execute("DELETE FROM messages WHERE receipt = ? AND queue = ?", (receipt, self.name))

    def retry_later(self, receipt: str, delay_s: float, error: str = "") -> None:
        """Give a message back with what went wrong; see the port."""
        check_delay(delay_s, LONGEST_VISIBILITY_S)
        now = self._file.now()
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE messages SET visible_at = ?, error = ? WHERE receipt = ? AND queue = ?",
                (now + delay_s, error, receipt, self.name),
            )
            spent = (receipt, self.name, self._most_attempts)
            connection.execute(f"{BURY} {OF_RECEIPT}", (now, *spent))
            connection.execute(f"DELETE FROM messages {OF_RECEIPT}", spent)  # noqa: S608 - fixed text
            connection.execute("UPDATE messages SET receipt = NULL WHERE receipt = ? AND queue = ?", spent[:2])

    def dead(self, limit: int = 100) -> list[DeadLetter]:
        """The oldest dead letters; see the port."""
        with self._file.reading() as connection:
            rows = connection.execute(
                "SELECT id, body, attempts, error, since FROM dead_letters WHERE queue = ? ORDER BY position LIMIT ?",
                (self.name, limit),
            ).fetchall()
        return [
            DeadLetter(id, body, attempts, error, datetime.fromtimestamp(since, UTC))
            for id, body, attempts, error, since in rows
        ]

    def redrive(self, limit: int = 100) -> int:
        """Put the oldest dead letters back; see the port."""
        with self._file.writing() as connection:
            rows = connection.execute(
                "SELECT position, body FROM dead_letters WHERE queue = ? ORDER BY position LIMIT ?", (self.name, limit)
            ).fetchall()
            connection.executemany("DELETE FROM dead_letters WHERE position = ?", [(row[0],) for row in rows])
            self._file.insert(connection, [(self.name, body, 0.0) for _, body in rows])
        self._file.announce([self.name] if rows else [])
        return len(rows)

    def depth(self) -> Depth:
        """How much waits; exact here."""
        with self._file.reading() as connection:
            ((ready, later, dead),) = connection.execute(
                "SELECT count(*) FILTER (WHERE visible_at <= ?2), count(*) FILTER (WHERE visible_at > ?2),"
                " (SELECT count(*) FROM dead_letters WHERE queue = ?1) FROM messages WHERE queue = ?1",
                (self.name, self._file.now()),
            ).fetchall()
        return Depth(ready, later, dead)

    def seconds_to_next(self) -> float | None:
        """How long until a message can be received (0: now), None while there is none: a worker waits so long."""
        with self._file.reading() as connection:
            ((at,),) = connection.execute(
                "SELECT min(visible_at) FROM messages WHERE queue = ?", (self.name,)
            ).fetchall()
        return None if at is None else max(0.0, at - self._file.now())
