"""Who takes part: hosts and candidates of a scheme, as the applications service told of them.

The places they have given away stand apart (`places`): the same enterprise or person may take part in several schemes.
"""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from services.matching.model.places import Places
from services.matching.model.runs import RunFacts
from services.matching.model.terms import last_day
from services.matching.model.waiting import Waiting
from shared.events.applications import CommissionerFacts, EnterpriseFacts, NeedFacts
from shared.ids import shard_of
from shared.store.record import Index, Projection

SHARDS = 4
"""Partitions a scheme's hosts, and its candidates, are spread over."""
RUNS_SHOWN = 10
"""How many of its latest runs a scheme carries with it; older ones are listed on their own."""


def shards_of(scheme_id: str) -> list[str]:
    """The partitions a scheme's hosts, and its candidates, are listed in."""
    return [f"{scheme_id}#{shard}" for shard in range(SHARDS)]


class Scheme(Projection):
    """A published scheme: its rules, the run under way (one at a time, empty: none) and the latest runs."""

    name: str
    year: int
    term_months: int
    most_enterprises: int
    opens: date
    closes: date
    funding_fen: int = 0
    funding_per: str = "unit"
    running: str = ""
    latest: tuple[RunFacts, ...] = ()

    newest: ClassVar[Index["Scheme"]] = Index(
        partition=lambda each: None if each.gone else "schemes", sort=lambda each: f"{each.year:04d}|{each.id}"
    )

    def places_of(self, candidate: "Candidate") -> int:
        """How many enterprises the candidate may serve at once: what they offered, up to the scheme's limit."""
        return min(candidate.facts.capacity, self.most_enterprises)

    def is_matched_on(self, today: date) -> bool:
        """Whether nights still pair people in it: from its opening until a term begun at its close would be over."""
        return self.opens <= today <= last_day(self.closes + timedelta(days=1), self.term_months)

    def noting(self, run: RunFacts) -> Self:
        """The scheme with the run among its latest, in its present state."""
        others = [each for each in self.latest if each.run_id != run.run_id]
        return self.changed(
            latest=tuple(sorted((run, *others), key=lambda each: each.started_at, reverse=True))[:RUNS_SHOWN],
            running=run.run_id if run.completed_at is None else "",
        )


class Host(Projection):
    """An accepted enterprise. `met` are the candidates ever proposed to it: no pair is proposed twice.

    `waiting` is why it stands on the waiting list, if it does; `waits_since` since when, unless served between.
    """

    scheme_id: str
    owner: str
    facts: EnterpriseFacts
    met: tuple[str, ...] = ()
    waiting: Waiting | None = None
    waits_since: datetime | None = None

    by_scheme: ClassVar[Index["Host"]] = Index(
        partition=lambda each: None if each.gone else f"{each.scheme_id}#{shard_of(each.id, SHARDS)}",
        sort=lambda each: each.id,
    )
    # By county, so that a county's officers read one stretch of it, and within it who has waited longest.
    on_waiting_list: ClassVar[Index["Host"]] = Index(
        partition=lambda each: None if each.gone or each.waiting is None else "all",
        sort=lambda each: f"{each.facts.county}|{each.waits_since}|{each.id}",
    )
    waiting_of: ClassVar[Index["Host"]] = Index(
        partition=lambda each: None if each.gone or each.waiting is None else each.owner,
        sort=lambda each: f"{each.waits_since}|{each.id}",
    )

    @property
    def places_id(self) -> str:
        """Where the places stand that the enterprise holds in all schemes."""
        return Places.of_enterprise(self.facts, self.id)

    def need(self, id: str) -> NeedFacts | None:
        """The stated need of that id, while it is stated."""
        return next((need for need in self.facts.needs if need.id == id), None)

    def meeting(self, candidate_id: str) -> Self:
        """The host to whom the candidate was proposed; it waits no more, unless that comes to nothing."""
        return self.changed(met=(*self.met, candidate_id), waiting=None)

    def waiting_for(self, why: Waiting, now: datetime) -> Self:
        """The host on the waiting list: since it first was, if it was before and not served."""
        return self.changed(waiting=why, waits_since=self.waits_since or now)

    def served(self) -> Self:
        """The host with a dispatch: it waits no more."""
        return self.changed(waiting=None, waits_since=None)


class Candidate(Projection):
    """An accepted commissioner."""

    scheme_id: str
    owner: str
    facts: CommissionerFacts

    by_scheme: ClassVar[Index["Candidate"]] = Index(
        partition=lambda each: None if each.gone else f"{each.scheme_id}#{shard_of(each.id, SHARDS)}",
        sort=lambda each: each.id,
    )

    @property
    def places_id(self) -> str:
        """Where the places stand that the person holds in all schemes."""
        return Places.of_person(self.owner)
