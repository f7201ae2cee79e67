"""The matching service's functions that no person waits for: what it hears, and what it does by the clock."""

from services.matching import nightly
from services.matching.reactions import (
    on_commissioner_accepted,
    on_enterprise_accepted,
    on_pairing_step_due,
    on_scheme_published,
)
from services.matching.service import service
from shared.auth.reactions import on_session_ended, on_sessions_ended
from shared.events.applications import (
    CommissionerAccepted,
    EnterpriseAccepted,
    SchemePublished,
    SessionEnded,
    SessionsEnded,
)
from shared.events.matching import PairingStepDue
from shared.messaging.functions import message_function, relay_function, schedule_function
from shared.web.programme import keeping_programme

service.on(SchemePublished, keeping_programme(on_scheme_published))
service.on(EnterpriseAccepted, on_enterprise_accepted)
service.on(CommissionerAccepted, on_commissioner_accepted)
service.on(PairingStepDue, on_pairing_step_due)
service.on(SessionEnded, on_session_ended)
service.on(SessionsEnded, on_sessions_ended)
service.every(nightly.EVERY_NIGHT, "nightly_run", nightly.nightly_run)

on_message = message_function(service)
relay = relay_function(service)
sweep = schedule_function(service, "sweep")
nightly_run = schedule_function(service, "nightly_run")
