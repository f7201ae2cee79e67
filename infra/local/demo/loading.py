"""How far the demonstration has come, kept in the data folder so that an interrupted loading is taken up again."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from infra.local.demo.cast import Cast
from infra.local.demo.programme import Programme
from infra.local.folder import write_whole
from infra.local.machine import Machine
from shared.clock import beijing_date


class Marker:
    """The file: stages done, and what later stages must know of earlier ones."""

    def __init__(self, path: Path) -> None:
        self._path = path
        read: dict[str, Any] = json.loads(path.read_text())
        self.stages: list[str] = read.get("stages", [])
        self.facts: dict[str, Any] = read.get("facts", {})

    def done(self, stage: str) -> None:
        """Remember that a stage is done."""
        self.stages.append(stage)
        self.save()

    def save(self) -> None:
        """Write it down."""
        write_whole(self._path, json.dumps({"stages": self.stages, "facts": self.facts}, indent=1))


class Loading:
    """What the stages work with."""

    def __init__(self, machine: Machine, marker: Marker) -> None:
        self.machine = machine
        self.marker = marker
        self.programme = Programme()
        self.cast = Cast(machine)

    def day(self, name: str) -> date:
        """Today, the first time `name` is asked for, and the same day ever after: a repeated request says the same."""
        if name not in self.marker.facts:
            self.marker.facts[name] = beijing_date(self.machine.clock.now()).isoformat()
            self.marker.save()
        return date.fromisoformat(self.marker.facts[name])

    def note(self, group: str, key: str, value: str) -> None:
        """Remember the id something got."""
        self.marker.facts.setdefault(group, {})[key] = value

    def noted(self, group: str) -> dict[str, str]:
        """What was remembered of a group."""
        known: dict[str, str] = self.marker.facts.get(group, {})
        return known
