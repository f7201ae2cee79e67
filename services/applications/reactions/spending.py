"""Desks by what the outcomes service tells of money: an expense is reported, approved, refused."""

from services.applications.model.worklist import CITY, Happened, What, person_desk
from services.applications.reactions.desks import Desks
from shared.events.envelope import Envelope
from shared.events.outcomes import ExpenseApproved, ExpenseRefused, ExpenseReported
from shared.money import yuan
from shared.work import Work


def on_expense_reported(work: Work, event: ExpenseReported, envelope: Envelope) -> None:
    """The city is asked to approve an expense."""
    desks, path = Desks(work, envelope), _path(event.expense_id)
    about = _about(event) | {"commissioner": event.commissioner_name}
    desks.ask(_task(event.expense_id), What.APPROVE_EXPENSE, CITY, path, about)


def on_expense_approved(work: Work, event: ExpenseApproved, envelope: Envelope) -> None:
    """It is spent."""
    _decided(work, event, envelope, Happened.EXPENSE_APPROVED)


def on_expense_refused(work: Work, event: ExpenseRefused, envelope: Envelope) -> None:
    """It is not; the reason is behind the link."""
    _decided(work, event, envelope, Happened.EXPENSE_REFUSED)


def _decided(work: Work, event: ExpenseApproved | ExpenseRefused, envelope: Envelope, what: Happened) -> None:
    desks = Desks(work, envelope)
    desks.done(_task(event.expense_id))
    desks.tell(person_desk(event.commissioner_owner), what, _path(event.expense_id), **_about(event))


def _about(event: ExpenseReported | ExpenseApproved | ExpenseRefused) -> dict[str, str]:
    return {"category": event.category_name, "amount": yuan(event.amount_fen)}


def _task(id: str) -> str:
    return f"expense|{id}"


def _path(id: str) -> str:
    return f"/outcomes/expenses/{id}"
