"""From the records to the engine and back: who takes part in a run, and what the engine makes of them.

The engine brings numpy and its solvers in when it plans, not when it is imported, so this module costs a start nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from services.matching.engine.model import Commissioner, Enterprise, Idle, Need, Pair, Unserved
from services.matching.engine.plan import plan
from services.matching.model.parties import Candidate, Host, Scheme, shards_of
from services.matching.model.places import PARTITIONS, Places
from services.matching.model.proposals import Planned, ReasonFacts, TermFacts
from services.matching.model.runs import LeftOver
from shared.clock import beijing_date
from shared.store.record import Index, Record
from shared.store.whole import every
from shared.work import Work

R = TypeVar("R", bound=Record)

MOST_PAIRS = 500
"""Pairs one run proposes at most: with those left over they fit into one commit. The next run goes on from there."""
MOST_LEFT = 900
"""Lines of either kind of those left over that are kept; they are counted beyond it.

As many pairs and lines as there may be, with the longest names, stay below the 4 MB of a commit.
"""


@dataclass(frozen=True)
class Plan:
    """The pairs to propose, the most urgent first, and those left over in order of ids, with their true numbers."""

    pairs: tuple[Planned, ...]
    unserved: list[LeftOver]
    idle: list[LeftOver]
    unserved_count: int
    idle_count: int
    waiting: tuple[LeftOver, ...] = ()
    """Those of the unserved whom nobody serves and nobody is proposed to."""
    newly_waiting: bool = False
    """Whether one of these is not on the waiting list yet."""


def plan_of(work: Work, scheme: Scheme, run_id: str) -> Plan:
    """The engine's plan for everybody of the scheme, as the indexes show them: the commit of each pair decides."""
    today = beijing_date(work.at)
    hosts = {host.id: host for host in _everybody(work, Host.by_scheme, shards_of(scheme.id))}
    candidates = {each.id: each for each in _everybody(work, Candidate.by_scheme, shards_of(scheme.id))}
    places = {each.id: each for each in _everybody(work, Places.holding, PARTITIONS)}
    taken = {id: each.taken(today) for id, each in places.items()}
    enterprises = {host.id: _enterprise(host, taken.get(host.places_id, 0)) for host in hosts.values()}
    made = plan(
        [_commissioner(each, scheme, taken.get(each.places_id, 0)) for each in candidates.values()],
        list(enterprises.values()),
        held=_together(hosts.values(), candidates.values(), places, today),
    )
    urgent = sorted(made.pairs, key=lambda pair: (enterprises[pair.enterprise].tier, -pair.score))
    unserved = [_unserved(left, hosts, candidates) for left in made.unserved[:MOST_LEFT]]
    waiting = tuple(each for each in unserved if enterprises[each.id].taken == 0)
    return Plan(
        waiting=waiting,
        newly_waiting=any(hosts[each.id].waiting is None for each in waiting),
        pairs=tuple(_planned(pair, candidates, scheme, run_id) for pair in urgent[:MOST_PAIRS]),
        unserved=unserved,
        idle=[_idle(left, hosts, candidates) for left in made.idle[:MOST_LEFT]],
        unserved_count=len(made.unserved),
        idle_count=len(made.idle),
    )


def _together(
    hosts: Iterable[Host], candidates: Iterable[Candidate], places: Mapping[str, Places], today: date
) -> set[tuple[str, str]]:
    """Pairs that are not proposed: those proposed before in this scheme, and those together in another one."""
    by_places = {each.places_id: each.id for each in candidates}
    found = set()
    for host in hosts:
        found |= {(candidate_id, host.id) for candidate_id in host.met}
        hosting = places.get(host.places_id, Places(id=host.places_id))
        found |= {
            (by_places[each.other], host.id) for each in hosting.held if each.lasts(today) and each.other in by_places
        }
    return found


def _everybody(work: Work, index: Index[R], partitions: Sequence[str]) -> list[R]:
    return [each for shard in partitions for each in every(work, index, shard)]


def _commissioner(candidate: Candidate, scheme: Scheme, taken: int) -> Commissioner:
    facts = candidate.facts
    return Commissioner(
        id=candidate.id,
        name=facts.name,
        expertise=facts.expertise,
        works=facts.works,
        counties=frozenset(facts.counties),
        service_types=frozenset(facts.service_types),
        capacity=scheme.places_of(candidate),
        taken=taken,
    )


def _enterprise(host: Host, taken: int) -> Enterprise:
    facts = host.facts
    return Enterprise(
        id=host.id,
        name=facts.name,
        county=facts.county,
        needs=tuple(
            Need(id=need.id, text=f"{need.title}。{need.text}", service_types=frozenset(need.service_types))
            for need in facts.needs
        ),
        above_scale=facts.above_scale,
        high_tech=facts.high_tech,
        nurtured=facts.nurtured,
        growth=facts.growth,
        demand=facts.demand,
        taken=taken,
    )


def _planned(pair: Pair, candidates: Mapping[str, Candidate], scheme: Scheme, run_id: str) -> Planned:
    works: Sequence[str] = candidates[pair.commissioner].facts.works
    return Planned(
        run_id=run_id,
        scheme_id=scheme.id,
        enterprise_id=pair.enterprise,
        commissioner_id=pair.commissioner,
        need_id=pair.need,
        score=pair.score,
        terms=tuple(TermFacts(name=term.name, value=term.value, weight=term.weight) for term in pair.terms),
        words=pair.words,
        best_work="" if pair.work is None else works[pair.work],
        reasons=tuple(ReasonFacts(code=reason.code, params=dict(reason.params)) for reason in pair.reasons),
    )


def _unserved(left: Unserved, hosts: Mapping[str, Host], candidates: Mapping[str, Candidate]) -> LeftOver:
    host = hosts[left.enterprise]
    line = LeftOver(id=host.id, name=host.facts.name, county=host.facts.county, reason=left.reason)
    if left.nearest is None:
        return line
    nearest = left.nearest
    return line.model_copy(
        update={
            "nearest_id": nearest.id,
            "nearest_name": candidates[nearest.id].facts.name,
            "nearest_score": nearest.score,
            "obstacle": nearest.obstacle or "",
        }
    )


def _idle(left: Idle, hosts: Mapping[str, Host], candidates: Mapping[str, Candidate]) -> LeftOver:
    line = LeftOver(id=left.commissioner, name=candidates[left.commissioner].facts.name, reason=left.reason)
    if left.nearest is None:
        return line
    nearest = left.nearest
    return line.model_copy(
        update={
            "nearest_id": nearest.id,
            "nearest_name": hosts[nearest.id].facts.name,
            "nearest_county": hosts[nearest.id].facts.county,
            "nearest_score": nearest.score,
            "obstacle": nearest.obstacle or "",
        }
    )
