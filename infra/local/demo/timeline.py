"""When what happens in the programme: its dates follow from the day it was loaded, two years of it are over then."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared.clock import BEIJING

MONTHS_AGO = 24
"""The scheme was published so long ago; its dispatches began two months later and are for 24, so they still last."""

_MORNING, _WORK_MINUTES = time(8, 40), 8 * 60
_SATURDAY = 5


@dataclass(frozen=True)
class Timeline:
    """Days of the programme are counted from the day its scheme was published. All in working hours of China."""

    loaded: date
    """The day the loading began."""

    @property
    def published(self) -> date:
        """The first day."""
        months = self.loaded.year * 12 + self.loaded.month - 1 - MONTHS_AGO
        return date(months // 12, months % 12 + 1, min(self.loaded.day, 28))

    @property
    def last(self) -> int:
        """The day of the loading."""
        return (self.loaded - self.published).days

    def at(self, day: int, part: float = 0.0) -> datetime:
        """A moment of that day or, where it falls on a weekend, of the Friday before; `part` of 0 to 1 of its hours."""
        wanted = self.published + timedelta(days=day)
        wanted -= timedelta(days=max(0, wanted.weekday() - _SATURDAY + 1))
        return datetime.combine(wanted, _MORNING, BEIJING) + timedelta(minutes=part * _WORK_MINUTES)

    def within(self, first: int, last: int, place: int, of: int) -> datetime:
        """The moment of one of several things that are spread evenly over the days from `first` to `last`."""
        through = place * (last - first) / max(1, of)
        return self.at(first + int(through), through % 1)


def evening(moment: datetime) -> datetime:
    """After the last hour of that day in which anything of the programme happens."""
    return datetime.combine(moment.astimezone(BEIJING).date(), time(18, 0), BEIJING)
