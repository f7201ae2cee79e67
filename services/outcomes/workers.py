"""The outcomes service's functions that no person waits for: what it hears, and what it does by the clock."""

from services.outcomes.reactions import counting, parties, practices
from services.outcomes.service import service
from shared.auth.reactions import on_session_ended, on_sessions_ended
from shared.events.applications import (
    CommissionerAccepted,
    JointNoticeIssued,
    SchemePublished,
    SessionEnded,
    SessionsEnded,
)
from shared.events.matching import (
    AgreementSigned,
    DispatchEnded,
    DispatchStarted,
    EnterpriseWaiting,
    LiaisonNamed,
    WaitingEnded,
)
from shared.events.outcomes import (
    CoverageRecorded,
    CoverageWithdrawn,
    ExpenseApproved,
    OutcomeConfirmed,
    RallyRecorded,
    RallyWithdrawn,
    ServiceApproved,
    VisitRecorded,
)
from shared.messaging.functions import message_function, relay_function, schedule_function
from shared.web.programme import keeping_programme

service.on(SessionEnded, on_session_ended)
service.on(SessionsEnded, on_sessions_ended)
service.on(SchemePublished, keeping_programme(parties.on_scheme_published))
service.on(CommissionerAccepted, parties.on_commissioner_accepted)
service.on(DispatchStarted, parties.on_dispatch_started)
service.on(DispatchEnded, parties.on_dispatch_ended)
service.on(OutcomeConfirmed, counting.on_outcome_confirmed)
service.on(JointNoticeIssued, practices.on_joint_notice_issued)
service.on(AgreementSigned, practices.on_agreement_signed)
service.on(EnterpriseWaiting, practices.on_enterprise_waiting)
service.on(WaitingEnded, practices.on_waiting_ended)
service.on(LiaisonNamed, practices.on_liaison_named)
service.on(VisitRecorded, practices.on_visit_recorded)
service.on(ServiceApproved, practices.on_service_approved)
service.on(ExpenseApproved, practices.on_expense_approved)
service.on(CoverageRecorded, practices.on_coverage_recorded)
service.on(CoverageWithdrawn, practices.on_coverage_withdrawn)
service.on(RallyRecorded, practices.on_rally_recorded)
service.on(RallyWithdrawn, practices.on_rally_withdrawn)

on_message = message_function(service)
relay = relay_function(service)
sweep = schedule_function(service, "sweep")
