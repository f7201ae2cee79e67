"""What must hold after every schedule, whatever happened in it: compared with what the clients were answered."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from shared.audit.chain import AuditChange, AuditEntry, BrokenChain, verify
from shared.jobs import Job
from shared.store.port import LARGEST_PAGE
from shared.store.record import Record
from tests.crash import village
from tests.crash.schedule import NeverQuiet, Schedule
from tests.crash.village import Booking, Contact, Count, Day, Letter, Plot, PlotCopy, Tally


class Violation(AssertionError):
    """A schedule after which something does not hold."""


Reckoning = Callable[[Any], Iterator[str]]


def of_the_village(schedule: Schedule) -> Iterator[str]:
    """Everything that does not hold in the village."""
    yield from _plots(schedule)
    yield from _letters(schedule)
    yield from _rounds(schedule)
    yield from _days(schedule)


def run_and_reckon(schedule: Schedule, reckoning: Reckoning = of_the_village) -> list[str]:
    """Run a schedule and answer everything that does not hold after it."""
    try:
        schedule.run()
    except NeverQuiet as error:
        return [f"lost: never quiet: {error}"]
    return list(reckoning(schedule))


def demand_whole(schedule: Schedule, reckoning: Reckoning = of_the_village) -> None:
    """Run a schedule; raise Violation with its seed and its steps when anything does not hold."""
    wrong = run_and_reckon(schedule, reckoning)
    if wrong:
        steps = "\n".join(schedule.chance.steps)
        raise Violation(f"seed {schedule.seed}:\n{steps}\n\n" + "\n".join(wrong))


def differ(what: str, found: int, right: int) -> Iterator[str]:
    if found != right:
        yield f"{'doubled' if found > right else 'lost'}: {what}: {found} instead of {right}"


def _answered(schedule: Schedule) -> Counter[tuple[str, str]]:
    return Counter((answer, request.of[0]) for request, answer in schedule.answers.items())


def _plots(schedule: Schedule) -> Iterator[str]:
    store, answered = schedule.stores["gardens"], _answered(schedule)
    for id in {request.of[0] for request in schedule.requests if request.verb is village.open_plot}:
        plot = store.get(Plot, id)
        booked = answered["booked", id]
        bookings = store.query(Booking.by_plot, id, limit=LARGEST_PAGE).items
        yield from differ(f"closings of {id}", int(plot is None), answered["closed", id])
        yield from differ(f"bookings of {id}", len(bookings), booked)
        changes = 1 + booked + answered["enlarged", id] + answered["closed", id]
        if plot is not None:
            yield from differ(f"sizes of {id}", plot.size, answered["enlarged", id])
            yield from differ(f"places of {id}", plot.taken, booked)
            yield from differ(f"versions of {id}", plot.version, changes)
        if booked > 2:
            yield f"doubled: {id} has {booked} bookings in 2 places"
        yield from _copy(schedule.stores["ledger"].get(PlotCopy, id), plot, id, changes)
        yield from chain_of(store, "Plot", id, changes, plot)


def _copy(copy: PlotCopy | None, plot: Plot | None, id: str, changes: int) -> Iterator[str]:
    if copy is None:
        yield f"lost: {id} was never heard of"
    elif plot is None and not copy.gone:
        yield f"older over newer: {id} is closed and its copy is not"
    elif copy.source_version != changes:
        yield f"older over newer: the copy of {id} is of version {copy.source_version} and not {changes}"
    elif plot is not None and (copy.size, copy.taken) != (plot.size, plot.taken):
        yield f"older over newer: {id} is {plot} and its copy {copy}"


def chain_of(store, kind: str, id: str, changes: int, record: Record | None) -> Iterator[str]:
    """What is wrong with the audit chain of a record that was changed so often."""
    ids = [f"{kind}/{id}/{version:010d}" for version in range(1, changes + 2)]
    entries, readable = store.get_many(AuditEntry, ids), store.get_many(AuditChange, ids)
    yield from differ(f"audit entries of {id}", len(entries), changes)
    links = [entries[each] for each in ids if each in entries]
    try:
        verify(links, readable, record.audit_head if record else links[-1].hash if links else "")
    except BrokenChain as broken:
        yield f"audit: {broken}"


def _letters(schedule: Schedule) -> Iterator[str]:
    letters, ledger = schedule.stores["letters"], schedule.stores["ledger"]
    booked = Counter(request.of[1] for request, answer in schedule.answers.items() if answer == "booked")
    for person in {request.of[0] for request in schedule.requests if request.verb is village.name_person}:
        contact, count = letters.get(Contact, person), ledger.get(Count, f"letters/{person}")
        written = letters.query(Letter.by_person, person, limit=LARGEST_PAGE).items
        if contact is None:
            yield f"lost: {person} was never heard of"
            continue
        yield from differ(f"letters to {person}", len(written), booked[person])
        yield from differ(f"letters counted with {person}", contact.letters, booked[person])
        yield from differ(f"letters to {person} heard of", count.heard if count else 0, booked[person])
        yield from differ(f"bookings written of to {person}", len({one.booking for one in written}), booked[person])


def _rounds(schedule: Schedule) -> Iterator[str]:
    store, ledger = schedule.stores["gardens"], schedule.stores["ledger"]
    for request in schedule.requests:
        if request.verb is not village.begin_round:
            continue
        id, length = request.of
        job, tally, count = store.get(Job, id), store.get(Tally, id), ledger.get(Count, f"rounds/{id}")
        right = sum(range(length))
        yield from differ(f"steps of {id}", job.done if job else -1, length)
        yield from differ(f"total of {id}", tally.total if tally else 0, right)
        if (tally.steps if tally else ()) != tuple(range(length)):
            yield f"lost: the steps of {id} are {tally}"
        yield from differ(f"finishes of {id}", count.heard if count else 0, 1)
        yield from differ(f"reported total of {id}", count.total if count else 0, right)


def _days(schedule: Schedule) -> Iterator[str]:
    for at in set(schedule.ticks):
        day = schedule.stores["gardens"].get(Day, at.date().isoformat())
        yield from differ(f"ticks of {at}", day.ticks if day else 0, 1)
