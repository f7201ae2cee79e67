"""`make bench`: measure everything, print a line a figure, write results.json.

    python -m benchmarks [PART …]     parts: starting serving pages store cold_start dynamodb

The exit status is 0 when everything was measured, even where a figure is short: that is for its reader to judge.
"""

import importlib
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, write_results

PARTS = ("starting", "serving", "pages", "store", "cold_start", "dynamodb")


def measured(part: str, folder: Path) -> Iterator[Figure]:
    """The figures of a part. One that breaks is short, says why, and keeps no other part from being measured."""
    try:
        yield from importlib.import_module(f"benchmarks.{part}").figures(folder)
    except Exception as error:  # noqa: BLE001 - whatever it was, the report says so
        traceback.print_exc()
        yield Figure(part, None, "", f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")


def main(wanted: list[str]) -> int:
    """Measure the parts that are wanted, all of them if none is named."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"不认识 / unknown: {', '.join(sorted(unknown))}. {__doc__}", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    for part in wanted or PARTS:
        with tempfile.TemporaryDirectory(prefix="tepai-bench-") as folder:
            for figure in measured(part, Path(folder)):
                print(figure.line(), flush=True)
                figures.append(figure)
    if wanted:
        return 0
    write_results(figures)
    short = sum(not figure.ok for figure in figures)
    print(f"{len(figures)} figures, {short} short; benchmarks/results.json")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
