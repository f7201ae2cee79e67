"""The applications service's functions that no person waits for: what it hears, and what it does by the clock."""

from services.applications import closing
from services.applications.reactions import agreements, applications, appointing, matching, notices, outcomes, spending
from services.applications.service import service
from shared.events.applications import (
    ApplicationAccepted,
    ApplicationEndorsed,
    ApplicationResubmitted,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationVerified,
    CommissionerAccepted,
    CommissionerCleared,
    CommissionerNoticed,
    CommissionerNotSelected,
    CommissionerSelected,
    EnterpriseAccepted,
    JointNoticeIssued,
    NoticeStepDue,
    ObjectionDecided,
    ObjectionRaised,
    PublicNoticePublished,
    ReviewAssigned,
    ReviewDeclined,
    ReviewScored,
    SchemePublished,
)
from shared.events.matching import (
    AgreementReturned,
    AgreementSigned,
    DispatchEnded,
    DispatchStarted,
    EnterpriseWaiting,
    LiaisonNamed,
    MatchingRunCompleted,
    PairAccepted,
    PairDeclined,
    PairProposed,
    SignatureGiven,
)
from shared.events.outcomes import (
    ExpenseApproved,
    ExpenseRefused,
    ExpenseReported,
    OutcomeConfirmed,
    OutcomeRefused,
    OutcomeReported,
    ServiceApproved,
    ServiceConfirmed,
    ServiceDisapproved,
    ServiceReported,
    VisitRecorded,
)
from shared.messaging.functions import message_function, relay_function, schedule_function
from shared.web.programme import keep_programme

service.on(SchemePublished, keep_programme)
service.on(ApplicationSubmitted, applications.on_application_submitted)
service.on(ApplicationReturned, applications.on_application_returned)
service.on(ApplicationResubmitted, applications.on_application_resubmitted)
service.on(EnterpriseAccepted, applications.on_application_accepted)
service.on(CommissionerAccepted, applications.on_application_accepted)
service.on(ApplicationEndorsed, appointing.on_application_endorsed)
service.on(ApplicationVerified, appointing.on_application_verified)
service.on(ApplicationAccepted, appointing.on_application_accepted)
service.on(ReviewAssigned, appointing.on_review_assigned)
service.on(ReviewScored, appointing.on_review_scored)
service.on(ReviewDeclined, appointing.on_review_declined)
service.on(CommissionerSelected, appointing.on_commissioner_selected)
service.on(CommissionerNotSelected, appointing.on_commissioner_not_selected)
service.on(NoticeStepDue, notices.on_notice_step_due)
service.on(CommissionerNoticed, appointing.on_commissioner_noticed)
service.on(PublicNoticePublished, appointing.on_public_notice_published)
service.on(ObjectionRaised, appointing.on_objection_raised)
service.on(ObjectionDecided, appointing.on_objection_decided)
service.on(CommissionerCleared, appointing.on_commissioner_cleared)
service.on(JointNoticeIssued, appointing.on_joint_notice_issued)
service.on(PairProposed, matching.on_pair_proposed)
service.on(PairAccepted, matching.on_pair_accepted)
service.on(PairDeclined, matching.on_pair_declined)
service.on(EnterpriseWaiting, matching.on_enterprise_waiting)
service.on(DispatchStarted, matching.on_dispatch_started)
service.on(DispatchEnded, matching.on_dispatch_ended)
service.on(LiaisonNamed, matching.on_liaison_named)
service.on(SignatureGiven, agreements.on_signature_given)
service.on(AgreementSigned, agreements.on_agreement_signed)
service.on(AgreementReturned, agreements.on_agreement_returned)
service.on(MatchingRunCompleted, matching.on_matching_run_completed)
service.on(ServiceReported, outcomes.on_service_reported)
service.on(ServiceConfirmed, outcomes.on_service_confirmed)
service.on(ServiceApproved, outcomes.on_service_approved)
service.on(ServiceDisapproved, outcomes.on_service_disapproved)
service.on(OutcomeReported, outcomes.on_outcome_reported)
service.on(OutcomeConfirmed, outcomes.on_outcome_confirmed)
service.on(OutcomeRefused, outcomes.on_outcome_refused)
service.on(VisitRecorded, outcomes.on_visit_recorded)
service.on(ExpenseReported, spending.on_expense_reported)
service.on(ExpenseApproved, spending.on_expense_approved)
service.on(ExpenseRefused, spending.on_expense_refused)
service.every(closing.EVERY_MIDNIGHT, "close_notices", closing.close_notices)

on_message = message_function(service)
relay = relay_function(service)
sweep = schedule_function(service, "sweep")
close_notices = schedule_function(service, "close_notices")
