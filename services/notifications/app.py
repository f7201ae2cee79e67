"""The notifications service: its routes, what it hears, what it does by the clock, the functions either home calls."""

from services.notifications import routes
from services.notifications.service import service
from services.notifications.workers import due, on_message, relay, sweep

__all__ = ["app", "due", "on_message", "relay", "routes", "service", "sweep"]

app = service.app
