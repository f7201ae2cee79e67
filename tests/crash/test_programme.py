"""The four services as they are, from registration to the report: nothing lost, nothing doubled, everybody told once."""

import os

import pytest

from infra.local.services import find_services
from shared.ids import new_id
from shared.store.sqlite import SqliteStore
from tests.crash.programme import Programme
from tests.crash.programme_reckoning import of_the_programme
from tests.crash.reckoning import demand_whole, run_and_reckon

PARTS = 2
MUTANT_SCHEDULES = 4
SCHEDULES_A_PART = 100 * (10 if os.environ.get("TEPAI_TEST_LONG") else 1)


@pytest.fixture
def services(monkeypatch):
    found = find_services()
    for service in found.values():
        monkeypatch.setattr(service, "pause", lambda seconds: None)
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_programme_is_whole_after_any_schedule(services, part):
    for seed in range(part * SCHEDULES_A_PART, (part + 1) * SCHEDULES_A_PART):
        stores = {name: SqliteStore(":memory:", synchronous="OFF") for name in services}
        demand_whole(Programme(seed, services, stores), of_the_programme)
        for store in stores.values():
            store.close()


def violations(services, **how) -> set[str]:
    """What kinds of things went wrong in a few schedules."""
    kinds = set()
    for seed in range(MUTANT_SCHEDULES):
        stores = {name: SqliteStore(":memory:", synchronous="OFF") for name in services}
        wrong = run_and_reckon(Programme(seed, services, stores, **how), of_the_programme)
        kinds |= {each.partition(":")[0] for each in wrong}
    return kinds


def test_programme_that_writes_and_then_publishes_loses(services):
    assert "lost" in violations(services, outbox=False)


def test_programme_without_an_inbox_doubles(services, monkeypatch):
    for service in services.values():
        hear = service.hear
        forgetful = lambda told, hear=hear: hear(told.model_copy(update={"id": new_id()}))  # noqa: E731
        monkeypatch.setattr(service, "hear", forgetful)
    assert "doubled" in violations(services)
