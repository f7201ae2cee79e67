"""The term of a dispatch, in calendar days."""

from calendar import monthrange
from datetime import date, timedelta


def last_day(starts: date, months: int) -> date:
    """The last day of a term of `months` months of which `starts` is the first day.

    It is the day before the one of the same number `months` later. Where that month has no such day, the term ends with
    the month (Civil Code of China, article 202): 2024-02-29 and 24 months end on 2026-02-28.
    """
    years, month = divmod(starts.month - 1 + months, 12)
    year, month = starts.year + years, month + 1
    length = monthrange(year, month)[1]
    if starts.day > length:
        return date(year, month, length)
    return date(year, month, starts.day) - timedelta(days=1)
