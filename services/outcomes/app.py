"""The outcomes service: its routes, what it hears, and the functions AWS or the one-machine runtime call."""

from services.outcomes.routes import confirming, publicity, records, reporting, reports, spending, visiting
from services.outcomes.service import service
from services.outcomes.workers import on_message, relay, sweep

__all__ = [
    "app",
    "confirming",
    "on_message",
    "publicity",
    "records",
    "relay",
    "reporting",
    "reports",
    "service",
    "spending",
    "sweep",
    "visiting",
]

service.keep_forms()

app = service.app
