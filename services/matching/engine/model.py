"""What the engine is given and what it answers. Only the standard library, so that importing it costs nothing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

MICRO = 1_000_000
"""Scores are counted in whole millionths, so that sums are exact and equal scores are equal everywhere."""

Obstacle = Literal["held", "excluded", "county", "service_type", "below_minimum"]
Detail = str | int | float | tuple[str, ...]


@dataclass(frozen=True)
class Commissioner:
    """A person or team that can be sent.

    `works` are titles or abstracts, as many as there are; `counties` are GB/T 2260 codes they are willing to serve and
    `service_types` the kinds of service they offer, empty meaning any. `capacity` is how many enterprises they may
    serve at once, `taken` how many they already do. `excludes` are ids of enterprises they must not be sent to.
    """

    id: str
    name: str
    expertise: str
    works: tuple[str, ...]
    counties: frozenset[str] = frozenset()
    service_types: frozenset[str] = frozenset()
    capacity: int = 1
    taken: int = 0
    excludes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _refuse_negative(self.id, capacity=self.capacity, taken=self.taken)

    @property
    def free(self) -> int:
        """Enterprises this commissioner can still take on."""
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True)
class Need:
    """One stated technical need of an enterprise; empty `service_types` means any kind of service will do."""

    id: str
    text: str
    service_types: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Enterprise:
    """A host in one county (GB/T 2260 code). `demand` is how many commissioners it asks for, `taken` how many it has.

    The four classes of domain.md ("Priority of enterprises") may hold together. `excludes` are ids of commissioners.
    """

    id: str
    name: str
    county: str
    needs: tuple[Need, ...]
    above_scale: bool = False
    high_tech: bool = False
    nurtured: bool = False
    growth: bool = False
    demand: int = 1
    taken: int = 0
    excludes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _refuse_negative(self.id, demand=self.demand, taken=self.taken)

    @property
    def free(self) -> int:
        """Places this enterprise can still fill."""
        return max(0, self.demand - self.taken)

    @property
    def classes(self) -> tuple[str, ...]:
        """The priority classes it is in, in the order of domain.md."""
        held = (
            ("above_scale", self.above_scale),
            ("high_tech", self.high_tech),
            ("nurtured", self.nurtured),
            ("growth", self.growth),
        )
        return tuple(name for name, holds in held if holds)

    @property
    def tier(self) -> int:
        """0 above-scale or high-tech, 1 nurtured or growth, 2 any other: a lower tier's places are filled first."""
        return 0 if self.above_scale or self.high_tech else 1 if self.nurtured or self.growth else 2


@dataclass(frozen=True)
class Params:
    """How to weigh and prune; the defaults are those of an ordinary run.

    A score is `text_weight` × text + `service_type_weight` × (1 where both sides state a common service type). A pair
    whose text value is below `minimum_text` is no candidate, whatever else speaks for it: somebody who knows nothing of
    the subject is not sent. `require_service_type`: where both sides state service types, they must meet.
    Up to `exact_pairs` commissioners × enterprises every candidate is kept; beyond it the best `top_k` of each side.
    At most `words` shared words are shown for a pair.
    """

    text_weight: float = 0.95
    service_type_weight: float = 0.05
    minimum_text: float = 0.05
    require_service_type: bool = True
    exact_pairs: int = 1_000_000
    top_k: int = 64
    words: int = 6

    def __post_init__(self) -> None:
        for name in ("text_weight", "service_type_weight", "minimum_text"):
            value = getattr(self, name)
            if not (math.isfinite(value) and 0 <= value <= 100):
                raise ValueError(f"{name} must lie between 0 and 100, not {value}")
        if self.top_k < 1 or self.words < 0 or self.exact_pairs < 0:
            raise ValueError("top_k must be at least 1, words and exact_pairs at least 0")


@dataclass(frozen=True)
class Term:
    """One part of a score: `value` in 0..1, its `weight`, and the `points` it adds (value × weight, to 1e-6)."""

    name: Literal["text", "service_type"]
    value: float
    weight: float

    @property
    def points(self) -> float:
        return round(self.value * self.weight * MICRO) / MICRO


@dataclass(frozen=True)
class Reason:
    """A reason to be said in the reader's language.

    words_shared {words}; best_work {work: index, title}; expertise {}; county_willing {county};
    service_type {types}; priority_class {classes, tier}.
    """

    code: Literal["words_shared", "best_work", "expertise", "county_willing", "service_type", "priority_class"]
    params: Mapping[str, Detail]


@dataclass(frozen=True)
class Pair:
    """A proposal: ids, score (the sum of its terms' points, to 1e-6) and why.

    `words` stand in the need and in the person's best texts, strongest first. `work` is the index, in the
    commissioner's `works`, of the one nearest to the need; None where none bears on it.
    """

    commissioner: str
    enterprise: str
    need: str
    score: float
    terms: tuple[Term, ...]
    words: tuple[str, ...]
    work: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Nearest:
    """The other side's best for somebody left over: its id, the pair's score, and the rule in the way, if one is."""

    id: str
    score: float
    obstacle: Obstacle | None


@dataclass(frozen=True)
class Unserved:
    """An enterprise with places free that this plan gives nobody.

    no_qualified_commissioner: nobody passes the hard rules and the minimum. all_full: those who do have no capacity
    left. outranked: their capacity went to enterprises of a higher tier or to pairs that together score more.
    """

    enterprise: str
    reason: Literal["no_qualified_commissioner", "all_full", "outranked"]
    nearest: Nearest | None


@dataclass(frozen=True)
class Idle:
    """A commissioner with capacity free whom this plan sends nowhere; the reasons mirror `Unserved`."""

    commissioner: str
    reason: Literal["no_qualified_enterprise", "all_full", "outranked"]
    nearest: Nearest | None


@dataclass(frozen=True)
class TierServed:
    """One priority tier: enterprises with places free, those this plan serves; their free places, those it fills."""

    tier: int
    enterprises: int
    served: int
    places: int
    filled: int


@dataclass(frozen=True)
class Summary:
    """The plan in figures: `candidates` are the pairs weighed, `exact` is False where some were cut first."""

    pairs: int
    total_score: float
    commissioners: int
    tiers: tuple[TierServed, ...]
    candidates: int
    exact: bool


@dataclass(frozen=True)
class Plan:
    """The proposals and those left over, each list in order of ids."""

    pairs: tuple[Pair, ...]
    unserved: tuple[Unserved, ...]
    idle: tuple[Idle, ...]
    summary: Summary


def _refuse_negative(owner: str, **counts: int) -> None:
    for name, count in counts.items():
        if count < 0:
            raise ValueError(f"{owner}: {name} must be 0 or more, not {count}")
