"""A measured figure, and whether it keeps its limit."""

import json
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True)
class Figure:
    """One line of the report. `limit` is the most `value` may be, in the same unit; None where it is only reported.

    A `value` of None is a figure that could not be measured; `compared_with` then says why, and it counts as short.
    """

    name: str
    value: float | None
    unit: str
    compared_with: str
    limit: float | None = None

    @property
    def ok(self) -> bool:
        """Whether the limit is kept."""
        return self.value is not None and (self.limit is None or self.value <= self.limit)

    def line(self) -> str:
        """The figure as it is printed."""
        value = "not measured" if self.value is None else f"{_rounded(self.value)} {self.unit}".rstrip()
        limit = "no limit" if self.limit is None else f"limit {_rounded(self.limit)} {self.unit}".rstrip()
        return f"{self.name}: {value} | {self.compared_with} | {limit} | {'ok' if self.ok else 'short'}"

    def as_json(self) -> dict[str, Any]:
        """The figure as it is kept."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "compared_with": self.compared_with,
            "limit": self.limit,
            "verdict": "ok" if self.ok else "short",
        }


def write_results(figures: Sequence[Figure], path: Path = RESULTS) -> None:
    """Keep `figures` as JSON beside what they were measured on."""
    measured_on = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    document = {"measured_on": measured_on, "figures": [figure.as_json() for figure in figures]}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` (0 to 1) of them do not exceed. Raises ValueError for none."""
    if not values:
        raise ValueError("no values, so no percentile")
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def ratio_of_medians(of: Sequence[float], to: Sequence[float]) -> float:
    """How many times larger the median of `of` is than that of `to`."""
    return statistics.median(of) / statistics.median(to)


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
