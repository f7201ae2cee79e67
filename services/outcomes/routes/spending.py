"""Funds and expenses: what is granted, what it is spent on, and the bureau's word on it."""

from typing import Annotated

from pydantic import Field

from services.outcomes.commands.spending import ExpenseReceipt, approve_expense, refuse_expense, report_expense
from services.outcomes.model.forms import ConfirmForm, RefuseForm
from services.outcomes.model.funds import CATEGORIES, EXPENSE_STATES, Expense, ExpenseForm, ExpenseState, Fund
from services.outcomes.queries import funds as queries
from services.outcomes.queries.funds import ExpenseList, ExpenseView, FundList, FundView
from services.outcomes.routes.records import COMMISSIONERS
from services.outcomes.service import service
from shared.auth.actor import Reach, Role
from shared.clock import beijing_date
from shared.fields import Sent
from shared.language import N_
from shared.web.answer import Done, Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState

CITY = {Role.CITY_OFFICER: Reach.ALL}
BUREAU = CITY | dict.fromkeys((Role.LEADER, Role.AUDITOR), Reach.ALL)
READERS = COMMISSIONERS | BUREAU


class FundsQuery(Sent):
    """Whose, and where to go on."""

    name: Annotated[str, Field(max_length=50)] = ""
    after: str | None = None


class ListQuery(Sent):
    """Where to go on."""

    after: str | None = None


class ExpensesQuery(ListQuery):
    """In which state."""

    state: ExpenseState = ExpenseState.REPORTED


@service.get("/outcomes/funds", may=READERS, page="funds.html", summary="Funds: one's own, or all")
def funds(call: Call, query: FundsQuery) -> Shown[FundList]:
    """What each commissioner has to work with."""
    found = queries.funds(call.home.store, call.actor, call.reach, query.name, query.after)
    filters = () if call.reach is Reach.OWN else (Filter("name", N_("姓名包含")),)
    state = ListState(
        path=call.url_for(call.incoming.path), filters=filters, chosen={"name": query.name}, after=query.after or ""
    )
    return Shown(found, _words() | {"state": state})


@service.get(
    "/outcomes/funds/{commissioner_id}",
    may=READERS,
    page="fund.html",
    together=(Fund,),
    summary="One fund with its expenses",
)
def fund(call: Call, commissioner_id: str, query: ListQuery) -> Shown[ExpenseList]:
    """What is granted, spent by category, waiting and left."""
    found = call.load(Fund, commissioner_id, Fund.belongs)
    return Shown(queries.expenses_of(call.home.store, found, call.actor, query.after), _words())


@service.get(
    "/outcomes/funds/{commissioner_id}/expenses",
    may=COMMISSIONERS,
    page="expense_form.html",
    summary="The form of an expense",
)
def expense_form(call: Call, commissioner_id: str) -> Shown[FundView]:
    """The empty form, with what is left."""
    found = call.load(Fund, commissioner_id, Fund.belongs)
    return Shown(FundView.of(found, call.actor), _form_words(call))


@service.post(
    "/outcomes/funds/{commissioner_id}/expenses",
    may=COMMISSIONERS,
    form="expense_form.html",
    summary="Report an expense",
)
def tell_expense(call: Call, commissioner_id: str, body: ExpenseForm) -> Done[ExpenseReceipt]:
    """Report one expense for the bureau to approve."""
    call.load(Fund, commissioner_id, Fund.belongs)
    done = call.perform(report_expense, commissioner_id, body)
    return Done(done, see=f"/outcomes/funds/{commissioner_id}", status=201)


@service.get("/outcomes/expenses", may=BUREAU, page="expenses.html", summary="Expenses in one state")
def expenses(call: Call, query: ExpensesQuery) -> Shown[ExpenseList]:
    """What waits for the bureau, or was decided."""
    states = tuple((each.value, name) for each, name in EXPENSE_STATES.items())
    state = ListState(
        path=call.url_for(call.incoming.path),
        filters=(Filter("state", N_("状态"), states, needed=True),),
        chosen={"state": query.state},
        after=query.after or "",
    )
    found = queries.expenses_in(call.home.store, query.state, call.actor, query.after)
    return Shown(found, _words() | {"state": state})


@service.get("/outcomes/expenses/{expense_id}", may=READERS, page="expense.html", summary="One expense")
def expense(call: Call, expense_id: str) -> Shown[ExpenseView]:
    """One expense, for its commissioner and the bureau."""
    return Shown(ExpenseView.of(call.load(Expense, expense_id, Expense.belongs), call.actor), _words())


@service.post("/outcomes/expenses/{expense_id}/approve", may=CITY, summary="Approve an expense")
def say_approved(call: Call, expense_id: str, body: ConfirmForm) -> Done[ExpenseReceipt]:
    """The bureau approves it."""
    call.load(Expense, expense_id, Expense.belongs)
    return Done(call.perform(approve_expense, expense_id), see="/outcomes/expenses")


@service.get(
    "/outcomes/expenses/{expense_id}/refuse",
    may=CITY,
    page="expense_refuse_form.html",
    summary="The form that refuses an expense",
)
def expense_refuse_form(call: Call, expense_id: str) -> Shown[ExpenseView]:
    """The empty form, with the expense it is about."""
    found = call.load(Expense, expense_id, Expense.belongs)
    return Shown(ExpenseView.of(found, call.actor), _refuse_words(call))


@service.post(
    "/outcomes/expenses/{expense_id}/refuse",
    may=CITY,
    form="expense_refuse_form.html",
    summary="Refuse an expense, with a reason",
)
def say_refused(call: Call, expense_id: str, body: RefuseForm) -> Done[ExpenseReceipt]:
    """The bureau does not approve it, and says why."""
    call.load(Expense, expense_id, Expense.belongs)
    return Done(call.perform(refuse_expense, expense_id, body.reason), see="/outcomes/expenses")


def _words() -> dict[str, object]:
    return {"categories": CATEGORIES, "expense_states": EXPENSE_STATES}


@service.form_data("expense_form.html")
def _form_words(call: Call) -> dict[str, object]:
    return _words() | {"action": call.incoming.path, "today": beijing_date(call.now).isoformat()}


@service.form_data("expense_refuse_form.html")
def _refuse_words(call: Call) -> dict[str, object]:
    return _words() | {"action": call.incoming.path}
