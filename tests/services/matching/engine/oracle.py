"""The same task done the slow and obvious way: dictionaries, loops and every possible choice.

It shares no code with the engine but the tokeniser and the small properties of the input.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import product

from services.matching.engine.model import Commissioner, Enterprise, Params
from services.matching.engine.text import terms

Vector = dict[str, float]
Aim = tuple[int, int, int, int]


def vectors(texts: Sequence[str]) -> list[Vector]:
    counts = [Counter(terms(text)) for text in texts]
    filled = sum(bool(count) for count in counts)
    spread = Counter(term for count in counts for term in count)
    raw = [{t: (1 + math.log(n)) * math.log(1 + filled / spread[t]) for t, n in count.items()} for count in counts]
    lengths = [math.sqrt(sum(weight**2 for weight in row.values())) for row in raw]
    return [{t: weight / length for t, weight in row.items()} for row, length in zip(raw, lengths, strict=True)]


def cosine(left: Vector, right: Vector) -> float:
    return sum(weight * right.get(term, 0.0) for term, weight in left.items())


def value(cosines: Sequence[float]) -> float:
    a, b, c = sorted([*cosines, 0.0, 0.0, 0.0], reverse=True)[:3]
    return min(1.0, max(a / 2, 3 / 4 * (a + b) / 2, (a + b + c) / 3))


def texts_of(commissioner: Commissioner) -> list[str]:
    """Each different text once: what differs only in signs and blanks is the same."""
    said = (*commissioner.works, commissioner.expertise)
    return list({"".join(terms(text)): text for text in said if terms(text)}.values())


def scores(
    commissioners: Sequence[Commissioner], enterprises: Sequence[Enterprise], params: Params
) -> dict[tuple[str, str], list[tuple[float, int]]]:
    """Text value and score in millionths for each need of each pair."""
    owned = [texts_of(one) for one in commissioners]
    every = vectors([t for texts in owned for t in texts] + [n.text for e in enterprises for n in e.needs])
    rows = iter(every)
    people = [[next(rows) for _ in texts] for texts in owned]
    needs = [[next(rows) for _ in one.needs] for one in enterprises]
    found: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for person, spoken in zip(commissioners, people, strict=True):
        for host, asked in zip(enterprises, needs, strict=True):
            found[person.id, host.id] = []
            for need, row in zip(host.needs, asked, strict=True):
                text = value([cosine(row, other) for other in spoken])
                shared = bool(need.service_types & person.service_types)
                points = round(round(text, 6) * params.text_weight * 1e6) + shared * round(
                    params.service_type_weight * 1e6
                )
                found[person.id, host.id].append((text, points))
    return found


def candidates(
    commissioners: Sequence[Commissioner],
    enterprises: Sequence[Enterprise],
    params: Params,
    held: Collection[tuple[str, str]],
) -> dict[tuple[str, str], int]:
    """The best score of every pair that the hard rules and the minimum let through, places aside."""
    every = scores(commissioners, enterprises, params)
    found: dict[tuple[str, str], int] = {}
    for person in commissioners:
        for host in enterprises:
            if (person.id, host.id) in held or host.id in person.excludes or person.id in host.excludes:
                continue
            if person.counties and host.county not in person.counties:
                continue
            fitting = [
                points
                for need, (text, points) in zip(host.needs, every[person.id, host.id], strict=True)
                if text >= max(params.minimum_text, 1e-6)
                and not (need.service_types and person.service_types and not need.service_types & person.service_types)
            ]
            if fitting:
                found[person.id, host.id] = max(fitting)
    return found


def choices(pairs: Sequence[tuple[int, int]], capacity: Sequence[int], demand: Sequence[int]) -> Iterator[list[int]]:
    """Every set of pairs within capacity and demand, as indexes."""
    for taken in product((False, True), repeat=len(pairs)):
        chosen = [at for at, wanted in enumerate(taken) if wanted]
        people, hosts = Counter(pairs[at][0] for at in chosen), Counter(pairs[at][1] for at in chosen)
        if all(n <= capacity[p] for p, n in people.items()) and all(n <= demand[h] for h, n in hosts.items()):
            yield chosen


def best_aim(
    pairs: Sequence[tuple[int, int]],
    points: Sequence[int],
    capacity: Sequence[int],
    demand: Sequence[int],
    tier: Sequence[int],
) -> Aim:
    """The most that can be had, in the stated order: places of tier 0, 1 and 2, then total score in millionths."""
    return max(aim(chosen, pairs, points, tier) for chosen in choices(pairs, capacity, demand))


def aim(chosen: Sequence[int], pairs: Sequence[tuple[int, int]], points: Sequence[int], tier: Sequence[int]) -> Aim:
    filled = Counter(tier[pairs[at][1]] for at in chosen)
    return filled[0], filled[1], filled[2], sum(points[at] for at in chosen)
