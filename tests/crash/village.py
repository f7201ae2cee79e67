"""Three small services with everything a schedule may break: counters, projections, chains of events, jobs, ticks.

`gardens` lets plots and runs rounds over them, `letters` writes to people, `ledger` copies and counts.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from shared import jobs
from shared.clock import beijing_date
from shared.events.envelope import Event
from shared.events.jobs import JobStepDue
from shared.ids import derived_id, new_id
from shared.jobs import Job
from shared.messaging.functions import message_function, schedule_function
from shared.rules import RuleBroken
from shared.service import Service
from shared.store.record import Index, Projection, Record
from shared.work import Cause, Work
from tests.crash.schedule import Request, Schedule

NO_PAGES = Path(__file__).parent


class PersonNamed(Event):
    person: str


class PlotChanged(Event):
    plot: str
    size: int
    taken: int


class PlotClosed(Event):
    plot: str


class PlaceBooked(Event):
    booking: str
    plot: str
    person: str


class LetterWritten(Event):
    letter: str
    person: str


class RoundStepDue(JobStepDue):
    pass


class RoundFinished(Event):
    round: str
    total: int


class Person(Record):
    pass


class Plot(Record):
    audited = True

    capacity: int
    size: int = 0
    taken: int = 0


class Booking(Record):
    plot: str
    person: str

    by_plot: ClassVar[Index["Booking"]] = Index(partition=lambda one: one.plot, sort=lambda one: one.person)


class Tally(Record):
    """What the steps of a round added up to, and which."""

    total: int = 0
    steps: tuple[int, ...] = ()


class Day(Record):
    """How often the daily tick took effect on a day."""

    ticks: int = 0


class Contact(Record):
    letters: int = 0


class Letter(Record):
    person: str
    booking: str

    by_person: ClassVar[Index["Letter"]] = Index(partition=lambda one: one.person, sort=lambda one: one.booking)


class PlotCopy(Projection):
    size: int = 0
    taken: int = 0


class Count(Record):
    """How often something was heard of."""

    heard: int = 0
    total: int = 0


class Full(RuleBroken):
    pass


# What people ask for. Each of them would show a second effect.


def name_person(work: Work, person: str) -> str:
    work.tell(PersonNamed(person=person), about=work.put(Person(id=person)))
    return "named"


def open_plot(work: Work, plot: str) -> str:
    _told(work, Plot(id=plot, capacity=2))
    return "opened"


def enlarge_plot(work: Work, plot: str) -> str:
    known = work.get(Plot, plot)
    _told(work, known.changed(size=known.size + 1))
    return "enlarged"


def close_plot(work: Work, plot: str) -> str:
    known = work.get(Plot, plot)
    work.remove(known, "closed")
    work.tell(PlotClosed(plot=plot), about=known)
    return "closed"


def book_place(work: Work, plot: str, person: str) -> str:
    known = work.get(Plot, plot)
    work.require(work.get(Person, person))
    if known.taken >= known.capacity:
        raise Full
    _told(work, known.changed(taken=known.taken + 1))
    booking = work.put(Booking(id=work.new_id(), plot=plot, person=person))
    work.tell(PlaceBooked(booking=booking.id, plot=plot, person=person), about=booking)
    return "booked"


def begin_round(work: Work, round: str, length: int) -> str:
    job = jobs.begin(work, round, "round", [{"number": number} for number in range(length)], RoundStepDue)
    if job.finished:
        _finish_round(work, job)
    return "begun"


def _told(work: Work, plot: Plot) -> None:
    work.tell(PlotChanged(plot=plot.id, size=plot.size, taken=plot.taken), about=work.put(plot, "changed"))


# What the services do about events.


def step_of_round(work: Work, event: RoundStepDue, _) -> None:
    jobs.advance(work, event, lambda work, item: _tally(work, event.job_id, item["number"]), _finish_round)


def _tally(work: Work, round: str, number: int) -> None:
    tally = work.find(Tally, round) or Tally(id=round)
    work.put(tally.changed(total=tally.total + number, steps=(*tally.steps, number)))


def _finish_round(work: Work, job: Job) -> None:
    tally = work.find(Tally, job.id) or Tally(id=job.id)
    work.tell(RoundFinished(round=job.id, total=tally.total), about=job)


def keep_contact(work: Work, event: PersonNamed, _) -> None:
    if work.find(Contact, event.person) is None:
        work.put(Contact(id=event.person))


def write_letter(work: Work, event: PlaceBooked, _) -> None:
    contact = work.get(Contact, event.person)
    work.put(contact.changed(letters=contact.letters + 1))
    letter = work.put(Letter(id=work.new_id(), person=event.person, booking=event.booking))
    work.tell(LetterWritten(letter=letter.id, person=event.person), about=letter)


def copy_plot(work: Work, event: PlotChanged, envelope) -> None:
    known = work.find(PlotCopy, event.plot) or PlotCopy(id=event.plot)
    if envelope.subject_version > known.source_version:
        work.put(known.changed(size=event.size, taken=event.taken, source_version=envelope.subject_version))


def forget_plot(work: Work, event: PlotClosed, envelope) -> None:
    known = work.find(PlotCopy, event.plot) or PlotCopy(id=event.plot)
    if envelope.subject_version > known.source_version:
        work.put(known.changed(gone=True, source_version=envelope.subject_version))


def copy_plot_as_it_comes(work: Work, event: PlotChanged, envelope) -> None:
    """The mutant that knows no order: the last to come is believed."""
    known = work.find(PlotCopy, event.plot) or PlotCopy(id=event.plot)
    work.put(known.changed(size=event.size, taken=event.taken, gone=False, source_version=envelope.subject_version))


def count_letter(work: Work, event: LetterWritten, _) -> None:
    _count(work, f"letters/{event.person}", 1)


def count_round(work: Work, event: RoundFinished, _) -> None:
    _count(work, f"rounds/{event.round}", event.total)


def _count(work: Work, id: str, total: int) -> None:
    count = work.find(Count, id) or Count(id=id)
    work.put(count.changed(heard=count.heard + 1, total=count.total + total))


def count_day(service: Service, at) -> None:
    def step(work: Work) -> None:
        id = beijing_date(at).isoformat()
        day = work.find(Day, id) or Day(id=id)
        work.put(day.changed(ticks=day.ticks + 1))

    key = f"tick/daily/{at.isoformat()}"
    service.work(step, Cause(key, derived_id(key), derived_id(key)))


class Forgetful(Service):
    """The mutant without an inbox: every delivery is news."""

    def hear(self, envelope) -> None:
        super().hear(envelope.model_copy(update={"id": new_id()}))


def village(service_class: type[Service] = Service, copying=copy_plot) -> dict[str, Service]:
    """The three services; their functions are in `app.handler_map`, as both homes call them."""
    gardens, letters, ledger = (service_class(name, NO_PAGES) for name in ("gardens", "letters", "ledger"))
    gardens.on(RoundStepDue, step_of_round)
    gardens.every("cron(0 16 * * ? *)", "daily", count_day)
    letters.on(PersonNamed, keep_contact)
    letters.on(PlaceBooked, write_letter)
    ledger.on(PlotChanged, copying)
    ledger.on(PlotClosed, forget_plot)
    ledger.on(LetterWritten, count_letter)
    ledger.on(RoundFinished, count_round)
    for service in (gardens, letters, ledger):
        service.pause = lambda seconds: None
        message_function(service)
        schedule_function(service, "sweep")
    schedule_function(gardens, "daily")
    return {service.name: service for service in (gardens, letters, ledger)}


class Village(Schedule):
    """A schedule over the village: people and plots first, then what may be done with them."""

    def stages(self) -> Iterator[list[Request]]:
        people = [f"person-{self.seed}-{number}" for number in range(3)]
        plots = [f"plot-{self.seed}-{number}" for number in range(2)]
        wanted: list[tuple[Callable[..., str], tuple[Any, ...]]] = [
            *((name_person, (person,)) for person in people),
            *((open_plot, (plot,)) for plot in plots),
        ]
        chance = self.chance.random
        for number in range(chance.randint(4, 10)):
            plot = chance.choice(plots)
            (verb,) = chance.choices((book_place, enlarge_plot, begin_round, close_plot), weights=(6, 5, 2, 1))
            arguments = {
                book_place: (plot, chance.choice(people)),
                begin_round: (f"round-{self.seed}-{number}", chance.choice((0, 1, 3))),
            }
            wanted.append((verb, arguments.get(verb, (plot,))))
        yield [Request(f"request/{self.seed}/{number}", verb, of) for number, (verb, of) in enumerate(wanted)]
