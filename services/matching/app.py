"""The matching service: its routes, and the functions AWS or the one-machine runtime call."""

from services.matching.routes import agreements, dispatches, endings, liaisons, pairs, proposals, runs, waiting
from services.matching.service import service
from services.matching.workers import nightly_run, on_message, relay, sweep

__all__ = [
    "agreements", "app", "dispatches", "endings", "liaisons", "nightly_run", "on_message", "pairs", "proposals",
    "relay", "runs", "service", "sweep", "waiting",
]  # fmt: skip

service.keep_forms()

app = service.app
