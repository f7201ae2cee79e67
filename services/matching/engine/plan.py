"""The one way in: everybody and everything in, the plan with its reasons out. The same input gives the same plan.

numpy and the solver are imported when a plan is made, not before: most functions of the service never make one.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from .model import MICRO, Commissioner, Enterprise, Params, Plan, Summary, TierServed

if TYPE_CHECKING:
    from .candidates import Candidates
    from .vectors import Ints

_TIERS = 3


def plan(
    commissioners: Sequence[Commissioner],
    enterprises: Sequence[Enterprise],
    params: Params = Params(),  # noqa: B008 — frozen
    held: Collection[tuple[str, str]] = (),
) -> Plan:
    """Proposes whom to send where, for the places still free.

    `held` are (commissioner, enterprise) ids of pairs that exist already or were declined: never proposed again; places
    they take are told by `taken`. The order of aims: hard rules; most places filled of tier 0, then of tier 1, then of
    tier 2; then the highest total score. Row order changes nothing: everything is put in order of ids first.

    Raises ValueError where two commissioners or two enterprises have the same id.
    """
    from . import candidates, leftover
    from .corpus import Corpus
    from .explain import Explainer
    from .rules import Rules

    people = sorted(commissioners, key=lambda one: one.id)
    hosts = [
        replace(one, needs=tuple(sorted(one.needs, key=lambda need: (need.id, need.text))))
        for one in sorted(enterprises, key=lambda one: one.id)
    ]
    _refuse_doubles([one.id for one in people], "commissioners")
    _refuse_doubles([one.id for one in hosts], "enterprises")
    corpus = Corpus(people, hosts)
    rules = Rules(people, held, params)
    found = candidates.find(corpus, rules, people, hosts, params)
    chosen = _choose(found, people, hosts)
    explainer = Explainer(corpus, people, hosts, params)
    pairs = [explainer.pair(*(int(column[at]) for column in _columns(found))) for at in chosen]
    sent = {int(found.commissioner[at]) for at in chosen}
    served = [int(found.enterprise[at]) for at in chosen]
    return Plan(
        pairs=tuple(sorted(pairs, key=lambda pair: (pair.enterprise, pair.commissioner))),
        unserved=leftover.unserved(found, rules, people, hosts, set(served)),
        idle=leftover.idle(found, rules, people, hosts, sent),
        summary=Summary(
            pairs=len(pairs),
            total_score=sum(int(found.score[at]) for at in chosen) / MICRO,
            commissioners=sum(one.free > 0 for one in people),
            tiers=tuple(_tier(tier, hosts, served) for tier in range(_TIERS)),
            candidates=len(found.score),
            exact=found.exact,
        ),
    )


def _choose(found: "Candidates", people: Sequence[Commissioner], hosts: Sequence[Enterprise]) -> list[int]:
    """The numbers of the chosen candidates."""
    import numpy as np

    from .allocate import Problem, allocate

    problem = Problem(
        commissioner=found.commissioner,
        enterprise=found.enterprise,
        score=found.score,
        capacity=np.array([one.free for one in people], np.int64),
        demand=np.array([one.free for one in hosts], np.int64),
        tier=np.array([one.tier for one in hosts], np.int64),
    )
    return [int(at) for at in np.flatnonzero(allocate(problem))]


def _columns(found: "Candidates") -> tuple["Ints", ...]:
    return found.commissioner, found.enterprise, found.need, found.text, found.score


def _tier(tier: int, hosts: Sequence[Enterprise], served: Sequence[int]) -> TierServed:
    waiting = [place for place, host in enumerate(hosts) if host.tier == tier and host.free]
    among = set(waiting)
    return TierServed(
        tier=tier,
        enterprises=len(waiting),
        served=len(among.intersection(served)),
        places=sum(hosts[place].free for place in waiting),
        filled=sum(place in among for place in served),
    )


def _refuse_doubles(ids: Sequence[str], whose: str) -> None:
    doubled = sorted({left for left, right in pairwise(ids) if left == right})
    if doubled:
        raise ValueError(f"{whose} given more than once: {', '.join(doubled[:10])}")
