"""Jobs: what is one action for a person and more than one commit for us.

The list and the cursor are stored; each step handles one item, and commits the item's effect, the cursor and the event
of the next step together. A crash anywhere resumes at the cursor; a step delivered twice changes nothing.
"""

from collections.abc import Callable, Sequence
from typing import Any

from shared.events.jobs import JobStepDue
from shared.store.record import Record
from shared.work import Work

ITEMS_A_PART = 50
"""Items are stored in parts, so that a long list stays below an item's 400 KB and a commit's 100 items."""

MOST_ITEMS = 90 * ITEMS_A_PART


class Job(Record):
    """One job and how far it is: `done` of `total` items."""

    name: str
    total: int
    done: int = 0

    @property
    def finished(self) -> bool:
        return self.done >= self.total


class JobPart(Record):
    """A stretch of a job's items; its id is `<job>/<part number>`."""

    items: list[dict[str, Any]]


def begin(work: Work, id: str, name: str, items: Sequence[dict[str, Any]], step: type[JobStepDue]) -> Job:
    """Stage a job over `items` and its first step. ValueError beyond MOST_ITEMS.

    One over nothing has no step, so nothing calls its `finish`: who begins it does what that would.
    """
    if len(items) > MOST_ITEMS:
        raise ValueError(f"a job holds at most {MOST_ITEMS} items, not {len(items)}")
    job = work.put(Job(id=id, name=name, total=len(items)))
    for number, start in enumerate(range(0, len(items), ITEMS_A_PART)):
        work.put(JobPart(id=f"{id}/{number}", items=list(items[start : start + ITEMS_A_PART])))
    if items:
        work.tell(step(job_id=id, cursor=0), about=job)
    return job


def advance(
    work: Work,
    due: JobStepDue,
    handle: Callable[[Work, dict[str, Any]], None],
    finish: Callable[[Work, Job], None],
) -> None:
    """Handle the item a step is about, and stage the next step, or `finish` after the last item."""
    job = work.get(Job, due.job_id)
    if job.done != due.cursor:
        return
    part, place = divmod(due.cursor, ITEMS_A_PART)
    handle(work, work.get(JobPart, f"{job.id}/{part}").items[place])
    moved = work.put(job.changed(done=job.done + 1))
    if moved.finished:
        finish(work, moved)
    else:
        work.tell(type(due)(job_id=job.id, cursor=moved.done), about=moved)
