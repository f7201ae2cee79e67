"""How many codes may be asked for: to one contact, and from one place. Windows are natural hours and days in China.

Codes to one contact cost money and attention, and each is five more tries for a guesser. A stranger who uses the window
up must not lock its owner out: browsers that signed in to the contact before have a part of it that is theirs alone.
"""

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from services.applications.model.challenges import RESEND_AFTER
from shared.clock import BEIJING
from shared.language import N_
from shared.rules import TooOften
from shared.store.record import Record

HOURLY, DAILY = 5, 10
"""Codes to one contact, whoever asks."""
STRANGERS_HOURLY, STRANGERS_DAILY = 3, 6
"""Of these, those asked for from browsers that never signed in to it."""
SOURCE_HOURLY = 300
"""Codes from one address, from such browsers: an office of hundreds behind one address signs in on one morning."""
HOUR = "%Y-%m-%dT%H"


class AskedTooSoon(TooOften):
    """The last code to this contact is not a minute old."""

    says = N_("刚刚发送过验证码，{at}（北京时间）起可以重新获取")


class AskedTooOften(TooOften):
    """The contact's hour or day is used up."""

    says = N_("这个手机号码或邮箱获取验证码的次数已到上限，{at}（北京时间）起可以再试")


class SourceTooOften(TooOften):
    """The place's hour is used up."""

    says = N_("您所在的网络获取验证码的次数已到上限，{at}（北京时间）起可以再试")


class ContactWindow(Record):
    """Codes asked for to one contact lately; its id is the contact's hash."""

    last: AwareDatetime | None = None
    hour: str = ""
    hourly: int = 0
    hourly_strangers: int = 0
    day: str = ""
    daily: int = 0
    daily_strangers: int = 0

    @property
    def keep_until(self) -> datetime | None:
        """From then on nothing of it counts: the day is over, and the minute, which may reach into the next."""
        return None if self.last is None else next_day(self.last) + RESEND_AFTER

    def asked(self, at: datetime, *, trusted: bool) -> "ContactWindow":
        """The window with one more. Raises AskedTooSoon, AskedTooOften."""
        if self.last is not None and at < self.last + RESEND_AFTER:
            raise AskedTooSoon(at=clock_time(self.last + RESEND_AFTER))
        hour, day = hour_of(at), day_of(at)
        in_hour = (self.hourly, self.hourly_strangers) if hour == self.hour else (0, 0)
        in_day = (self.daily, self.daily_strangers) if day == self.day else (0, 0)
        if _full(in_day, (DAILY, STRANGERS_DAILY), trusted):
            raise AskedTooOften(at=clock_time(next_day(at)))
        if _full(in_hour, (HOURLY, STRANGERS_HOURLY), trusted):
            raise AskedTooOften(at=clock_time(next_hour(at)))
        stranger = 0 if trusted else 1
        return self.changed(
            last=at,
            hour=hour,
            hourly=in_hour[0] + 1,
            hourly_strangers=in_hour[1] + stranger,
            day=day,
            daily=in_day[0] + 1,
            daily_strangers=in_day[1] + stranger,
        )


class SourceWindow(Record):
    """Codes asked for from one address in one day; its id is a keyed hash of both, so it names no address."""

    hour: str = ""
    hourly: int = 0

    @property
    def keep_until(self) -> datetime | None:
        """When its last hour is over."""
        return next_hour(datetime.strptime(self.hour, HOUR).replace(tzinfo=BEIJING)) if self.hour else None

    def asked(self, at: datetime) -> "SourceWindow":
        """The window with one more. Raises SourceTooOften."""
        hour = hour_of(at)
        before = self.hourly if hour == self.hour else 0
        if before >= SOURCE_HOURLY:
            raise SourceTooOften(at=clock_time(next_hour(at)))
        return self.changed(hour=hour, hourly=before + 1)


def _full(used: tuple[int, int], most: tuple[int, int], trusted: bool) -> bool:
    """Whether nothing is left: of all, and for strangers of their part."""
    return used[0] >= most[0] or (not trusted and used[1] >= most[1])


def hour_of(at: datetime) -> str:
    """The hour in China a moment falls in."""
    return at.astimezone(BEIJING).strftime(HOUR)


def day_of(at: datetime) -> str:
    """The day in China a moment falls on."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d")


def next_hour(at: datetime) -> datetime:
    """When that hour is over."""
    return at.astimezone(BEIJING).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def next_day(at: datetime) -> datetime:
    """When that day is over."""
    return at.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def clock_time(at: datetime) -> str:
    """A time of day in China, to the second (rounded up, so that it is not said too early)."""
    whole = at.astimezone(BEIJING)
    if whole.microsecond:
        whole = whole.replace(microsecond=0) + timedelta(seconds=1)
    return whole.strftime("%H:%M:%S")
