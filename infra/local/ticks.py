"""EventBridge's schedule expressions, in UTC: when one was last due, and when it is due next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

_UNITS = {"minute": 60, "hour": 3600, "day": 86400}
_MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAY_NAMES = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_WEEKDAYS = {name: number for number, name in enumerate(_WEEKDAY_NAMES, 1)}
_FURTHEST_DAYS = 366 * 8
"""A 29th of February is at most eight years away."""


class BadExpression(ValueError):
    """Not a schedule expression, or one this home does not know (L, W and #)."""


class Ticks(Protocol):
    """The moments of one schedule."""

    def latest(self, now: datetime) -> datetime | None:
        """The last moment up to `now`, itself included."""
        ...

    def following(self, now: datetime) -> datetime | None:
        """The first moment after `now`."""
        ...


def ticks_of(expression: str) -> Ticks:
    """Read `rate(5 minutes)` or `cron(0 2 * * ? *)`. Raises BadExpression."""
    kind, _, rest = expression.strip().partition("(")
    if kind not in ("rate", "cron") or not rest.endswith(")"):
        raise BadExpression(f"{expression!r} is neither rate(…) nor cron(…)")
    words = rest[:-1].split()
    return _rate(expression, words) if kind == "rate" else _cron(expression, words)


@dataclass(frozen=True)
class Rate:
    """Every so many seconds, counted from 1970 so that every start of the machine finds the same moments."""

    seconds: int

    def latest(self, now: datetime) -> datetime | None:
        """The last moment up to `now`."""
        return datetime.fromtimestamp(int(now.timestamp()) // self.seconds * self.seconds, UTC)

    def following(self, now: datetime) -> datetime | None:
        """The first moment after `now`."""
        latest = self.latest(now)
        return None if latest is None else latest + timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class Cron:
    """The minutes of the days that fit."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    fits: Callable[[date], bool]

    def latest(self, now: datetime) -> datetime | None:
        """The last moment up to `now`."""
        return self._search(now.astimezone(UTC), -1, lambda moment, to: moment <= to)

    def following(self, now: datetime) -> datetime | None:
        """The first moment after `now`."""
        return self._search(now.astimezone(UTC), 1, lambda moment, to: moment > to)

    def _search(self, now: datetime, step: int, wanted: Callable[[datetime, datetime], bool]) -> datetime | None:
        for days in range(_FURTHEST_DAYS):
            day = now.date() + timedelta(days=days * step)
            if not self.fits(day):
                continue
            moments = [
                datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
                for hour in self.hours
                for minute in self.minutes
            ]
            found = [moment for moment in moments if wanted(moment, now)]
            if found:
                return max(found) if step < 0 else min(found)
        return None


def _rate(expression: str, words: list[str]) -> Ticks:
    if len(words) != 2 or not words[0].isdigit() or int(words[0]) < 1 or words[1].removesuffix("s") not in _UNITS:
        raise BadExpression(f"{expression!r}: rate(<whole number> minutes|hours|days)")
    return Rate(int(words[0]) * _UNITS[words[1].removesuffix("s")])


def _cron(expression: str, words: list[str]) -> Ticks:
    if len(words) != 6:
        raise BadExpression(f"{expression!r}: cron(minutes hours day-of-month month day-of-week year)")
    try:
        minutes, hours = _numbers(words[0], 0, 59), _numbers(words[1], 0, 23)
        days, months = _numbers(words[2], 1, 31), _numbers(words[3], 1, 12, _MONTHS)
        weekdays, years = _numbers(words[4], 1, 7, _WEEKDAYS), _numbers(words[5], 1970, 2199)
    except ValueError as error:
        raise BadExpression(f"{expression!r}: {error}") from None

    def fits(day: date) -> bool:
        # isoweekday counts Monday as 1, EventBridge Sunday.
        return day.day in days and day.month in months and day.isoweekday() % 7 + 1 in weekdays and day.year in years

    return Cron(minutes, hours, fits)


def _numbers(field: str, low: int, high: int, names: dict[str, int] | None = None) -> tuple[int, ...]:
    """The numbers a field names, in order. Raises ValueError."""
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step = part.partition("/")
        if span in ("*", "?"):
            first, last = low, high
        else:
            start, dash, end = span.partition("-")
            first = _number(start, names)
            last = _number(end, names) if dash else (high if slash else first)
        if not low <= first <= last <= high:
            raise ValueError(f"{part} is not within {low}-{high}")
        found.update(range(first, last + 1, int(step) if slash else 1))
    return tuple(sorted(found))


def _number(text: str, names: dict[str, int] | None) -> int:
    return names[text] if names and text in names else int(text)
