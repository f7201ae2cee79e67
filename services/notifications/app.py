"""The notifications service: its routes, what it hears, what it does by the clock, the functions either home calls."""

from datetime import datetime

from services.notifications import routes
from services.notifications.commands import WHAT, call_due
from services.notifications.providers.choice import providers_of
from services.notifications.reactions import keep_contact, tell_next, tell_people
from services.notifications.rules import RULES
from services.notifications.sending import deliver
from services.notifications.service import service
from shared.auth.reactions import on_sessions_ended
from shared.due import falling_due
from shared.events.applications import PersonRegistered, SessionsEnded
from shared.events.envelope import Envelope
from shared.events.notifications import MessageDue, TellingStepDue
from shared.ids import derived_id
from shared.messaging.functions import message_function, relay_function, schedule_function
from shared.service import Service
from shared.store.port import LARGEST_PAGE
from shared.work import Cause, Work

__all__ = ["app", "due", "on_message", "relay", "routes", "service", "sweep"]

CALLED_AT_ONCE = 30
"""Waiting messages called in one commit: each is a removal and an event."""


def send_message(work: Work, event: MessageDue, envelope: Envelope) -> None:
    """Send a message. It commits before and after the provider is called, by itself, so nothing is staged in `work`."""
    deliver(service.home, providers_of(service.home), event.message_id, envelope)


def call_waiting(called: Service, at: datetime) -> None:
    """Have messages whose waiting is over looked at again; what a tick leaves over, the next one finds."""
    home = called.home
    ids = [due.id for due in falling_due(home.store, WHAT, home.clock.now(), limit=LARGEST_PAGE)]
    for start in range(0, len(ids), CALLED_AT_ONCE):
        chunk = ids[start : start + CALLED_AT_ONCE]
        # By its contents: a tick that is repeated after a crash finds other ones in the same place.
        key = derived_id("due", at.isoformat(), *chunk)
        called.work(lambda work, chunk=chunk: call_due(work, chunk), Cause(f"due/{key}", key, key))  # type: ignore[misc]


service.on(PersonRegistered, keep_contact)
service.on(SessionsEnded, on_sessions_ended)
service.on(MessageDue, send_message)
service.on(TellingStepDue, tell_next)
for told in RULES:
    service.on(told, tell_people)

service.every("rate(1 minute)", "due", call_waiting)

app = service.app
on_message = message_function(service)
relay = relay_function(service)
sweep = schedule_function(service, "sweep")
due = schedule_function(service, "due")
