"""The applications service: its routes, and the functions AWS or the one-machine runtime call."""

from services.applications.routes import (
    access_tokens,
    api_page,
    applying,
    comfort,
    contact,
    deciding,
    drafting,
    front,
    guide,
    links,
    people,
    schemes,
    sending,
    sessions,
    sign_in,
    staff_sign_in,
)
from services.applications.service import service
from services.applications.workers import close_notices, on_message, relay, sweep

__all__ = [
    "access_tokens",
    "api_page",
    "app",
    "applying",
    "close_notices",
    "comfort",
    "contact",
    "deciding",
    "drafting",
    "front",
    "guide",
    "links",
    "on_message",
    "people",
    "relay",
    "schemes",
    "sending",
    "service",
    "sessions",
    "sign_in",
    "staff_sign_in",
    "sweep",
]

service.keep_forms()

app = service.app
