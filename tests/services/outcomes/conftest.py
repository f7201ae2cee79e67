"""An outcomes service of its own for each test."""

import pytest

from tests.services.outcomes.house import House, commissioner_accepted, dispatch_started, scheme_published


@pytest.fixture
def house():
    made = House()
    yield made
    made.close()


@pytest.fixture
def dispatched(house):
    """A house in which PROFESSOR serves HOST."""
    house.hear(scheme_published(), commissioner_accepted(), dispatch_started())
    return house


@pytest.fixture
def hostless(house):
    """A house in which PROFESSOR is accepted and has no host."""
    house.hear(scheme_published(), commissioner_accepted())
    return house
