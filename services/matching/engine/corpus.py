"""The run's texts as vectors, and what each commissioner's texts are worth for each need."""

from collections.abc import Sequence

import numpy as np

from .model import Commissioner, Enterprise
from .text import normalise
from .vectors import Floats, Ints, Postings, vectorise

EXPERTISE = -1
"""Stands for the statement of expertise where a work is meant by its index."""
_CELLS = 500_000
"""Needs × texts compared at one go: some 100 MB at most while it lasts."""


class Corpus:
    """All texts of one run: the commissioners' first, each one's in a row, then the needs of each enterprise."""

    def __init__(self, commissioners: Sequence[Commissioner], enterprises: Sequence[Enterprise]) -> None:
        people = [_texts(one) for one in commissioners]
        self.works = [[index for index, _ in texts] for texts in people]
        self.firsts = np.concatenate(([0], np.cumsum([len(texts) for texts in people], dtype=np.int64)))
        self.texts = int(self.firsts[-1])
        self.needs = np.concatenate(([0], np.cumsum([len(one.needs) for one in enterprises], dtype=np.int64)))
        spoken = [text for texts in people for _, text in texts]
        self.vectors = vectorise([*spoken, *(need.text for one in enterprises for need in one.needs)])
        self._postings = Postings(self.vectors, 0, self.texts)
        self._slabs = _slabs(self.firsts)

    def values(self, first: int, last: int) -> Floats:
        """The text value, 0..1, of every commissioner (column) for the needs `first`..`last` (lines)."""
        step = max(1, _CELLS // max(1, self.texts))
        blocks = [self._block(at, min(at + step, last)) for at in range(first, last, step)]
        return np.concatenate(blocks) if blocks else np.zeros((0, len(self.works)))

    def _block(self, first: int, last: int) -> Floats:
        cosines = self._postings.cosines(self.texts + first, self.texts + last)
        order, slabs = self._slabs
        best, second, third = (np.zeros((last - first, len(order))) for _ in range(3))
        for columns in slabs:
            n = len(columns)
            x = cosines[:, columns]
            beaten = np.minimum(best[:, :n], x)
            np.maximum(best[:, :n], x, out=best[:, :n])
            x = np.minimum(second[:, :n], beaten)
            np.maximum(second[:, :n], beaten, out=second[:, :n])
            np.maximum(third[:, :n], x, out=third[:, :n])
        values = np.empty_like(best)
        values[:, order] = worth(best, second, third)
        return values

    def cosines_of(self, commissioner: int, need: int) -> Floats:
        """The cosine of each of one commissioner's texts with one need."""
        first, last = int(self.firsts[commissioner]), int(self.firsts[commissioner + 1])
        begin, end = int(self.vectors.starts[first]), int(self.vectors.starts[last])
        owner = np.repeat(np.arange(last - first), np.diff(self.vectors.starts[first : last + 1]))
        products = self.vectors.dense(self.texts + need)[self.vectors.ids[begin:end]] * self.vectors.weights[begin:end]
        return np.asarray(np.bincount(owner, weights=products, minlength=last - first), np.float64)


def worth(best: Floats, second: Floats, third: Floats) -> Floats:
    """What a person's three best cosines with a need come to, 0..1; a text that is not there has cosine 0.

    The mean of the three (measured best, design.md). Where fewer texts bear on the need, the missing ones are not left
    out of the mean, or hiding all works but the best would pay; nor are they plain zeros, or the young would have no
    chance: the best alone counts half, the best two three quarters of their mean, and the kindest of the three readings
    holds. So another text never lowers anybody's value.
    """
    two = best + second
    return np.minimum(np.maximum(np.maximum(best / 2, two * 3 / 8), (two + third) / 3), 1.0)


def _texts(commissioner: Commissioner) -> list[tuple[int, str]]:
    """The person's texts with their index among the works; the same text said twice counts once."""
    seen: set[str] = set()
    kept: list[tuple[int, str]] = []
    for index, text in [*enumerate(commissioner.works), (EXPERTISE, commissioner.expertise)]:
        key = "".join(sign for sign in normalise(text).casefold() if sign.isalnum())
        if key and key not in seen:
            seen.add(key)
            kept.append((index, text))
    return kept


def _slabs(firsts: Ints) -> tuple[Ints, list[Ints]]:
    """Commissioners by falling number of texts, and for k = 0, 1, … the k-th text of each who has that many.

    With people in this order each slab touches an unbroken front part, so the best three are found slab by slab.
    """
    counts = np.diff(firsts)
    order = np.argsort(-counts, kind="stable")
    longest = int(counts.max(initial=0))
    return order, [firsts[:-1][order[counts[order] > k]] + k for k in range(longest)]
