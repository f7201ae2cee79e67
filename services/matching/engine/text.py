"""One tokeniser for needs and works alike: Chinese by characters and their bigrams, all else by words and numbers.

Character bigrams beat Chinese word segmenters on this task (measured, design.md), need no dictionary and cannot split
a trade's own term wrongly. NFKC first, so that full- and half-width forms, ligatures and the radical look-alikes that
PDFs are full of are one and the same.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_KANA_HANGUL = "\u3040-\u30fa\u30fc-\u30ff\uac00-\ud7af"
# A word is letters and digits, with dots between digits: TC4, Q235B, 2.5.
_RUN = re.compile(rf"(?P<cjk>[{_HAN}{_KANA_HANGUL}]+)|(?:[^\W_{_HAN}{_KANA_HANGUL}]|(?<=\d)\.(?=\d))+")
# Soft hyphens, zero-width spaces and joiners, byte order marks: invisible, yet they would cut a word in two.
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


@dataclass(frozen=True)
class Unit:
    """One character or word of a text as it reads: `key` compares, `shown` is shown, `cjk` says how it joins others."""

    key: str
    shown: str
    cjk: bool


def normalise(text: str) -> str:
    """The text in NFKC without invisible characters, its case kept."""
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE)


def terms(text: str) -> list[str]:
    """Every term of the text in order, repeats included: words, and characters with their bigrams."""
    found: list[str] = []
    for run in _RUN.finditer(normalise(text)):
        word = run.group().casefold()
        if run["cjk"] is None:
            found.append(word)
        else:
            found.extend(word)
            found.extend(map("".join, pairwise(word)))
    return found


def phrases(text: str) -> list[list[Unit]]:
    """The text as lists of units between punctuation; blanks do not part a phrase, since they part only words."""
    plain = normalise(text)
    result: list[list[Unit]] = []
    end = -1
    for run in _RUN.finditer(plain):
        if end < 0 or plain[end : run.start()].strip(" \t\u3000"):
            result.append([])
        end = run.end()
        if run["cjk"] is None:
            result[-1].append(Unit(run.group().casefold(), run.group(), False))
        else:
            result[-1].extend(Unit(sign.casefold(), sign, True) for sign in run.group())
    return result


def readable(units: list[Unit]) -> str:
    """The units as one would write them: a blank only between two words."""
    shown = ""
    for before, unit in zip([None, *units], units, strict=False):
        shown += (" " if before is not None and not before.cjk and not unit.cjk else "") + unit.shown
    return shown
