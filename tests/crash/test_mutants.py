"""The known-bad variants: if a schedule did not catch them, it would not have caught us."""

import re
from collections import Counter

from shared.store.sqlite import SqliteStore
from tests.crash.reckoning import Violation, demand_whole, run_and_reckon
from tests.crash.village import Forgetful, Village, copy_plot_as_it_comes, village

SCHEDULES = 60


def violations(services, **how) -> Counter[str]:
    """What went wrong in some schedules, by its kind."""
    kinds: Counter[str] = Counter()
    for seed in range(SCHEDULES):
        schedule = Village(
            seed, services, {name: SqliteStore(":memory:", synchronous="OFF") for name in services}, **how
        )
        kinds.update({wrong.partition(":")[0] for wrong in run_and_reckon(schedule)})
    return kinds


def test_write_then_publish_loses_events():
    assert violations(village(), outbox=False)["lost"] > SCHEDULES // 4


def test_no_inbox_doubles_effects():
    assert violations(village(service_class=Forgetful))["doubled"] > SCHEDULES // 4


def test_no_version_order_lets_older_win_over_newer():
    assert violations(village(copying=copy_plot_as_it_comes))["older over newer"] > SCHEDULES // 10


def test_same_schedules_of_the_real_thing_are_whole():
    assert violations(village()) == Counter()


def test_failing_schedule_names_its_seed_and_its_steps():
    seed, told = first_violation(range(SCHEDULES))
    assert re.search(r"(?s)^seed \d+:\n.*killed after a commit of .*\n\n(lost|doubled)", told)
    # The same seed goes the same way, so that a failure can be looked into.
    assert first_violation([seed])[1].partition("\n\n")[0] == told.partition("\n\n")[0]


def first_violation(seeds) -> tuple[int, str]:
    """The first schedule of the mutant without an inbox that fails, and what is said of it."""
    services = village(service_class=Forgetful)
    for seed in seeds:
        schedule = Village(seed, services, {name: SqliteStore(":memory:", synchronous="OFF") for name in services})
        try:
            demand_whole(schedule)
        except Violation as violation:
            return seed, str(violation)
    raise AssertionError("no schedule failed")
