"""The outcomes service's functions that no person waits for: what it hears, and what it does by the clock."""

from services.outcomes import reactions
from services.outcomes.service import service
from shared.auth.reactions import on_session_ended, on_sessions_ended
from shared.events.applications import CommissionerAccepted, SchemePublished, SessionEnded, SessionsEnded
from shared.events.matching import DispatchEnded, DispatchStarted
from shared.events.outcomes import OutcomeConfirmed
from shared.messaging.functions import message_function, relay_function, schedule_function
from shared.web.programme import keeping_programme

service.on(SessionEnded, on_session_ended)
service.on(SessionsEnded, on_sessions_ended)
service.on(SchemePublished, keeping_programme(reactions.on_scheme_published))
service.on(CommissionerAccepted, reactions.on_commissioner_accepted)
service.on(DispatchStarted, reactions.on_dispatch_started)
service.on(DispatchEnded, reactions.on_dispatch_ended)
service.on(OutcomeConfirmed, reactions.on_outcome_confirmed)

on_message = message_function(service)
relay = relay_function(service)
sweep = schedule_function(service, "sweep")
