"""One step of a stage: a request or a few, harmless when repeated, and when in the programme's time it was taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Step:
    """`at` is None for what happens whenever it comes about."""

    do: Callable[[], Any]
    at: datetime | None = None
