"""Reading funds and expenses: one's own, or all for the bureau. Amounts in fen."""

from datetime import date, datetime

from services.outcomes.model.funds import Category, Expense, ExpenseState, Fund
from shared.auth.actor import Actor, Reach, Role
from shared.store.port import Store
from shared.store.sifted import sifted
from shared.view import View


class FundView(View):
    """One fund: what is granted, approved by category, waiting and left."""

    id: str
    name: str
    scheme_name: str
    year: int
    granted_fen: int
    approved_fen: int
    waiting_fen: int
    left_fen: int
    spent_fen: dict[Category, int]
    mine: bool

    @classmethod
    def of(cls, fund: Fund, actor: Actor) -> "FundView":
        return cls(
            granted_fen=fund.granted,
            approved_fen=fund.approved,
            waiting_fen=fund.waiting,
            left_fen=fund.left,
            spent_fen=fund.spent,
            mine=fund.owner == actor.person,
            **fund.model_dump(include={"id", "name", "scheme_name", "year"}),
        )


class FundList(View):
    """A stretch of a list of funds."""

    items: list[FundView]
    next: str | None = None


class ExpenseView(View):
    """One expense. `may_decide`: whether it waits for the reader."""

    id: str
    fund_id: str
    name: str
    category: Category
    amount_fen: int
    day: date
    text: str
    state: ExpenseState
    reported_at: datetime
    decided_at: datetime | None
    reason: str
    may_decide: bool

    @classmethod
    def of(cls, expense: Expense, actor: Actor) -> "ExpenseView":
        return cls(
            fund_id=expense.fund,
            amount_fen=expense.amount,
            may_decide=expense.state is ExpenseState.REPORTED and actor.role is Role.CITY_OFFICER,
            **expense.model_dump(
                include={"id", "name", "category", "day", "text", "state", "reported_at", "decided_at", "reason"}
            ),
        )


class ExpenseList(View):
    """A stretch of a list of expenses; with the fund they are of, where it is one fund's."""

    items: list[ExpenseView]
    next: str | None = None
    fund: FundView | None = None


def funds(store: Store, actor: Actor, reach: Reach, name: str, after: str | None) -> FundList:
    """One's own funds; all for the bureau, the newest scheme first and in each by name."""
    index, partition = (Fund.of_owner, actor.person) if reach is Reach.OWN else (Fund.everyone, "all")
    keep = (lambda each: name in each.name) if name else None
    page = sifted(store, index, partition, keep, after=after, descending=True)
    return FundList(items=[FundView.of(each, actor) for each in page.items], next=page.next)


def expenses_of(store: Store, fund: Fund, actor: Actor, after: str | None) -> ExpenseList:
    """The expenses of one fund, the newest first."""
    page = store.query(Expense.of_fund, fund.id, after=after, descending=True)
    items = [ExpenseView.of(each, actor) for each in page.items]
    return ExpenseList(items=items, next=page.next, fund=FundView.of(fund, actor))


def expenses_in(store: Store, state: ExpenseState, actor: Actor, after: str | None) -> ExpenseList:
    """All expenses in one state: those that wait the longest waiting first, the others the newest first."""
    waits = state is ExpenseState.REPORTED
    page = store.query(Expense.by_state, state.value, after=after, descending=not waits)
    return ExpenseList(items=[ExpenseView.of(each, actor) for each in page.items], next=page.next)
