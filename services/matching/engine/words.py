"""The words two texts share, as a person would read them: the longest common runs, not the bigrams they matched by."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from .text import Unit, phrases, readable

_READ = 5_000
"""Characters of each text looked at for words to show; the score reads all of it."""
_WEAK = 0.1
"""A word that bears less than this part of the strongest one's weight explains nothing."""
_FRAME = frozenset("的了与和及或之为是其以所并等") | frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "of", "on", "or", "the", "to", "with")
)
"""Words of grammar, cut off at the ends of a run (并 and 等 only as its first and last: 并联, 等离子 are words)."""
_LAST_ONLY, _FIRST_ONLY = frozenset("等"), frozenset("并")
_BETWEEN, _BREAK = "\x1f", "\n"


def shared_words(need: str, texts: Sequence[str], strength: Callable[[str], float], most: int) -> tuple[str, ...]:
    """At most `most` words that stand in the need and in any of the texts, strongest first.

    `strength` says how much a term (see `text.terms`) contributed. Single characters and bare numbers are shown only
    where nothing better is shared.
    """
    there = _joined(phrase for text in texts for phrase in phrases(text[:_READ]))
    runs = [_trimmed(run) for phrase in phrases(need[:_READ]) for run in _common_runs(phrase, there)]
    telling = [run for run in runs if _telling(run)]
    return _strongest(telling or [run for run in runs if run], strength, most)


def _joined(parts: Iterable[list[Unit]]) -> str:
    """Phrases as one string in which a run of units can be looked up, never across a break or inside a word."""
    keys = _BETWEEN.join(_BETWEEN.join([*(unit.key for unit in part), _BREAK]) for part in parts)
    return _BETWEEN + keys + _BETWEEN


def _common_runs(phrase: list[Unit], there: str) -> list[list[Unit]]:
    """The runs of the phrase that stand in the other text too and are not part of a longer such run around them."""
    line = _joined([phrase])
    starts = [0]
    for unit in phrase:
        starts.append(starts[-1] + 1 + len(unit.key))
    runs: list[list[Unit]] = []
    end = 0
    for first in range(len(phrase)):
        # Where a longer run ends can only move on as its start does, so no end is tried twice.
        last = max(end, first)
        while last < len(phrase) and line[starts[first] : starts[last + 1] + 1] in there:
            last += 1
        if last > max(end, first):
            runs.append(phrase[first:last])
            end = last
    return runs


def _trimmed(run: list[Unit]) -> list[Unit]:
    """The run without words of grammar at its ends."""
    while run and run[0].key in _FRAME and not (len(run) > 1 and run[0].key in _LAST_ONLY):
        run = run[1:]
    while run and run[-1].key in _FRAME and not (len(run) > 1 and run[-1].key in _FIRST_ONLY):
        run = run[:-1]
    return run


def _telling(run: list[Unit]) -> bool:
    if len(run) > 1:
        return True
    return bool(run) and not run[0].cjk and len(run[0].key) > 1 and not run[0].key.replace(".", "").isdigit()


def _strongest(runs: list[list[Unit]], strength: Callable[[str], float], most: int) -> tuple[str, ...]:
    weighed = {_joined([run])[:-2]: (sum(map(strength, _terms(run))), readable(run)) for run in reversed(runs)}
    ordered = sorted(weighed.items(), key=lambda item: (-item[1][0], item[0]))
    shown: list[str] = []
    kept: list[str] = []
    for key, (weight, word) in ordered:
        if len(kept) == most or weight < _WEAK * ordered[0][1][0] or weight <= 0:
            break
        if not any(key in longer for longer in kept):
            kept.append(key)
            shown.append(word)
    return tuple(shown)


def _terms(run: list[Unit]) -> set[str]:
    return {unit.key for unit in run} | {
        left.key + right.key for left, right in pairwise(run) if left.cjk and right.cjk
    }
