"""The geometry of the charts: what share of the width or height each value takes. Pure; the templates draw it.

Lengths are shares of the drawing, never pixels, and texts are the page's own: so a chart is as wide as the window it is
in, and its words grow with the reader's letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_ABOVE_COLUMN = 6
"""Characters over a column: more would run into its neighbour's on a phone; the table beside it says them all."""

_STEPS = (1, 2, 5, 10)
_COLUMN_SHARE = 0.62


@dataclass(frozen=True)
class Column:
    """One column, in per cent of the drawing: where it begins, how wide, its middle, how tall."""

    left: float
    width: float
    middle: float
    height: float
    said: str
    """What stands over it; empty where there is no room."""


def top_of_scale(values: Sequence[float]) -> float:
    """The first of 1, 2, 5, 10, 20, 50 … that no value exceeds; 1 where there is nothing above 0."""
    largest = max(values, default=0)
    if largest <= 1:
        return 1
    power: float = 1
    while power * _STEPS[-1] < largest:
        power *= 10
    return next(power * step for step in _STEPS if power * step >= largest)


def bar_widths(values: Sequence[float]) -> list[float]:
    """Per cent of the width each bar takes: the largest all of it, and nothing above 0 too little to be seen.

    Raises ValueError for a negative value: such a chart would need another beginning.
    """
    if any(value < 0 for value in values):
        raise ValueError("a bar cannot be shorter than nothing")
    largest = max(values, default=0)
    return [round(max(value / largest * 100, 0.5), 2) if value else 0.0 for value in values]


def columns(values: Sequence[float], said: Sequence[str]) -> list[Column]:
    """A column for each value, on a scale that begins at 0. Raises ValueError as `bar_widths` does."""
    if any(value < 0 for value in values):
        raise ValueError("a column cannot be lower than nothing")
    top = top_of_scale(values)
    room = 100 / max(len(values), 1)
    return [
        Column(
            left=round(at * room + room * (1 - _COLUMN_SHARE) / 2, 2),
            width=round(room * _COLUMN_SHARE, 2),
            middle=round((at + 0.5) * room, 2),
            height=round(value / top * 100, 2),
            said=text if len(text) <= LONGEST_ABOVE_COLUMN else "",
        )
        for at, (value, text) in enumerate(zip(values, said, strict=True))
    ]
