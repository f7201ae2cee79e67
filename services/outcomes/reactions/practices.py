"""What was done to carry the programme out, counted: the article's practices, as far as they have numbers."""

from services.outcomes.model.figures import part
from services.outcomes.model.funds import Expense, Fund
from services.outcomes.model.indicators import Practice
from services.outcomes.model.parties import Dispatch, NotArrived, Scheme
from services.outcomes.reactions.counting import called, count
from shared.events.applications import JointNoticeIssued
from shared.events.envelope import Envelope
from shared.events.matching import AgreementSigned, EnterpriseWaiting, LiaisonNamed, WaitingEnded
from shared.events.outcomes import (
    CoverageRecorded,
    CoverageWithdrawn,
    ExpenseApproved,
    RallyRecorded,
    RallyWithdrawn,
    ServiceApproved,
    VisitRecorded,
)
from shared.work import Work


def on_joint_notice_issued(work: Work, event: JointNoticeIssued, envelope: Envelope) -> None:
    """Count whom a joint notice appoints, under its document number. Raises NotArrived."""
    scheme = work.find(Scheme, event.scheme_id)
    if scheme is None:
        raise NotArrived
    count(work, part(scheme.year, Practice.APPOINTMENTS_ANNOUNCED, event.notice_id, event.document_number, event.count))


def on_agreement_signed(work: Work, event: AgreementSigned, envelope: Envelope) -> None:
    """Count an agreement all three have signed. Raises NotArrived."""
    _count_of_dispatch(work, event.dispatch_id, Practice.AGREEMENTS_SIGNED, event.dispatch_id)


def on_liaison_named(work: Work, event: LiaisonNamed, envelope: Envelope) -> None:
    """Count a dispatch somebody looks after, once, whoever that is by now. Raises NotArrived."""
    _count_of_dispatch(work, event.dispatch_id, Practice.LIAISONS_NAMED, event.dispatch_id)


def on_enterprise_waiting(work: Work, event: EnterpriseWaiting, envelope: Envelope) -> None:
    """Count an enterprise that waits for a commissioner."""
    count(work, part(event.year, Practice.ENTERPRISES_WAITING, _waiting(event), event.enterprise_name))


def on_waiting_ended(work: Work, event: WaitingEnded, envelope: Envelope) -> None:
    """Count it no more, whichever is heard first; it may wait again, and is counted again then."""
    waited = part(event.year, Practice.ENTERPRISES_WAITING, _waiting(event), event.enterprise_name, elsewhere=True)
    count(work, waited)


def on_visit_recorded(work: Work, event: VisitRecorded, envelope: Envelope) -> None:
    """Count a visit. Raises NotArrived."""
    _count_of_dispatch(work, event.dispatch_id, Practice.VISITS, event.visit_id)


def on_service_approved(work: Work, event: ServiceApproved, envelope: Envelope) -> None:
    """Count a service the county approved. Raises NotArrived."""
    _count_of_dispatch(work, event.dispatch_id, Practice.SERVICES_APPROVED, event.log_id)


def on_expense_approved(work: Work, event: ExpenseApproved, envelope: Envelope) -> None:
    """Count money spent, under the year of its fund."""
    expense = work.get(Expense, event.expense_id)
    fund = work.get(Fund, expense.fund)
    label = f"{expense.name} · {event.category_name}"
    count(work, part(fund.year, Practice.FUNDS_SPENT_FEN, expense.id, label, event.amount_fen, text=expense.text))


def on_coverage_recorded(work: Work, event: CoverageRecorded, envelope: Envelope) -> None:
    """Count an item of the press."""
    label = f"{event.medium} · {event.title}"
    count(work, part(event.year, Practice.COVERAGE_ITEMS, event.coverage_id, label, text=event.medium))


def on_coverage_withdrawn(work: Work, event: CoverageWithdrawn, envelope: Envelope) -> None:
    """Count it no more, whichever is heard first."""
    count(work, part(event.year, Practice.COVERAGE_ITEMS, event.coverage_id, "", elsewhere=True))


def on_rally_recorded(work: Work, event: RallyRecorded, envelope: Envelope) -> None:
    """Count a meeting."""
    label = f"{event.day.isoformat()} · {event.place}"
    count(work, part(event.year, Practice.RALLIES, event.rally_id, label))


def on_rally_withdrawn(work: Work, event: RallyWithdrawn, envelope: Envelope) -> None:
    """Count it no more, whichever is heard first."""
    count(work, part(event.year, Practice.RALLIES, event.rally_id, "", elsewhere=True))


def _waiting(event: EnterpriseWaiting | WaitingEnded) -> str:
    """One stretch of waiting: of whom, since when."""
    return f"{event.enterprise_id}@{event.since.isoformat()}"


def _count_of_dispatch(work: Work, dispatch_id: str, practice: Practice, subject: str) -> None:
    dispatch = work.find(Dispatch, dispatch_id)
    if dispatch is None:
        raise NotArrived
    count(work, part(dispatch.parties.year, practice, subject, called(dispatch.parties)))
