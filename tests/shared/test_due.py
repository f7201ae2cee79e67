"""What must happen later than a queue can wait for."""

from datetime import timedelta

from shared.clock import BEIJING
from shared.due import SHARDS, Due, falling_due
from shared.store.port import Delete, Put
from tests.shared.conftest import MORNING


def due(id, after=timedelta(), what="remind"):
    return Due(id=id, at=MORNING + after, what=what, about=f"about-{id}")


def ids(store, now, **how):
    return sorted(one.id for one in falling_due(store, "remind", now, **how))


def test_due_at_its_moment_and_not_before(memory):
    memory.commit(
        [Put(due("now")), Put(due("soon", timedelta(milliseconds=900))), Put(due("later", timedelta(days=40)))]
    )
    assert ids(memory, MORNING - timedelta(seconds=1)) == []
    assert ids(memory, MORNING) == ["now"]
    assert ids(memory, MORNING + timedelta(milliseconds=899)) == ["now"]
    assert ids(memory, MORNING + timedelta(seconds=1)) == ["now", "soon"]
    assert ids(memory, MORNING + timedelta(days=41)) == ["later", "now", "soon"]


def test_due_says_what_it_is_about(memory):
    memory.commit([Put(due("one"))])
    (found,) = falling_due(memory, "remind", MORNING)
    assert (found.about, found.what) == ("about-one", "remind")


def test_other_things_to_do_are_not_mixed_in(memory):
    memory.commit([Put(due("one")), Put(due("other", what="remind-late"))])
    assert ids(memory, MORNING) == ["one"]


def test_moment_in_another_time_zone_is_the_same_moment(memory):
    memory.commit([Put(due("one").changed(at=MORNING.astimezone(BEIJING)))])
    assert ids(memory, MORNING - timedelta(minutes=1)) == []
    assert ids(memory, MORNING.astimezone(BEIJING)) == ["one"]


def test_many_are_spread_over_shards_and_none_is_missed(memory):
    for start in range(0, 200, 50):
        memory.commit([Put(due(f"due-{number:03d}")) for number in range(start, start + 50)])
    places = {Due.by_time.partition(due(f"due-{number:03d}")) for number in range(200)}
    assert len(places) == SHARDS
    seen = set()
    while batch := list(falling_due(memory, "remind", MORNING, limit=10)):
        assert len(batch) <= SHARDS * 10
        seen |= {one.id for one in batch}
        memory.commit([Delete(one) for one in batch])
    assert seen == {f"due-{number:03d}" for number in range(200)}
