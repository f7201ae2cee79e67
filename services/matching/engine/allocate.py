"""The choice of pairs: exact, by minimum-cost flow over whole numbers (OR-Tools), in one stated order of aims.

1. As many places as possible of tier 0 are filled; 2. subject to that, as many as possible of tier 1, then of tier 2,
and so on; 3. subject to that, the total score is as high as possible.

Bonuses larger than any total of scores would express the order in one flow, but their size eats up the 64 bits and
slows the solver. They are not needed. The sets of places that can be filled together are the independent sets of a
matroid (a gammoid: sets linked to the source by paths), and in a matroid the greedy choice is best in every prefix: the
most places of the tiers 0..t together equals the sum of what the order of aims fills of each of them. So one maximum
flow per tier gives the number of places each tier gets, and one minimum-cost flow with these numbers fixed gives the
best total score.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .vectors import Ints


@dataclass(frozen=True)
class Problem:
    """Pairs to choose from and the limits: `capacity` per commissioner, `demand` and `tier` per enterprise.

    Pairs are given by place and must be distinct; scores are whole millionths, 0 or more.
    """

    commissioner: Ints
    enterprise: Ints
    score: Ints
    capacity: Ints
    demand: Ints
    tier: Ints


def allocate(problem: Problem) -> NDArray[np.bool_]:
    """Marks the chosen pairs. Always possible; an enterprise gets a commissioner at most once.

    Where several choices are equally good the solver's is taken, which depends on nothing but the order of the pairs:
    callers who sort them get the same answer from the same input, however it was given.
    """
    if not len(problem.score):
        return np.zeros(0, bool)
    _refuse_overflow(problem)
    tiers = int(problem.tier.max()) + 1
    reached = [_most_places(problem, upto) for upto in range(tiers)]
    filled = [most - before for before, most in zip([0, *reached], reached, strict=False)]
    return _best_score(problem, np.array(filled, np.int64))


def _refuse_overflow(problem: Problem) -> None:
    """Costs are multiplied by the number of nodes + 1 inside the solver, and prices of nodes grow along paths.

    Cost scaling lowers a price by at most 3 × nodes × epsilon a phase, and epsilon starts at the largest scaled cost
    and falls geometrically: so prices stay below 4 × nodes × (nodes + 1) × largest cost, and 64 bits hold them, sums of
    two included, while largest cost × (nodes + 1)² < 2^60. That is half a million a side at scores up to 1. Past it
    this refuses rather than answers wrongly; the scale of the scores would have to give way.
    """
    nodes = len(problem.capacity) + len(problem.demand) + int(problem.tier.max()) + 3
    if int(problem.score.max()) * (nodes + 1) ** 2 >= 2**60:
        raise OverflowError(f"scores up to {int(problem.score.max())} among {nodes} nodes do not fit into 64 bits")
    if int(problem.score.min()) < 0:
        raise ValueError("a score below 0 cannot be weighed against an empty place")


def _most_places(problem: Problem, upto: int) -> int:
    """How many places of the tiers 0..upto can be filled at once."""
    from ortools.graph.python.max_flow import SimpleMaxFlow

    people, hosts = len(problem.capacity), len(problem.demand)
    source, sink = people + hosts, people + hosts + 1
    meant = problem.tier[problem.enterprise] <= upto
    pairs = int(np.count_nonzero(meant))
    tails = np.concatenate((problem.commissioner[meant], np.full(people, source), people + np.arange(hosts)))
    heads = np.concatenate((people + problem.enterprise[meant], np.arange(people), np.full(hosts, sink)))
    limits = np.concatenate((np.ones(pairs, np.int64), problem.capacity, problem.demand))
    flow = SimpleMaxFlow()
    flow.add_arcs_with_capacity(tails.astype(np.int32), heads.astype(np.int32), limits)
    status = flow.solve(source, sink)
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the maximum flow over {pairs} pairs ended with {status}")
    return int(flow.optimal_flow())


def _best_score(problem: Problem, filled: Ints) -> NDArray[np.bool_]:
    """The pairs of the highest total score that fill exactly `filled[t]` places of each tier t."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    people, hosts, pairs = len(problem.capacity), len(problem.demand), len(problem.score)
    source = people + hosts
    tails = np.concatenate((problem.commissioner, np.full(people, source), people + np.arange(hosts)))
    heads = np.concatenate((people + problem.enterprise, np.arange(people), source + 1 + problem.tier))
    limits = np.concatenate((np.ones(pairs, np.int64), problem.capacity, problem.demand))
    costs = np.concatenate((-problem.score, np.zeros(people + hosts, np.int64)))
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tails.astype(np.int32), heads.astype(np.int32), limits, costs)
    ends = np.arange(source, source + 1 + len(filled), dtype=np.int32)
    flow.set_nodes_supplies(ends, np.concatenate(([filled.sum()], -filled)).astype(np.int64))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the minimum-cost flow over {pairs} pairs ended with {status}")
    return np.asarray(flow.flows(arcs[:pairs]) > 0)
