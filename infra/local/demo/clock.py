"""The clock of a demonstration: set to the past while the programme's two years are loaded, the real one ever after."""

import threading
from datetime import UTC, datetime, timedelta

from shared.clock import Clock


class DemonstrationClock:
    """Runs as `real` does, and behind it from `begin_at` to `release`. Once it has begun it never goes back."""

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._lock = threading.Lock()
        self._behind = timedelta()
        self._told = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """The time."""
        with self._lock:
            self._told = max(self._told, self._real.now() - self._behind)
            return self._told

    def begin_at(self, moment: datetime) -> None:
        """Run from `moment`, for a loading whose records so far are all older than that."""
        with self._lock:
            self._told = moment.astimezone(UTC)
            self._behind = self._real.now() - self._told

    def move_to(self, moment: datetime) -> None:
        """Go on from `moment`, unless it is later than that already."""
        with self._lock:
            self._told = max(self._told, self._real.now() - self._behind, moment.astimezone(UTC))
            self._behind = self._real.now() - self._told

    def release(self) -> None:
        """Be the real clock again."""
        with self._lock:
            self._behind = timedelta()
