"""Reading runs: the latest of every scheme, one with its pairs and those left over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.matching.model.parties import Scheme
from services.matching.model.proposals import Proposal, State
from services.matching.model.runs import Beginning, LeftOver, LeftOverPart, Run, RunFacts
from services.matching.model.wording import left_said
from services.matching.queries.proposals import PairView, pair
from shared.auth.actor import Actor
from shared.jobs import Job
from shared.rules import Unknown
from shared.store.port import Store
from shared.store.sifted import sifted
from shared.store.whole import every
from shared.view import View

RUNS_SHOWN = 20


class SchemeLine(View):
    """A scheme that can be matched. `running` is the id of the run under way, or empty."""

    id: str
    name: str
    year: int
    running: str


class RunLine(View):
    """A run in figures: `pairs` planned; of those `proposed`, and `skipped` because a place went meanwhile."""

    id: str
    scheme_id: str
    scheme_name: str
    year: int
    state: str
    began_by: Beginning
    started_at: datetime
    completed_at: datetime | None
    pairs: int
    proposed: int
    skipped: int
    unserved: int
    idle: int

    @classmethod
    def of(cls, facts: RunFacts) -> "RunLine":
        return cls(**_line(facts))


class RunList(View):
    """Runs, the newest scheme's first, and the schemes a run can be started for."""

    schemes: list[SchemeLine]
    items: list[RunLine]
    next: str | None = None


class LeftView(View):
    """Somebody a run left over: an enterprise with a place free, or a commissioner."""

    id: str
    name: str
    county: str
    reason: str
    nearest_id: str
    nearest_name: str
    nearest_score: float
    obstacle: str
    said: str

    @classmethod
    def of(cls, left: LeftOver, language: str) -> "LeftView":
        return cls(said=left_said(left, language), **left.model_dump(exclude={"nearest_county"}))


class RunView(RunLine):
    """A run with a page of its pairs, the best first, and a part of those left over. `done`: pairs handled so far."""

    done: int
    proposals: list[PairView]
    next: str | None
    unserved_enterprises: list[LeftView]
    idle_commissioners: list[LeftView]
    part: int
    parts: int


@dataclass(frozen=True)
class WantedRuns:
    """Which runs: begun by what, under way or completed; those of one scheme the newest or the oldest first."""

    began: Beginning | None = None
    state: str = ""
    oldest_first: bool = False
    after: str | None = None

    def keep(self, facts: RunFacts) -> bool:
        """What no index tells."""
        return self.began in (None, facts.began_by) and self.state in ("", _state(facts))


@dataclass(frozen=True)
class WantedPairs:
    """Which of a run: its pairs in one state, and pairs and enterprises left over of one county."""

    state: State | None = None
    county: str = ""
    worst_first: bool = False
    after: str | None = None
    part: int = 0

    def keep(self) -> Callable[[Proposal], bool] | None:
        """What no index of a run's pairs tells."""
        if self.state is None and not self.county:
            return None
        return lambda each: self.state in (None, each.state) and self.county in ("", each.county)


def runs(store: Store, wanted: WantedRuns) -> RunList:
    """The latest runs of each scheme and the schemes themselves, in one read."""
    page = store.query(Scheme.newest, "schemes", descending=True, after=wanted.after, limit=20)
    lines = [SchemeLine.model_validate(each.model_dump(include=set(SchemeLine.model_fields))) for each in page.items]
    found = [RunLine.of(facts) for each in page.items for facts in each.latest if wanted.keep(facts)]
    return RunList(schemes=lines, items=found, next=page.next)


def runs_of(store: Store, scheme_id: str, wanted: WantedRuns) -> RunList:
    """All runs of one scheme, by when they began."""
    page = store.query(
        Run.by_scheme, scheme_id, descending=not wanted.oldest_first, after=wanted.after, limit=RUNS_SHOWN
    )
    found = [RunLine.of(run.facts) for run in page.items if wanted.keep(run.facts)]
    return RunList(schemes=[], items=found, next=page.next)


def run(store: Store, read: tuple[Run | None, Job | None], actor: Actor, language: str, wanted: WantedPairs) -> RunView:
    """A run (`read`, with its job) and its pairs. Raises Unknown for one, or a part of those left over, not there."""
    found, job = read
    if found is None:
        raise Unknown
    page = sifted(store, Proposal.of_run, found.id, wanted.keep(), after=wanted.after, descending=wanted.worst_first)
    left = _left(store, found, wanted.part)
    unserved = [each for each in left.unserved if wanted.county in ("", each.county)]
    facts = found.facts
    return RunView(
        done=facts.pairs if facts.completed_at else min(job.done, facts.pairs) if job else 0,
        proposals=[PairView(**pair(each, actor, language)) for each in page.items],
        next=page.next,
        unserved_enterprises=[LeftView.of(each, language) for each in unserved],
        idle_commissioners=[LeftView.of(each, language) for each in left.idle],
        part=wanted.part,
        parts=found.parts,
        **_line(facts),
    )


def matched_schemes(store: Store, today: date) -> Iterator[str]:
    """The ids of the schemes still matched on `today`."""
    return (each.id for each in every(store, Scheme.newest, "schemes") if each.is_matched_on(today))


def _line(facts: RunFacts) -> dict[str, Any]:
    return {"id": facts.run_id, "state": _state(facts), **facts.model_dump(exclude={"run_id"})}


def _state(facts: RunFacts) -> str:
    return "running" if facts.completed_at is None else "completed"


def _left(store: Store, run: Run, part: int) -> Run | LeftOverPart:
    if not part:
        return run
    found = store.get(LeftOverPart, f"{run.id}/{part}")
    if found is None:
        raise Unknown
    return found
