"""Ticks are fired once each by their scheduled time, and a missed one is caught up."""

from datetime import UTC, datetime, timedelta

import pytest

from infra.local.scheduler import MOST_TRIES, Scheduled, Scheduler, schedules_of
from infra.local.ticks import ticks_of
from shared.clock import MovableClock
from shared.messaging.functions import schedule_function
from shared.service import Service

START = datetime(2026, 3, 1, 10, 0, 30, tzinfo=UTC)


class Fired:
    def __init__(self) -> None:
        self.times: list[str] = []
        self.fails = 0

    def __call__(self, event, context) -> None:
        assert event["detail-type"] == "Scheduled Event"
        self.times.append(event["time"][11:16])
        if self.fails:
            self.fails -= 1
            raise RuntimeError("not now")


@pytest.fixture
def fired():
    return Fired()


@pytest.fixture
def clock():
    return MovableClock(START)


@pytest.fixture
def start(fired, clock, tmp_path):
    """Start the machine anew, as far as its schedules go."""
    return lambda: Scheduler(
        [Scheduled("a/b", ticks_of("rate(10 minutes)"), fired)], clock, tmp_path / "schedules.json"
    )


def test_nothing_is_missed_before_the_first_start(start, fired):
    start().fire_due()
    assert fired.times == []


def test_each_tick_is_fired_once(start, fired, clock):
    scheduler = start()
    for minutes in range(0, 31, 3):
        clock.move_to(START + timedelta(minutes=minutes))
        scheduler.fire_due()
        scheduler.fire_due()
    assert fired.times == ["10:10", "10:20", "10:30"]


def test_ticks_missed_while_off_are_caught_up_once_by_the_latest(start, fired, clock):
    start().fire_due()
    clock.move_to(START + timedelta(hours=5))
    start().fire_due()
    start().fire_due()
    assert fired.times == ["15:00"]


def test_wait_ends_with_the_next_tick(start, clock):
    scheduler = start()
    clock.move_to(START + timedelta(minutes=9, seconds=20))
    assert scheduler.step() == pytest.approx(10)
    clock.move_to(START + timedelta(minutes=9, seconds=31))
    assert scheduler.step() == pytest.approx(30)


def test_failed_tick_is_tried_again_and_then_left_to_the_next(start, fired, clock):
    scheduler = start()
    scheduler.fire_due()
    fired.fails = MOST_TRIES + 1
    clock.move_to(START + timedelta(minutes=10))
    for _ in range(MOST_TRIES + 2):
        scheduler.fire_due()
    assert fired.times == ["10:10"] * MOST_TRIES
    clock.move_to(START + timedelta(minutes=20))
    for _ in range(3):
        scheduler.fire_due()
    assert fired.times[MOST_TRIES:] == ["10:20", "10:20"]


def test_damaged_memory_begins_again_from_now(start, fired, clock, tmp_path):
    (tmp_path / "schedules.json").write_text("{half")
    clock.move_to(START + timedelta(hours=1))
    start().fire_due()
    assert fired.times == []


def test_schedules_are_read_from_the_apps_own_declarations(tmp_path):
    service = Service("applications", pages=tmp_path)
    service.every("cron(0 18 * * ? *)", "nightly", lambda service, at: None)
    schedule_function(service, "nightly")
    schedule_function(service, "sweep")
    found = schedules_of({"applications": service.app})
    assert [each.name for each in found] == ["applications/nightly", "applications/sweep"]
    assert found[0].ticks.following(START) == datetime(2026, 3, 1, 18, tzinfo=UTC)
