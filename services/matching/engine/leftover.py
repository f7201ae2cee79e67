"""Why somebody with a place free is left without anybody, and who came nearest."""

from collections.abc import Sequence
from typing import Literal

from .candidates import ANY, AVAILABLE, NOBODY, QUALIFIED, Candidates
from .model import MICRO, Commissioner, Enterprise, Idle, Nearest, Obstacle, Unserved
from .rules import Rules
from .vectors import Ints


def unserved(
    found: Candidates,
    rules: Rules,
    commissioners: Sequence[Commissioner],
    enterprises: Sequence[Enterprise],
    served: set[int],
) -> tuple[Unserved, ...]:
    """Enterprises with a place free that are not among those served (by place in the order)."""
    result: list[Unserved] = []
    for place, host in enumerate(enterprises):
        if host.free and place not in served:
            level, other, score = _nearest(found.best_of_enterprise, found.best_of_enterprise_score, place)
            obstacle: Obstacle | None = rules.obstacle(other, host) if level == ANY and other != NOBODY else None
            nearest = None if other == NOBODY else Nearest(commissioners[other].id, score, obstacle)
            result.append(Unserved(host.id, _reason(level) or "no_qualified_commissioner", nearest))
    return tuple(result)


def idle(
    found: Candidates,
    rules: Rules,
    commissioners: Sequence[Commissioner],
    enterprises: Sequence[Enterprise],
    sent: set[int],
) -> tuple[Idle, ...]:
    """Commissioners with capacity free who are not among those sent (by place in the order)."""
    result: list[Idle] = []
    for place, person in enumerate(commissioners):
        if person.free and place not in sent:
            level, other, score = _nearest(found.best_of_commissioner, found.best_of_commissioner_score, place)
            blocked = level == ANY and other != NOBODY
            obstacle: Obstacle | None = rules.obstacle(place, enterprises[other]) if blocked else None
            nearest = None if other == NOBODY else Nearest(enterprises[other].id, score, obstacle)
            result.append(Idle(person.id, _reason(level) or "no_qualified_enterprise", nearest))
    return tuple(result)


def _nearest(best: Ints, scores: Ints, place: int) -> tuple[int, int, float]:
    """The furthest level anybody reached, who, and with what score."""
    for level in (AVAILABLE, QUALIFIED):
        if best[level, place] != NOBODY:
            return level, int(best[level, place]), int(scores[level, place]) / MICRO
    return ANY, int(best[ANY, place]), max(0, int(scores[ANY, place])) / MICRO


def _reason(level: int) -> Literal["all_full", "outranked"] | None:
    return "outranked" if level == AVAILABLE else "all_full" if level == QUALIFIED else None
