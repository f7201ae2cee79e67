"""That the schedules really are perilous: every peril happens, and so does every answer that must be told apart."""

from collections import Counter

from shared.store.sqlite import SqliteStore
from tests.crash.village import Village, village

SCHEDULES = 300
BOTH = ("before", "after")
CALLS = ("receive", "delete", "retry_later")


def test_every_peril_and_every_answer_happens():
    services = village()
    steps: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    for seed in range(SCHEDULES):
        schedule = Village(seed, services, {name: SqliteStore(":memory:", synchronous="OFF") for name in services})
        schedule.run()
        steps.update(step.partition(" of ")[0] for step in schedule.chance.steps)
        answers.update(schedule.answers.values())
    perils = {
        "  meanwhile:",
        *(f"  commit: {fault}" for fault in ("CONFLICT", "THROTTLED", "LOST_BEFORE", "LOST_AFTER")),
        *(f"  {name} out" for name in services),
        *(f"  killed {when} a commit" for when in BOTH),
        *(f"  killed {when} a publish" for when in BOTH),
        *(f"  killed {when} {call}" for when in BOTH for call in CALLS),
        *(f"  killed {when} {name} forgot what it told" for when in BOTH for name in ("gardens", "letters")),
    }
    assert perils - steps.keys() == set()
    assert {"named", "opened", "booked", "enlarged", "closed", "begun", "Full", "Unknown"} == answers.keys()
