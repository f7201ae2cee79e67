"""The term of a dispatch: first and last day included, in days of the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.model.terms import last_day


@pytest.mark.parametrize(
    ("starts", "months", "ends"),
    [
        ("2021-03-01", 24, "2023-02-28"),
        ("2021-11-10", 24, "2023-11-09"),
        ("2022-03-01", 24, "2024-02-29"),  # the day before 1 March of a leap year
        ("2024-02-29", 24, "2026-02-28"),  # no 29 February: the month's last day
        ("2024-02-29", 48, "2028-02-28"),  # there is one: the day before it
        ("2021-01-31", 1, "2021-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2021-01-30", 1, "2021-02-28"),
        ("2021-01-29", 1, "2021-02-28"),
        ("2021-01-28", 1, "2021-02-27"),
        ("2021-08-31", 1, "2021-09-30"),
        ("2021-10-31", 24, "2023-10-30"),
        ("2021-12-01", 1, "2021-12-31"),
        ("2021-12-15", 1, "2022-01-14"),
        ("2020-12-31", 2, "2021-02-28"),
        ("2021-01-01", 12, "2021-12-31"),
    ],
)
def test_last_day_of_a_term(starts, months, ends):
    assert last_day(date.fromisoformat(starts), months) == date.fromisoformat(ends)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(1, 60))
def test_a_term_begun_later_never_ends_earlier(starts, months):
    later = starts + timedelta(days=1)
    assert last_day(starts, months) <= last_day(later, months)
    assert starts < later <= last_day(later, months)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 28)).filter(lambda day: day.day <= 28), st.integers(1, 60))
def test_the_day_after_a_term_has_the_number_of_its_first_day(starts, months):
    after = last_day(starts, months) + timedelta(days=1)
    assert after.day == starts.day
    assert (after.year - starts.year) * 12 + after.month - starts.month == months
