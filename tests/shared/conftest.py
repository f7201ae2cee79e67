"""What the tests of the kit share: a store in memory, a fixed clock, somebody who acts."""

from datetime import UTC, datetime

import pytest

from shared.clock import MovableClock
from shared.store.sqlite import SqliteStore

MORNING = datetime(2026, 3, 1, 1, tzinfo=UTC)


@pytest.fixture
def memory():
    store = SqliteStore(":memory:")
    yield store
    store.close()


@pytest.fixture
def morning_clock():
    return MovableClock(MORNING)
