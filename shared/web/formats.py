"""Dates, numbers and money as each language writes them, for pages and for whoever else speaks to people.

By hand: two languages need six patterns, and a library of all the world's would be the largest part of a function.
"""

from datetime import date, datetime

from shared.clock import BEIJING
from shared.language import ENGLISH, N_, say
from shared.money import yuan

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MINUTE, HOUR, DAY = 60, 3600, 86_400


def day(value: date | datetime, language: str) -> str:
    """A calendar day, in China's time where it is a moment: `2026年3月5日`, `5 March 2026`."""
    shown = value.astimezone(BEIJING) if isinstance(value, datetime) else value
    if language == ENGLISH:
        return f"{shown.day} {_MONTHS[shown.month - 1]} {shown.year}"
    return f"{shown.year}年{shown.month}月{shown.day}日"


def moment(value: datetime, language: str) -> str:
    """A moment in China's time, to the minute: `2026年3月5日 17:00`, `5 March 2026, 17:00`."""
    clock = value.astimezone(BEIJING).strftime("%H:%M")
    return f"{day(value, language)}, {clock}" if language == ENGLISH else f"{day(value, language)} {clock}"


def deadline(value: datetime, language: str) -> str:
    """A moment that says whose time it is: `2026年3月5日 17:00（北京时间）`."""
    return say(N_("{moment}（北京时间）"), language, moment=moment(value, language))


def number(value: int | float) -> str:
    """A number with its thousands parted, alike in both languages: `5,000`."""
    return f"{value:,}"


def money(amount: int, language: str) -> str:
    """`amount` fen: `30,000 元`, `CNY 30,000`."""
    return say(N_("{yuan} 元"), language, yuan=yuan(amount))


def span(seconds: float, language: str) -> str:
    """A length of time in its largest unit, rounded down: `3 天`, `5 小时`, `2 分钟`; at least a minute."""
    whole = max(int(seconds), MINUTE)
    for unit, one, many in (
        (DAY, N_("1 天"), N_("{count} 天")),
        (HOUR, N_("1 小时"), N_("{count} 小时")),
        (MINUTE, N_("1 分钟"), N_("{count} 分钟")),
    ):
        if count := whole // unit:
            return say(one if count == 1 else many, language, count=count)
    raise AssertionError("unreachable: a minute at least")
