"""Texts as sublinear TF-IDF vectors of length 1, and the cosines of many needs with many texts at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .text import terms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Vectors:
    """Sparse rows: row i holds terms `ids[starts[i]:starts[i+1]]` with `weights`; `vocabulary` numbers the terms."""

    vocabulary: dict[str, int]
    starts: Ints
    ids: Ints
    weights: Floats

    @property
    def rows(self) -> int:
        return len(self.starts) - 1

    def row(self, index: int) -> tuple[Ints, Floats]:
        """The term numbers and weights of one text."""
        part = slice(int(self.starts[index]), int(self.starts[index + 1]))
        return self.ids[part], self.weights[part]

    def dense(self, index: int) -> Floats:
        """One text's weight for every term of the vocabulary."""
        full = np.zeros(len(self.vocabulary))
        ids, weights = self.row(index)
        full[ids] = weights
        return full


def vectorise(texts: Sequence[str]) -> Vectors:
    """TF-IDF over the texts at hand: (1 + ln tf) × ln(1 + n/df), each row scaled to length 1 (an empty text to 0).

    ln(1 + n/df) never falls to 0, so two identical texts stay alike even where there is nothing else to compare with.
    """
    vocabulary: dict[str, int] = {}
    ids: list[int] = []
    counts: list[int] = []
    starts = [0]
    for text in texts:
        counted = Counter(terms(text))
        ids.extend(vocabulary.setdefault(term, len(vocabulary)) for term in counted)
        counts.extend(counted.values())
        starts.append(len(ids))
    columns, bounds = np.array(ids, np.int64), np.array(starts, np.int64)
    spread = np.bincount(columns, minlength=len(vocabulary))
    filled = np.count_nonzero(np.diff(bounds))
    weights = (1 + np.log(np.array(counts, np.float64))) * np.log1p(filled / np.maximum(spread, 1))[columns]
    owner = np.repeat(np.arange(len(texts)), np.diff(bounds))
    length = np.sqrt(np.bincount(owner, weights=weights**2, minlength=len(texts)))
    return Vectors(vocabulary, bounds, columns, weights / length[owner])


class Postings:
    """The same vectors of some texts turned round: for each term, the texts that hold it."""

    def __init__(self, vectors: Vectors, first: int, last: int) -> None:
        """Indexes rows `first` (included) to `last` (excluded)."""
        part = slice(int(vectors.starts[first]), int(vectors.starts[last]))
        owner = np.repeat(np.arange(last - first), np.diff(vectors.starts[first : last + 1]))
        order = np.argsort(vectors.ids[part], kind="stable")
        self._vectors = vectors
        self._texts = last - first
        self._owner, self._weights = owner[order], vectors.weights[part][order]
        held = np.bincount(vectors.ids[part], minlength=len(vectors.vocabulary))
        self._starts = np.concatenate(([0], np.cumsum(held)))

    def cosines(self, first: int, last: int) -> Floats:
        """Cosine of rows `first`..`last` of the vectors with every indexed text: one line a row, one column a text."""
        part = slice(int(self._vectors.starts[first]), int(self._vectors.starts[last]))
        ids, weights = self._vectors.ids[part], self._vectors.weights[part]
        line = np.repeat(np.arange(last - first), np.diff(self._vectors.starts[first : last + 1]))
        lengths = self._starts[ids + 1] - self._starts[ids]
        # Each term's postings laid end to end: where they begin, plus a count that restarts at every term.
        offsets = np.repeat(self._starts[ids] - (np.cumsum(lengths) - lengths), lengths)
        at = offsets + np.arange(len(offsets))
        cell = np.repeat(line * self._texts, lengths) + self._owner[at]
        products = np.repeat(weights, lengths) * self._weights[at]
        flat = np.bincount(cell, weights=products, minlength=(last - first) * self._texts)
        return np.asarray(flat, np.float64).reshape(last - first, self._texts)
