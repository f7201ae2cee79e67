from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.ticks import BadExpression, ticks_of


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "now", "latest", "following"),
    [
        ("rate(1 minute)", "2026-03-01T10:00:30", "2026-03-01T10:00:00", "2026-03-01T10:01:00"),
        ("rate(5 minutes)", "2026-03-01T10:05:00", "2026-03-01T10:05:00", "2026-03-01T10:10:00"),
        ("rate(1 day)", "2026-03-01T10:00:00", "2026-03-01T00:00:00", "2026-03-02T00:00:00"),
        ("cron(0 18 * * ? *)", "2026-03-01T10:00:00", "2026-02-28T18:00:00", "2026-03-01T18:00:00"),
        ("cron(0 18 * * ? *)", "2026-03-01T18:00:00", "2026-03-01T18:00:00", "2026-03-02T18:00:00"),
        ("cron(0/15 8-10 ? * MON-FRI *)", "2026-03-01T12:00:00", "2026-02-27T10:45:00", "2026-03-02T08:00:00"),
        ("cron(30 1 1,15 * ? *)", "2026-03-10T00:00:00", "2026-03-01T01:30:00", "2026-03-15T01:30:00"),
        ("cron(0 0 29 2 ? *)", "2026-03-10T00:00:00", "2024-02-29T00:00:00", "2028-02-29T00:00:00"),
        ("cron(0 0 ? JAN SUN *)", "2026-01-06T00:00:00", "2026-01-04T00:00:00", "2026-01-11T00:00:00"),
        ("cron(0 0 ? * 1 *)", "2026-03-05T00:00:00", "2026-03-01T00:00:00", "2026-03-08T00:00:00"),
        ("cron(5 4 * * ? 2025)", "2026-03-05T00:00:00", "2025-12-31T04:05:00", None),
    ],
)
def test_ticks_are_eventbridges(expression, now, latest, following):
    ticks = ticks_of(expression)
    assert ticks.latest(at(now)) == at(latest)
    assert ticks.following(at(now)) == (at(following) if following else None)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "rate(0 minutes)",
        "rate(5 weeks)",
        "rate(minute)",
        "every 5 minutes",
        "cron(0 18 * *)",
        "cron(60 0 * * ? *)",
        "cron(0 0 L * ? *)",
        "cron(0 0 ? * 6#3 *)",
        "cron(5-1 0 * * ? *)",
        "cron(0 0 * * ? *",
    ],
)
def test_other_expressions_are_refused(expression):
    with pytest.raises(BadExpression):
        ticks_of(expression)


@given(
    st.integers(1_577_836_800, 2_051_222_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(["rate(7 minutes)", "cron(10,40 3/5 * * ? *)", "cron(0 0 ? * TUE *)", "cron(0 12 31 * ? *)"]),
)
def test_no_tick_lies_between_the_latest_and_the_following(now, expression):
    ticks = ticks_of(expression)
    latest, following = ticks.latest(now), ticks.following(now)
    assert latest is not None
    assert following is not None
    assert latest <= now < following
    assert ticks.following(latest) == following
    assert ticks.latest(following - timedelta(seconds=1)) == latest
