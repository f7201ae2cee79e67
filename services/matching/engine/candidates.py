"""Which pairs are weighed against each other, with their scores; and, for whoever is left over, who came nearest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .corpus import Corpus
from .model import MICRO, Commissioner, Enterprise, Params
from .rules import Rules
from .vectors import Ints

NOBODY = -1
ANY, QUALIFIED, AVAILABLE = range(3)
"""How near somebody came: by score alone, past the rules and the minimum too, and with a place free as well."""
_CELLS = 2_000_000
"""Needs × commissioners held in memory at once."""


@dataclass(frozen=True)
class Candidates:
    """The pairs to choose from, by enterprise, then commissioner: places in the order of the run, scores in millionths.

    `need` is the need's index within its enterprise. `best_of_enterprise[level][e]` is the commissioner that came
    nearest at that level, `..._score` its score; NOBODY where there is none; likewise for commissioners.
    """

    commissioner: Ints
    enterprise: Ints
    need: Ints
    text: Ints
    score: Ints
    exact: bool
    best_of_enterprise: Ints
    best_of_enterprise_score: Ints
    best_of_commissioner: Ints
    best_of_commissioner_score: Ints


@dataclass(frozen=True)
class _Block:
    """Scores of some enterprises (lines) × all commissioners (columns); NOBODY where a pair is out of the question."""

    first: int
    loose: Ints
    strict: Ints
    need: Ints
    text: Ints


def find(
    corpus: Corpus,
    rules: Rules,
    commissioners: Sequence[Commissioner],
    enterprises: Sequence[Enterprise],
    params: Params,
) -> Candidates:
    """Scores every pair and keeps those that may be proposed.

    All of them up to `params.exact_pairs`; beyond that the best `top_k` of each enterprise and the best `top_k` of each
    commissioner, so that whoever is qualified for anything open keeps a chance. `exact` says that nothing was cut.
    """
    n, m = len(commissioners), len(enterprises)
    free_people = np.array([one.free > 0 for one in commissioners], bool)
    free_hosts = np.array([one.free > 0 for one in enterprises], bool)
    keep_all = n * m <= params.exact_pairs
    open_total = 0
    of_enterprise, of_commissioner = _Nearest(m), _Nearest(n)
    kept: list[Ints] = []
    top = _TopOfEach(n, m, params.top_k)
    for block in _blocks(corpus, rules, enterprises, params):
        lines = slice(block.first, block.first + len(block.strict))
        everyone = np.ones_like(block.strict, bool)
        for level, scores in enumerate((block.loose, block.strict)):
            of_enterprise.see(level, scores, lines)
            of_commissioner.see_more(level, scores.T, block.first)
        of_enterprise.see(AVAILABLE, np.where(everyone & free_people, block.strict, NOBODY), lines)
        reachable = np.where(everyone & free_hosts[lines, None], block.strict, NOBODY)
        of_commissioner.see_more(AVAILABLE, reachable.T, block.first)
        open_pairs = np.where(everyone & free_people, reachable, NOBODY)
        open_total += int(np.count_nonzero(open_pairs >= 0))
        if keep_all:
            kept.append(_records(block, open_pairs, *np.nonzero(open_pairs >= 0)))
        else:
            kept.append(_records(block, open_pairs, *_best_of_lines(open_pairs, block.first, params.top_k)))
            top.see(block, open_pairs)
    records = np.concatenate([*kept, top.records()], axis=1)
    _, at = np.unique(records[1] * n + records[0], return_index=True)
    commissioner, enterprise, need, text, score = records[:, at]
    return Candidates(
        commissioner=commissioner,
        enterprise=enterprise,
        need=need,
        text=text,
        score=score,
        exact=len(at) == open_total,
        best_of_enterprise=of_enterprise.one,
        best_of_enterprise_score=of_enterprise.score,
        best_of_commissioner=of_commissioner.one,
        best_of_commissioner_score=of_commissioner.score,
    )


def _blocks(corpus: Corpus, rules: Rules, enterprises: Sequence[Enterprise], params: Params) -> Iterator[_Block]:
    """The enterprises in order, as many at a time as memory allows."""
    people = len(corpus.works)
    limit = max(1, _CELLS // max(1, people))
    first = 0
    while first < len(enterprises):
        last = first + 1
        while last < len(enterprises) and max(last + 1 - first, corpus.needs[last + 1] - corpus.needs[first]) <= limit:
            last += 1
        values = corpus.values(int(corpus.needs[first]), int(corpus.needs[last]))
        text = np.rint(values * MICRO).astype(np.int64)
        bounds = corpus.needs[first : last + 1] - corpus.needs[first]
        rows = [
            _score(text[bounds[k] : bounds[k + 1]], rules, enterprises[first + k], params) for k in range(last - first)
        ]
        yield _Block(first, *(np.stack(column) for column in zip(*rows, strict=True)))
        first = last


def _score(text: Ints, rules: Rules, enterprise: Enterprise, params: Params) -> tuple[Ints, Ints, Ints, Ints]:
    """One enterprise with everyone: score by its best need, rules aside; within the rules; that need; its text value.

    Points are rounded term by term, just as `model.Term.points` does, so that the terms add up to the score exactly.
    """
    people = text.shape[1]
    if not enterprise.needs:
        nothing = np.full(people, NOBODY, np.int64)
        return nothing, nothing, np.zeros(people, np.int64), np.zeros(people, np.int64)
    points = np.rint(text / MICRO * params.text_weight * MICRO).astype(np.int64)
    shared = np.stack([rules.shares_service(need.service_types) for need in enterprise.needs])
    points += shared * round(params.service_type_weight * MICRO)
    minimum = max(1, round(params.minimum_text * MICRO))
    fit = np.stack([rules.service(need) for need in enterprise.needs]) & (text >= minimum)
    loose = np.where(text > 0, points, NOBODY).max(axis=0)
    within = np.where(fit & rules.allowed(enterprise), points, NOBODY)
    need = within.argmax(axis=0)
    everyone = np.arange(people)
    return loose, within[need, everyone], need, text[need, everyone]


def _records(block: _Block, scores: Ints, lines: NDArray[np.intp], columns: NDArray[np.intp]) -> Ints:
    """Pairs as five rows: commissioner, enterprise, need, text, score."""
    need, text = block.need[lines, columns], block.text[lines, columns]
    return np.stack([columns, lines + block.first, need, text, scores[lines, columns]]).astype(np.int64)


def _ranked(scores: Ints, first: int) -> Ints:
    """Scores made all different within a line: among equals a turn that starts elsewhere in every line.

    Without the turn equals would all keep the same few partners, and most of them would go without for no reason.
    """
    lines, columns = scores.shape
    turn = (np.arange(columns) - np.arange(first, first + lines)[:, None]) % max(1, columns)
    return np.where(scores >= 0, scores * columns + turn, NOBODY)


def _best_of_lines(scores: Ints, first: int, k: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The k best columns of every line, as line and column numbers."""
    ranked = _ranked(scores, first)
    wanted = scores >= 0
    if k < ranked.shape[1]:
        wanted &= ranked >= np.partition(ranked, -k, axis=1)[:, -k, None]
    lines, columns = np.nonzero(wanted)
    return lines, columns


class _TopOfEach:
    """Each commissioner's best k enterprises among those seen so far."""

    def __init__(self, people: int, hosts: int, k: int) -> None:
        self._hosts, self._k = hosts, k
        self._kept = np.full((4, people, 0), NOBODY, np.int64)

    def see(self, block: _Block, scores: Ints) -> None:
        """Takes in one more block of enterprises."""
        lines, people = scores.shape
        place = np.broadcast_to(np.arange(block.first, block.first + lines), (people, lines))
        turn = (place - np.arange(people)[:, None]) % self._hosts
        ranked = np.where(scores.T >= 0, scores.T * self._hosts + turn, NOBODY)
        seen = np.concatenate([self._kept, np.stack([ranked, place, block.need.T, block.text.T])], axis=2)
        if seen.shape[2] > self._k:
            best = np.argpartition(seen[0], -self._k, axis=1)[:, -self._k :]
            seen = np.take_along_axis(seen, best[None], axis=2)
        self._kept = seen

    def records(self) -> Ints:
        """The pairs kept, in the form of `_records`."""
        people, at = np.nonzero(self._kept[0] >= 0)
        ranked, place, need, text = self._kept[:, people, at]
        return np.stack([people, place, need, text, ranked // max(1, self._hosts)]).astype(np.int64)


class _Nearest:
    """For each of one side the partner with the highest score at each level; the first in order among equals."""

    def __init__(self, size: int) -> None:
        self.one = np.full((3, size), NOBODY, np.int64)
        self.score = np.full((3, size), NOBODY, np.int64)

    def see(self, level: int, scores: Ints, lines: slice) -> None:
        """Sets the given lines from all their partners' scores."""
        if scores.shape[1]:
            best = scores.argmax(axis=1)
            score = scores[np.arange(len(scores)), best]
            self.score[level, lines] = score
            self.one[level, lines] = np.where(score >= 0, best, NOBODY)

    def see_more(self, level: int, scores: Ints, first: int) -> None:
        """Betters every line by some more partners, numbered from `first`."""
        best = scores.argmax(axis=1)
        score = scores[np.arange(len(scores)), best]
        better = score > self.score[level]
        self.score[level] = np.where(better, score, self.score[level])
        self.one[level] = np.where(better, best + first, self.one[level])
