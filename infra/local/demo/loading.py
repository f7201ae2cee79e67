"""How far the demonstration has come, kept in the data folder so that an interrupted loading is taken up again."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from infra.local.demo.cast import Cast
from infra.local.demo.clock import DemonstrationClock
from infra.local.demo.programme import Programme
from infra.local.demo.timeline import Timeline
from infra.local.folder import write_whole
from infra.local.machine import Machine
from shared.clock import beijing_date

DRAIN_SECONDS = 60.0
_TAKING_UP = timedelta(minutes=10)


class Marker:
    """The file: stages done, how many steps of the next one, and what later steps must know of earlier ones."""

    def __init__(self, path: Path) -> None:
        self._path = path
        read: dict[str, Any] = json.loads(path.read_text())
        self.stages: list[str] = read.get("stages", [])
        self.steps: int = read.get("steps", 0)
        self.reached: str = read.get("reached", "")
        self.facts: dict[str, Any] = read.get("facts", {})

    def done(self, stage: str) -> None:
        """Remember that a stage is done."""
        self.stages.append(stage)
        self.steps = 0
        self.save()

    def save(self) -> None:
        """Write it down."""
        kept = {"stages": self.stages, "steps": self.steps, "reached": self.reached, "facts": self.facts}
        write_whole(self._path, json.dumps(kept, indent=1))


class Loading:
    """What the stages work with."""

    def __init__(self, machine: Machine, marker: Marker, programme: Programme) -> None:
        self.machine = machine
        self.marker = marker
        self.programme = programme
        self.cast = Cast(machine)
        self.timeline = Timeline(self.day("loaded"))
        self.partners: dict[str, list[str]] | None = None
        """Which enterprises each commissioner is sent to, by keys, as far as it was asked."""
        self.dispatches: dict[str, list[dict[str, Any]]] = {}
        """A commissioner's dispatches, by key, as far as they were asked for."""
        self._clock_begun = False
        self.opens = self.timeline.published if programme.spread else self.timeline.loaded

    def day(self, name: str) -> date:
        """Today, the first time `name` is asked for, and the same day ever after: a repeated request says the same."""
        if name not in self.marker.facts:
            self.marker.facts[name] = beijing_date(self.machine.clock.now()).isoformat()
            self.marker.save()
        return date.fromisoformat(self.marker.facts[name])

    def today(self) -> date:
        """The day the clock shows."""
        return beijing_date(self.machine.clock.now())

    @property
    def reached(self) -> datetime:
        """Nothing that was recorded is later than that moment."""
        kept = self.marker.reached
        return datetime.fromisoformat(kept) if kept else datetime.min.replace(tzinfo=UTC)

    def reach(self, moment: datetime, steps: int) -> None:
        """Write down that so many steps of the stage are done, and that what follows is not later than `moment`."""
        self.marker.reached, self.marker.steps = moment.isoformat(), steps
        self.marker.save()

    def begin_clock(self, moment: datetime) -> None:
        """Set the clock for the first step of this loading, later than anything an earlier one recorded."""
        if self._clock_begun or not isinstance(self.machine.clock, DemonstrationClock):
            return
        if self.marker.reached:
            # What is taken up again takes a while itself, and may be interrupted again.
            self.reach(self.reached + _TAKING_UP, self.marker.steps)
        self.machine.clock.begin_at(max(moment, self.reached))
        self._clock_begun = True

    def move_clock(self, moment: datetime) -> None:
        """Let it be that moment, unless it is later already."""
        if isinstance(self.machine.clock, DemonstrationClock):
            self.machine.clock.move_to(moment)

    def release_clock(self) -> None:
        """Let it be now."""
        if isinstance(self.machine.clock, DemonstrationClock):
            self.machine.clock.release()

    def settle(self) -> None:
        """Let everything that happened be heard of by everybody."""
        self.machine.drain(DRAIN_SECONDS)

    def note(self, group: str, key: str, value: str) -> None:
        """Remember the id something got."""
        self.marker.facts.setdefault(group, {})[key] = value

    def noted(self, group: str) -> dict[str, str]:
        """What was remembered of a group."""
        known: dict[str, str] = self.marker.facts.get(group, {})
        return known
