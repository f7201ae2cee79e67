"""Commits of many threads, made durable together: those that come while the disk is written to share the next write.

The thread that finds nobody at it leads: it carries out whatever waits in one transaction, syncs it once, and only then
is anybody in it answered. Whoever came meanwhile is led by the first of them. A lone commit waits for nobody.
"""

import sqlite3
import threading
from collections.abc import Sequence

from shared.store.draft import Draft
from shared.store.port import AnswerLost, Once, StoreError
from shared.store.sqlite.apply import applied, apply_together
from shared.store.sqlite.file import SqliteFile

MOST_TOGETHER = 16
"""Commits of one transaction: within SQLite's limit of values even where each holds as much as it may."""


class _Place:
    """One thread's commit among those that wait."""

    __slots__ = ("done", "draft", "earlier", "error", "turn")

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.earlier: Once | None = None
        self.error: Exception | None = None
        self.done = False
        self.turn = threading.Event()


class Commits:
    """The commits of one file."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._waiting: list[_Place] = []
        self._led = False

    def commit(self, draft: Draft) -> Once | None:
        """Carry out `draft` durably; see the port. Answers when it is on the disk, or raises."""
        place = _Place(draft)
        with self._lock:
            self._waiting.append(place)
            others_lead, self._led = self._led, True
        if others_lead:
            self._wait(place)
        if not place.done:
            self._lead()
        if place.error is not None:
            raise place.error
        return place.earlier

    def _wait(self, place: _Place) -> None:
        try:
            place.turn.wait()
        except BaseException:
            # Who is interrupted may be the one that is to lead the others.
            place.turn.wait()
            if not place.done:
                self._lead()
            raise

    def _lead(self) -> None:
        """Carry out what waits, oneself among the first of it, and let the next one lead."""
        with self._lock:
            batch, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
        try:
            self._carry_out(batch)
        except StoreError as error:
            _refuse(batch, type(error), str(error))
        except BaseException:
            _refuse(batch, AnswerLost, f"{self._file.path}: 写入被中断 / writing was interrupted")
            raise
        finally:
            self._hand_over(batch)

    def _hand_over(self, batch: Sequence[_Place]) -> None:
        with self._lock:
            following = self._waiting[:1]
            self._led = bool(following)
        for place in batch:
            place.done = True
        # The next one first: while the disk writes for it, these are answered.
        for place in [*following, *batch]:
            place.turn.set()

    def _carry_out(self, batch: Sequence[_Place]) -> None:
        with self._file.writing() as connection:
            if not _all_fit(connection, batch):
                # Somebody came first for one of them: undo all, and see one by one for which.
                connection.execute("ROLLBACK")
                connection.execute("BEGIN IMMEDIATE")
                for place in batch:
                    _apply_alone(connection, place)
            self._file.finish(connection)


def _all_fit(connection: sqlite3.Connection, batch: Sequence[_Place]) -> bool:
    try:
        return apply_together(connection, [place.draft for place in batch])
    except (ValueError, OverflowError):
        # Something in one of them is no value for a database: it alone is to be told so.
        return False


def _refuse(batch: Sequence[_Place], error: type[StoreError], says: str) -> None:
    # Each gets one of its own: an exception that several threads raise would tell the places of all.
    for place in batch:
        place.error = place.error or error(says)


def _apply_alone(connection: sqlite3.Connection, place: _Place) -> None:
    """One of several commits of a transaction: what refuses it leaves the others as they are."""
    connection.execute("SAVEPOINT one")
    try:
        place.earlier = applied(connection, place.draft)
    except sqlite3.Error:
        raise
    except Exception as error:  # noqa: BLE001 - it belongs to whoever waits for this one
        place.error = error
        connection.execute("ROLLBACK TO one")
    connection.execute("RELEASE one")
