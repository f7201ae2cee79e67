"""One step of a stage: a request or a few, harmless when repeated."""

from collections.abc import Callable
from typing import Any

Step = Callable[[], Any]
