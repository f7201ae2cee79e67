"""The applications service: its routes, and the functions AWS or the one-machine runtime call."""

from services.applications.routes import applying, contact, deciding, front, people, schemes
from services.applications.service import service
from shared.messaging.functions import message_function, relay_function, schedule_function

__all__ = [
    "app",
    "applying",
    "contact",
    "deciding",
    "front",
    "on_message",
    "people",
    "relay",
    "schemes",
    "service",
    "sweep",
]

app = service.app
on_message = message_function(service)
relay = relay_function(service)
sweep = schedule_function(service, "sweep")
