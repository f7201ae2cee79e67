"""Time as a port: nothing in the services reads the system clock on its own."""

import threading
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
"""The time zone of every deadline, window and date on screen."""


class Clock(Protocol):
    """Tells the time, always aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """A clock somebody sets: a programme of two years is loaded, and tested, in its own order of time."""

    def __init__(self, start: datetime) -> None:
        self._lock = threading.Lock()
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def move_to(self, moment: datetime) -> None:
        """Set the time. Going back is refused: records would be older than what they follow from."""
        with self._lock:
            if moment < self._now:
                raise ValueError(
                    f"the clock stands at {self._now.isoformat()} and cannot go back to {moment.isoformat()}"
                )
            self._now = moment.astimezone(UTC)


def beijing_date(moment: datetime) -> date:
    """The calendar day of `moment` in China."""
    return moment.astimezone(BEIJING).date()
