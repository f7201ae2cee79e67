"""How an event changes desks: tasks come and go, happenings are told, figures grow. Keys alone are read, no index."""

from collections.abc import Callable, Mapping

from services.applications.model.worklist import (
    CITY,
    Counted,
    Desk,
    Happened,
    Happening,
    Matter,
    Task,
    What,
    desk_id,
)
from shared.events.envelope import Envelope
from shared.work import Work

ASKED, DONE = 1, 2
"""The versions of a task that is asked for once and done for good."""


class Desks:
    """The desks, while one event is heard. Everything is staged in `work` and committed with the event's own key."""

    def __init__(self, work: Work, envelope: Envelope) -> None:
        self._work = work
        self._envelope = envelope

    def ask(
        self,
        id: str,
        what: What,
        desk: str,
        path: str,
        about: Mapping[str, str],
        *,
        version: int = ASKED,
        county: str = "",
    ) -> None:
        """Put a task on a desk, unless what is known of it is later than `version`."""
        task = Task(what=what, desk=desk, path=path, since=self._envelope.time, county=county, about=dict(about))
        self._move(id, version, task)

    def done(self, id: str, *, version: int = DONE) -> None:
        """Take a task off its desk; one that was not heard of yet will never be put there."""
        self._move(id, version, None)

    def tell(self, desk: str, what: Happened, path: str, **about: str) -> None:
        """Let whoever sits at `desk` read what happened."""
        told = Happening(id=f"{self._envelope.id}|{what}", at=self._envelope.time, what=what, path=path, about=about)
        self.change(desk, lambda known: known.hearing(told))

    def count(self, year: int, indicator: str, who: str, amount: int) -> None:
        """Let somebody count in a figure of a year once, as the most they were ever heard of with."""
        id = f"{year}|{indicator}|{who}"
        known = self._work.find(Counted, id)
        before = known.amount if known else 0
        if amount > before:
            self._work.put((known or Counted(id=id, amount=0)).changed(amount=amount))
            self.change(CITY, lambda desk: desk.achieving(year, indicator, amount - before))

    def change(self, desk: str, step: Callable[[Desk], Desk]) -> None:
        """Change what a desk knows of itself."""
        known = self._work.find(Matter, desk_id(desk)) or Matter(id=desk_id(desk), desk=Desk())
        before = known.desk or Desk()
        after = step(before)
        if after != before:
            self._work.put(known.changed(desk=after))

    def _move(self, id: str, version: int, task: Task | None) -> None:
        known = self._work.find(Matter, id)
        moved = (known or Matter(id=id)).moved(version, task)
        if moved is None:
            return
        self._work.put(moved)
        for waiting, by in ((known.waits if known else None, -1), (moved.waits, 1)):
            for desk in waiting.desks if waiting else ():
                key = waiting.counted_on(desk) if waiting else ""
                self.change(desk, lambda before, key=key, by=by: before.counting(key, by))  # type: ignore[misc]
