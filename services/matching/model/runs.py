"""A matching run: what was planned, how far it is, and who was left over and why."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict

from shared.language import N_
from shared.rules import RuleBroken
from shared.store.record import Index, Record

LEFT_ON_RUN = 100
"""Lines of those left over that stand on the run itself; the others are in parts, so that a run stays a small item."""
LEFT_A_PART = 200
"""Of either kind: 400 lines of the longest names (100 characters, twice a line) are about 340 KB of an item's 400."""


class RunUnderway(RuleBroken):
    """A scheme is matched by one run at a time."""

    says = N_("该批次的匹配正在进行，请等它完成后再开始新的一次")


class Beginning(StrEnum):
    """What a run began by."""

    BUTTON = "button"
    SCHEDULE = "schedule"


BEGINNINGS = {Beginning.BUTTON: N_("人工启动"), Beginning.SCHEDULE: N_("每晚自动")}


class RunFacts(BaseModel):
    """A run in figures. `pairs` were planned; of those some were `proposed`, others `skipped`: a place was gone."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    run_id: str
    scheme_id: str
    scheme_name: str
    year: int
    began_by: Beginning
    started_at: datetime
    completed_at: datetime | None = None
    pairs: int
    proposed: int = 0
    skipped: int = 0
    unserved: int
    idle: int


class LeftOver(BaseModel):
    """An enterprise with a place free, or a commissioner, whom a run gave nobody; codes are the engine's.

    `nearest…` is the other side's best for them, `obstacle` the rule in the way.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    id: str
    name: str
    county: str = ""
    reason: str
    nearest_id: str = ""
    nearest_name: str = ""
    nearest_county: str = ""
    nearest_score: float = 0.0
    obstacle: str = ""


class Run(Record):
    """One run of a scheme; its job has the same id. `parts` counts the parts of `LeftOverPart` there are."""

    audited: ClassVar[bool] = True

    facts: RunFacts
    unserved: tuple[LeftOver, ...] = ()
    idle: tuple[LeftOver, ...] = ()
    parts: int = 0

    by_scheme: ClassVar[Index["Run"]] = Index(
        partition=lambda run: run.facts.scheme_id, sort=lambda run: run.facts.started_at.isoformat()
    )

    def skipping(self) -> Self:
        """The run with one more pair that could no longer be proposed."""
        return self._with(skipped=self.facts.skipped + 1)

    def completed(self, now: datetime) -> Self:
        """The run with all its pairs proposed or skipped."""
        return self._with(proposed=self.facts.pairs - self.facts.skipped, completed_at=now)

    def _with(self, **facts: object) -> Self:
        return self.changed(facts=self.facts.model_copy(update=facts))


class LeftOverPart(Record):
    """A stretch of those left over; its id is `<run>/<part number>`, from 1."""

    unserved: tuple[LeftOver, ...] = ()
    idle: tuple[LeftOver, ...] = ()


def left_over(run: Run, unserved: list[LeftOver], idle: list[LeftOver]) -> tuple[Run, list[LeftOverPart]]:
    """The run with the first of those left over, and the parts for the others."""
    parts: list[LeftOverPart] = []
    for start in range(LEFT_ON_RUN, max(len(unserved), len(idle)), LEFT_A_PART):
        end = start + LEFT_A_PART
        id = f"{run.id}/{len(parts) + 1}"
        parts.append(LeftOverPart(id=id, unserved=tuple(unserved[start:end]), idle=tuple(idle[start:end])))
    first = run.changed(unserved=tuple(unserved[:LEFT_ON_RUN]), idle=tuple(idle[:LEFT_ON_RUN]), parts=len(parts))
    return first, parts
