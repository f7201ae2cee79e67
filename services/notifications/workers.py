"""The notifications service's functions that no person waits for: what it hears, and what it does by the clock."""

from collections.abc import Callable, Sequence
from datetime import datetime

from services.notifications.commands import WHAT, call_due
from services.notifications.erasing import erase_recipients, past_recipients
from services.notifications.providers.choice import providers_of
from services.notifications.reactions import keep_contact, stage_code, tell_next, tell_people
from services.notifications.rules import RULES
from services.notifications.sending import deliver
from services.notifications.service import service
from shared.auth.reactions import on_session_ended, on_sessions_ended
from shared.due import falling_due
from shared.events.applications import (
    PersonRegistered,
    SchemePublished,
    SessionEnded,
    SessionsEnded,
    SignInCodeRequested,
)
from shared.events.envelope import Envelope
from shared.events.notifications import MessageDue, TellingStepDue
from shared.ids import derived_id
from shared.messaging.functions import message_function, relay_function, schedule_function
from shared.service import Service
from shared.store.port import LARGEST_PAGE
from shared.web.programme import keep_programme
from shared.work import Cause, Work

AT_ONCE = 30
"""Records dealt with in one commit of a tick: each is a removal, and an event or another change."""


def send_message(work: Work, event: MessageDue, envelope: Envelope) -> None:
    """Send a message. It commits before and after the provider is called, by itself, so nothing is staged in `work`."""
    deliver(service.home, providers_of(service.home), event.message_id, envelope)


def call_waiting(called: Service, at: datetime) -> None:
    """Have messages whose waiting is over looked at again, and erase where codes that are over were to go.

    What a tick leaves over, the next one finds.
    """
    store, now = called.home.store, called.home.clock.now()
    waiting = [due.id for due in falling_due(store, WHAT, now, limit=LARGEST_PAGE)]
    _in_chunks(called, at, "due", waiting, call_due)
    _in_chunks(called, at, "recipients", past_recipients(store, now, LARGEST_PAGE), erase_recipients)


def _in_chunks(
    called: Service, at: datetime, name: str, ids: Sequence[str], step: Callable[[Work, Sequence[str]], None]
) -> None:
    for start in range(0, len(ids), AT_ONCE):
        chunk = ids[start : start + AT_ONCE]
        # By its contents: a tick that is repeated after a crash finds other ones in the same place.
        key = derived_id(name, at.isoformat(), *chunk)
        called.work(lambda work, chunk=chunk: step(work, chunk), Cause(f"{name}/{key}", key, key))  # type: ignore[misc]


service.on(PersonRegistered, keep_contact)
service.on(SessionEnded, on_session_ended)
service.on(SessionsEnded, on_sessions_ended)
service.on(SchemePublished, keep_programme)
service.on(SignInCodeRequested, stage_code)
service.on(MessageDue, send_message)
service.on(TellingStepDue, tell_next)
for told in RULES:
    service.on(told, tell_people)

service.every("rate(1 minute)", "due", call_waiting)

on_message = message_function(service)
relay = relay_function(service)
sweep = schedule_function(service, "sweep")
due = schedule_function(service, "due")
