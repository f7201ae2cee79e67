"""Dates, numbers and money, as Chinese and English readers write them."""

from datetime import UTC, date, datetime

import pytest

from shared.web import formats

EVENING = datetime(2026, 3, 5, 16, 30, tzinfo=UTC)
"""Half past midnight of the sixth in China."""


def test_day_of_a_moment_is_chinas():
    assert formats.day(EVENING, "zh") == "2026年3月6日"
    assert formats.day(EVENING, "en") == "6 March 2026"
    assert formats.day(date(2026, 12, 31), "en") == "31 December 2026"


def test_moment_is_to_the_minute():
    assert formats.moment(EVENING, "zh") == "2026年3月6日 00:30"
    assert formats.moment(EVENING, "en") == "6 March 2026, 00:30"


def test_deadline_says_whose_time_it_is():
    assert formats.deadline(EVENING, "zh") == "2026年3月6日 00:30（北京时间）"
    assert formats.deadline(EVENING, "en") == "6 March 2026, 00:30 (Beijing time)"


def test_numbers_and_money_part_their_thousands():
    assert formats.number(5000) == "5,000"
    assert formats.money(3_000_000, "zh") == "30,000 元"
    assert formats.money(3_000_000, "en") == "CNY 30,000"
    assert formats.money(150, "en") == "CNY 1.50"


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (-5, "1 分钟", "1 minute"),
        (0, "1 分钟", "1 minute"),
        (119, "1 分钟", "1 minute"),
        (120, "2 分钟", "2 minutes"),
        (3599, "59 分钟", "59 minutes"),
        (3600, "1 小时", "1 hour"),
        (86_399, "23 小时", "23 hours"),
        (86_400, "1 天", "1 day"),
        (12 * 86_400 + 5, "12 天", "12 days"),
    ],
)
def test_span_is_said_in_its_largest_unit(seconds, chinese, english):
    assert formats.span(seconds, "zh") == chinese
    assert formats.span(seconds, "en") == english
