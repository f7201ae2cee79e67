"""Spending from a commissioner's fund, and the bureau's word on each expense."""

from typing import Any

from pydantic import BaseModel

from services.outcomes.model.funds import CATEGORIES, Expense, ExpenseForm, Fund
from services.outcomes.model.parties import Dispatch, Hosted, check_not_future
from shared.clock import beijing_date
from shared.events.outcomes import ExpenseApproved, ExpenseRefused, ExpenseReported
from shared.work import Work


class ExpenseReceipt(BaseModel, defer_build=True):
    """The expense this is about."""

    expense_id: str


def report_expense(work: Work, commissioner_id: str, form: ExpenseForm) -> ExpenseReceipt:
    """Report one expense for the bureau to approve. Raises Unknown, InFuture, BeforeTerm, Overspent."""
    amount = form.fen()
    _check_day(work, commissioner_id, form)
    fund = work.put(work.get(Fund, commissioner_id).reporting(amount), "expense reported")
    expense = Expense(
        id=work.new_id(),
        fund=fund.id,
        owner=fund.owner,
        name=fund.name,
        amount=amount,
        reported_at=work.at,
        **form.model_dump(include={"category", "day", "text"}),
    )
    work.put(expense, "reported")
    work.tell(ExpenseReported(**_told(expense), commissioner_name=expense.name), about=expense)
    return ExpenseReceipt(expense_id=expense.id)


def approve_expense(work: Work, expense_id: str) -> ExpenseReceipt:
    """Approve an expense: from now on it is spent. Raises Unknown, ExpenseDecided."""
    expense = work.get(Expense, expense_id)
    approved = work.put(expense.approved(work.at), "approved")
    fund = work.get(Fund, expense.fund)
    work.put(fund.approving(expense.category, expense.amount), "expense approved")
    work.tell(ExpenseApproved(**_told(approved)), about=approved)
    return ExpenseReceipt(expense_id=expense.id)


def refuse_expense(work: Work, expense_id: str, reason: str) -> ExpenseReceipt:
    """Refuse an expense and say why: its money is free again. Raises Unknown, ExpenseDecided."""
    expense = work.get(Expense, expense_id)
    refused = work.put(expense.refused(reason, work.at), "refused")
    fund = work.get(Fund, expense.fund)
    work.put(fund.refusing(expense.amount), "expense refused")
    work.tell(ExpenseRefused(**_told(refused), reason=reason), about=refused)
    return ExpenseReceipt(expense_id=expense.id)


def _check_day(work: Work, commissioner_id: str, form: ExpenseForm) -> None:
    today = beijing_date(work.at)
    hosted = work.find(Hosted, commissioner_id)
    dispatch = work.find(Dispatch, hosted.dispatch) if hosted else None
    if dispatch is None:
        check_not_future(form.day, today)
    else:
        dispatch.check_outcome_day(form.day, today)


def _told(expense: Expense) -> dict[str, Any]:
    return {
        "expense_id": expense.id,
        "commissioner_owner": expense.owner,
        "category": expense.category,
        "category_name": CATEGORIES[expense.category],
        "amount_fen": expense.amount,
    }
