"""Nothing lost, nothing doubled, nothing older over newer: whatever is killed, repeated, reordered or left unanswered."""

import os

import pytest

from shared.store.sqlite import SqliteStore
from tests.crash.reckoning import demand_whole
from tests.crash.village import Village, village

PARTS = 8
SCHEDULES_A_PART = 1250 * (10 if os.environ.get("TEPAI_TEST_LONG") else 1)
SERVICES = village()


def fresh_stores():
    return {name: SqliteStore(":memory:", synchronous="OFF") for name in SERVICES}


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_or_doubled_in_any_schedule(part):
    for seed in range(part * SCHEDULES_A_PART, (part + 1) * SCHEDULES_A_PART):
        stores = fresh_stores()
        demand_whole(Village(seed, SERVICES, stores))
        for store in stores.values():
            store.close()
