"""How many codes may be asked for: hours and days in China, and a part of them that strangers cannot use up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.applications.model.windows import (
    DAILY,
    HOURLY,
    SOURCE_HOURLY,
    STRANGERS_DAILY,
    STRANGERS_HOURLY,
    AskedTooOften,
    AskedTooSoon,
    ContactWindow,
    SourceTooOften,
    SourceWindow,
)

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in China."""
MINUTE = timedelta(minutes=1)


def after(asked: list[tuple[datetime, bool]]) -> ContactWindow:
    window = ContactWindow(id="w")
    for at, trusted in asked:
        window = window.asked(at, trusted=trusted)
    return window


def test_next_code_after_a_minute_and_the_time_is_said():
    window = after([(NINE, True)])
    with pytest.raises(AskedTooSoon) as refused:
        window.asked(NINE + MINUTE - timedelta(milliseconds=1), trusted=True)
    assert "09:01:00" in refused.value.said()
    window.asked(NINE + MINUTE, trusted=True)


def test_strangers_leave_the_owner_a_part_of_the_hour():
    window = after([(NINE + MINUTE * number, False) for number in range(STRANGERS_HOURLY)])
    with pytest.raises(AskedTooOften) as refused:
        window.asked(NINE + 5 * MINUTE, trusted=False)
    assert "10:00:00" in refused.value.said()
    for number in range(HOURLY - STRANGERS_HOURLY):
        window = window.asked(NINE + (5 + number) * MINUTE, trusted=True)
    with pytest.raises(AskedTooOften):
        window.asked(NINE + 30 * MINUTE, trusted=True)
    window.asked(NINE + 60 * MINUTE, trusted=True)


def test_day_ends_at_midnight_in_china():
    hours = [NINE + timedelta(hours=number) for number in range(STRANGERS_DAILY)]
    window = after([(at, False) for at in hours])
    with pytest.raises(AskedTooOften) as refused:
        window.asked(NINE + timedelta(hours=14), trusted=False)
    assert "00:00:00" in refused.value.said()
    window.asked(NINE + timedelta(hours=15), trusted=False)


@given(st.lists(st.tuples(st.integers(1, 90), st.booleans()), max_size=60))
def test_no_order_of_asking_gets_more_than_the_limits(steps):
    window, at, granted = ContactWindow(id="w"), NINE, []
    for minutes, trusted in steps:
        at += minutes * MINUTE
        try:
            window = window.asked(at, trusted=trusted)
        except (AskedTooSoon, AskedTooOften):
            continue
        granted.append((at + timedelta(hours=8), trusted))
    for length, most, strangers in ((13, HOURLY, STRANGERS_HOURLY), (10, DAILY, STRANGERS_DAILY)):
        for part in {at.isoformat()[:length] for at, _ in granted}:
            within = [trusted for at, trusted in granted if at.isoformat()[:length] == part]
            assert len(within) <= most
            assert within.count(False) <= strangers


def test_place_has_its_hour():
    window = SourceWindow(id="s")
    for _ in range(SOURCE_HOURLY):
        window = window.asked(NINE + 59 * MINUTE)
    with pytest.raises(SourceTooOften, match="10:00:00"):
        window.asked(NINE + 59 * MINUTE)
    assert window.asked(NINE + 60 * MINUTE).hourly == 1
