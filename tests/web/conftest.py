import pytest

from tests.web.world import Watch, World, make_people, make_world


def pytest_collection_modifyitems(items):
    """One process makes the world and asks it everything."""
    for item in items:
        if item.nodeid.startswith("tests/web/"):
            item.add_marker(pytest.mark.xdist_group("web"))


@pytest.fixture(scope="session")
def whole_world(tmp_path_factory):
    world = make_world(tmp_path_factory.mktemp("world"))
    yield world
    world.machine.stop()


@pytest.fixture
def world(whole_world) -> World:
    whole_world.enter()
    return whole_world


@pytest.fixture(scope="session")
def all_people(tmp_path_factory):
    world = make_people(tmp_path_factory.mktemp("people"))
    yield world
    world.machine.stop()


@pytest.fixture
def people_alone(all_people) -> World:
    """People without a programme: time may pass."""
    all_people.enter()
    return all_people


@pytest.fixture
def watch(world):
    made = Watch(world)
    yield made
    made.close()
