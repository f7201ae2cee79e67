"""Working days by the official table of holidays and the weekends worked in exchange; a year it lacks is an error."""

from datetime import date, timedelta

from shared.language import N_
from shared.rules import RuleBroken


class HolidaysUnknown(RuleBroken):
    """The State Council publishes a year's table in the November before; nobody may guess it."""

    says = N_("尚无 {year} 年的法定节假日安排，不能推算工作日；请待国务院公布、平台更新节假日表后再办理")


def working_days_after(day: date, count: int) -> date:
    """The last of `count` working days after `day`, which itself is not counted (Civil Code, article 201).

    Raises HolidaysUnknown.
    """
    last = day
    while count:
        last += timedelta(days=1)
        count -= is_working_day(last)
    return last


def is_working_day(day: date) -> bool:
    """Whether offices are open. Raises HolidaysUnknown."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise HolidaysUnknown(year=day.year) from None
