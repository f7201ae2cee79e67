"""What is one action for a person and more than one commit for us."""

import pytest
from pydantic import TypeAdapter

from shared.auth.actor import service_actor
from shared.events.jobs import JobStepDue
from shared.jobs import ITEMS_A_PART, MOST_ITEMS, Job, advance, begin
from shared.rules import RuleBroken
from shared.store.record import Record
from shared.work import Cause, perform

NOTHING = TypeAdapter(None)


class StoneTurned(JobStepDue):
    pass


class Stone(Record):
    turned: int = 0


class Stuck(RuleBroken):
    pass


class Quarry:
    """Carries the steps of a job through, as its service would."""

    def __init__(self, store, clock) -> None:
        self.store = store
        self.clock = clock
        self.finished: list[tuple[str, int]] = []
        self.stuck: set[int] = set()

    def work(self, step, key) -> None:
        perform(self.store, self.clock, step, by=service_actor("quarry"), cause=Cause(key, key, key), answers=NOTHING)

    def begin(self, count) -> None:
        items = [{"stone": number} for number in range(count)]
        self.work(lambda work: self._begin(work, items), "begin")

    def _begin(self, work, items) -> None:
        begin(work, "job", "turning", items, StoneTurned)

    def hear(self, envelope) -> None:
        self.work(lambda work: advance(work, envelope.opened(), self._turn, self._finish), f"inbox/{envelope.id}")

    def next(self):
        """The steps that are due, taken out of the outbox."""
        waiting = self.store.waiting()
        self.store.forget(waiting)
        return waiting

    def run(self) -> None:
        while steps := self.next():
            for step in steps:
                self.hear(step)

    def _turn(self, work, item) -> None:
        if item["stone"] in self.stuck:
            raise Stuck
        stone = work.find(Stone, str(item["stone"])) or Stone(id=str(item["stone"]))
        work.put(stone.changed(turned=stone.turned + 1))

    def _finish(self, work, job) -> None:
        self.finished.append((job.id, job.done))


@pytest.fixture
def quarry(memory, morning_clock):
    return Quarry(memory, morning_clock)


@pytest.mark.parametrize("count", [1, ITEMS_A_PART, 2 * ITEMS_A_PART + 1])
def test_every_item_is_handled_once_and_then_the_job_is_finished(quarry, memory, count):
    quarry.begin(count)
    quarry.run()
    assert [memory.get(Stone, str(number)).turned for number in range(count)] == [1] * count
    assert quarry.finished == [("job", count)]
    assert memory.get(Job, "job").finished


def test_job_over_nothing_is_finished_and_has_no_step(quarry, memory):
    quarry.begin(0)
    assert quarry.next() == []
    assert memory.get(Job, "job").finished


def test_step_delivered_twice_or_late_changes_nothing(quarry, memory):
    quarry.begin(3)
    (first,) = quarry.next()
    quarry.hear(first)
    quarry.hear(first)
    (second,) = quarry.next()
    quarry.hear(second)
    quarry.hear(first)
    assert memory.get(Job, "job").done == 2
    # The same step under another event's id: an inbox cannot know it, the cursor does.
    quarry.hear(first.model_copy(update={"id": "repeated"}))
    assert memory.get(Job, "job").done == 2
    quarry.run()
    assert [memory.get(Stone, str(number)).turned for number in range(3)] == [1, 1, 1]


def test_failed_step_leaves_the_job_where_it_was_and_can_be_repeated(quarry, memory):
    quarry.begin(3)
    quarry.stuck = {1}
    (first,) = quarry.next()
    quarry.hear(first)
    (second,) = quarry.next()
    with pytest.raises(Stuck):
        quarry.hear(second)
    assert memory.get(Job, "job").done == 1
    assert not memory.get(Job, "job").finished
    quarry.stuck = set()
    quarry.hear(second)
    quarry.run()
    assert quarry.finished == [("job", 3)]


def test_largest_job_can_begin_and_a_larger_one_is_refused(quarry, memory):
    with pytest.raises(ValueError, match=str(MOST_ITEMS)):
        quarry.begin(MOST_ITEMS + 1)
    assert memory.get(Job, "job") is None
    quarry.begin(MOST_ITEMS)
    assert memory.get(Job, "job").total == MOST_ITEMS
