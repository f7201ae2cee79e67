"""How many messages one number or address may be sent: natural windows in China's time, counted when submitted.

Source: domain.md "SMS in China" (codes 1 a minute, 5 an hour, 10 a day; notices 50 a day per number and template).

Anybody may have a code sent to anybody's number. So that strangers cannot use up what its owner needs to sign in, a
part of the hour and of the day is kept for requests from a browser that signed in to this number before (`trusted`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from pydantic import BaseModel, ConfigDict

from shared.clock import BEIJING, beijing_date
from shared.ids import derived_id
from shared.store.record import Record


@dataclass(frozen=True)
class Window:
    """At most `most` in each natural `name` (minute, hour or day), of which `most_untrusted` not trusted."""

    name: str
    most: int
    most_untrusted: int

    def begins(self, moment: datetime) -> datetime:
        """When the window that `moment` is in began."""
        local = moment.astimezone(BEIJING)
        minute = local.minute if self.name == "minute" else 0
        hour = 0 if self.name == "day" else local.hour
        return local.replace(hour=hour, minute=minute, second=0, microsecond=0)


CODE_WINDOWS = (Window("minute", 1, 1), Window("hour", 5, 3), Window("day", 10, 6))
NOTICE_WINDOWS = (Window("day", 50, 50),)


class Submission(BaseModel):
    """One message handed to a provider."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    message: str
    at: datetime
    trusted: bool = False


class Submitted(Record):
    """What was submitted to one number, of one kind, on one day in China; the hours and minutes lie within the day.

    Its id derives from a keyed hash of the number, so that it tells nobody the number. It ends with its day, `until`.
    """

    submissions: tuple[Submission, ...] = ()
    until: datetime

    @property
    def keep_until(self) -> datetime:
        return self.until

    @staticmethod
    def id_of(number: str, kind: str, at: datetime) -> str:
        """The id of the counts a moment falls into. `number` is a keyed hash."""
        return derived_id("submitted", number, kind, beijing_date(at).isoformat())

    def others(self, message: str) -> tuple[Submission, ...]:
        """What was submitted besides `message`."""
        return tuple(each for each in self.submissions if each.message != message)

    def with_one(self, submission: Submission) -> "Submitted":
        """With one more. A message submitted again counts at its latest time alone.

        It is submitted again only where its provider certainly did not take it, or knows it for the same; and the
        windows it leaves are over, as time goes on.
        """
        return self.changed(submissions=(*self.others(submission.message), submission))


def full_window(
    windows: Iterable[Window], submissions: Iterable[Submission], at: datetime, trusted: bool
) -> Window | None:
    """The first of `windows` in which nothing more may be submitted at `at`, or None when one more may."""
    before = tuple(submissions)
    for window in windows:
        begins = window.begins(at)
        inside = [each for each in before if window.begins(each.at) == begins]
        untrusted = sum(not each.trusted for each in inside)
        if len(inside) >= window.most or (not trusted and untrusted >= window.most_untrusted):
            return window
    return None


def next_day(moment: datetime) -> datetime:
    """The next midnight in China."""
    return datetime.combine(moment.astimezone(BEIJING).date() + timedelta(days=1), time(), BEIJING)
