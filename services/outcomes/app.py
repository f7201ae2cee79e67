"""The outcomes service: its routes, what it hears, and the functions AWS or the one-machine runtime call."""

from services.outcomes import reactions
from services.outcomes.routes import confirming, records, reporting, reports
from services.outcomes.service import service
from shared.auth.reactions import on_session_ended, on_sessions_ended
from shared.events.applications import CommissionerAccepted, SchemePublished, SessionEnded, SessionsEnded
from shared.events.matching import DispatchStarted
from shared.events.outcomes import OutcomeConfirmed
from shared.messaging.functions import message_function, relay_function, schedule_function
from shared.web.programme import keeping_programme

__all__ = ["app", "confirming", "on_message", "records", "relay", "reporting", "reports", "service", "sweep"]

service.on(SessionEnded, on_session_ended)
service.on(SessionsEnded, on_sessions_ended)
service.on(SchemePublished, keeping_programme(reactions.on_scheme_published))
service.on(CommissionerAccepted, reactions.on_commissioner_accepted)
service.on(DispatchStarted, reactions.on_dispatch_started)
service.on(OutcomeConfirmed, reactions.on_outcome_confirmed)

service.keep_forms()

app = service.app
on_message = message_function(service)
relay = relay_function(service)
sweep = schedule_function(service, "sweep")
