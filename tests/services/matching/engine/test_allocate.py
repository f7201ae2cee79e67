"""The allocation against every possible choice."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.engine.allocate import Problem, allocate

from . import oracle


@st.composite
def problems(draw):
    people, hosts = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    every = [(p, h) for p in range(people) for h in range(hosts)]
    pairs = sorted(draw(st.lists(st.sampled_from(every), unique=True, max_size=9)))
    few = st.sampled_from([0, 1, 2, 999_999, 1_000_000])  # ties and extremes on purpose
    points = draw(st.lists(few | st.integers(0, 1_000_000), min_size=len(pairs), max_size=len(pairs)))
    capacity = draw(st.lists(st.integers(0, 3), min_size=people, max_size=people))
    demand = draw(st.lists(st.integers(0, 3), min_size=hosts, max_size=hosts))
    tier = draw(st.lists(st.integers(0, 2), min_size=hosts, max_size=hosts))
    return pairs, points, capacity, demand, tier


def solved(pairs, points, capacity, demand, tier):
    one = [np.array(column, np.int64) for column in ([p for p, _ in pairs], [h for _, h in pairs])]
    return [
        int(at)
        for at in np.flatnonzero(
            allocate(Problem(*one, *(np.array(x, np.int64) for x in (points, capacity, demand, tier))))
        )
    ]


@settings(max_examples=300, deadline=None)
@given(problems())
def test_choice_is_the_best_in_the_stated_order(problem):
    pairs, points, capacity, demand, tier = problem
    chosen = solved(*problem)
    assert oracle.aim(chosen, pairs, points, tier) == oracle.best_aim(*problem)
    assert all(n <= capacity[p] for p, n in Counter(pairs[at][0] for at in chosen).items())
    assert all(n <= demand[h] for h, n in Counter(pairs[at][1] for at in chosen).items())


def test_a_higher_tier_goes_before_any_score():
    assert solved([(0, 0), (0, 1)], [1, 1_000_000], [1], [1, 1], [0, 2]) == [0]


def test_more_places_go_before_any_score():
    # Person 0 suits both, person 1 only host 0: the best pair (0, 0) would leave host 1 empty.
    assert solved([(0, 0), (0, 1), (1, 0)], [1_000_000, 1, 1], [1, 1], [1, 1], [2, 2]) == [1, 2]


def test_nothing_to_choose_from_is_no_error():
    assert solved([], [], [1], [1], [0]) == []


def test_scores_too_large_for_the_solver_are_refused():
    with pytest.raises(OverflowError, match="64 bits"):
        solved([(0, 0)], [2**60], [1], [1], [0])
    assert solved([(0, 0)], [2**60 // 36 - 1], [1], [1], [0]) == [0]
