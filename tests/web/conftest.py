import pytest

from tests.web.world import Watch, World, make_world


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


@pytest.fixture
def watch(world):
    made = Watch(world)
    yield made
    made.close()
