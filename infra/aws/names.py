"""What the services are called, where they answer, and what their functions need."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The repository's root: what is packaged is read from here."""

SERVICES = ("applications", "matching", "outcomes", "notifications")
"""Each has a folder under services/, a stack, a table, a queue and a base path of its own name."""

FRONT_SERVICE = "applications"
"""The service that answers `/`, `/healthz` and `/static/…` for the whole site."""

SENDER = "notifications"
"""The one service that reaches people, and so the one that is told how."""

API_STAGE = "api"
"""The stage of every service's own REST API, so the end of the address Chalice gives it."""

FRONT_STAGE = "tepai"
"""The stage of the one address people see, when it has no domain name of its own."""


@dataclass(frozen=True)
class Size:
    """What a function may use. Lambda gives processor time in proportion to memory."""

    memory_mb: int
    timeout_s: int


API_SIZE = Size(memory_mb=1024, timeout_s=29)
"""A gateway waits 29 s for an answer, so a route that needs longer has to become a job."""

_WORKER_SIZE = Size(memory_mb=512, timeout_s=60)
_WORKER_SIZES: Mapping[str, Size] = {
    # A run over 10,000 needs and 10,000 people holds their text vectors and the flow network at once.
    "matching": Size(memory_mb=3008, timeout_s=300),
}


def worker_size(service: str) -> Size:
    """What the functions of `service` that no person waits for may use."""
    return _WORKER_SIZES.get(service, _WORKER_SIZE)
