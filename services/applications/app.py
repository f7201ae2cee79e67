"""The applications service: its routes, and the functions AWS or the one-machine runtime call."""

from services.applications.routes import (
    access_tokens,
    api_page,
    applying,
    appointing,
    comfort,
    contact,
    deciding,
    drafting,
    endorsing,
    front,
    guide,
    links,
    noticing,
    people,
    reasons,
    reviewing,
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
    "appointing",
    "close_notices",
    "comfort",
    "contact",
    "deciding",
    "drafting",
    "endorsing",
    "front",
    "guide",
    "links",
    "noticing",
    "on_message",
    "people",
    "reasons",
    "relay",
    "reviewing",
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
