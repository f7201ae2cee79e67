"""工作经费: the money of one commissioner for the scheme's term, and what it is spent on. All amounts in fen."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field

from services.outcomes.model.parties import Commissioner, Scheme
from shared.auth.actor import Belongs
from shared.fields import LongText, Sent
from shared.language import N_
from shared.money import yuan
from shared.rules import Invalid, RuleBroken
from shared.store.record import Index, Record

YUAN = r"^\d{1,8}(\.\d{1,2})?$"


class Overspent(Invalid):
    """No fund is ever overspent; what waits for the bureau counts as spent until it is refused."""

    says = N_("经费不足：核定 {granted} 元，已报销和待审核共 {used} 元，还可填报 {left} 元")


class NothingSpent(Invalid):
    """An expense of nothing."""

    says = N_("请填写大于 0 的金额，单位为元，最多两位小数，例如 186.50")


class ExpenseDecided(RuleBroken):
    """A decision is made once."""

    says = N_("该笔支出当前状态为“{state}”，不能再次办理")


class Category(StrEnum):
    """The seven categories the money may be spent in [the article, part two, 七]."""

    WORK_SUBSIDY = "work_subsidy"
    TRAVEL = "travel"
    INSURANCE = "insurance"
    TRAINING = "training"
    REFERENCE_MATERIALS = "reference_materials"
    CONSUMABLES = "consumables"
    TESTING = "testing"


CATEGORIES: dict[Category, str] = {
    Category.WORK_SUBSIDY: N_("工作补助"),
    Category.TRAVEL: N_("交通差旅"),
    Category.INSURANCE: N_("保险"),
    Category.TRAINING: N_("培训"),
    Category.REFERENCE_MATERIALS: N_("资料费"),
    Category.CONSUMABLES: N_("材料费"),
    Category.TESTING: N_("检测费"),
}


class ExpenseState(StrEnum):
    """Reported, and then what the bureau decided."""

    REPORTED = "reported"
    APPROVED = "approved"
    REFUSED = "refused"


EXPENSE_STATES: dict[ExpenseState, str] = {
    ExpenseState.REPORTED: N_("待审核"),
    ExpenseState.APPROVED: N_("已核准"),
    ExpenseState.REFUSED: N_("未核准"),
}


class ExpenseForm(Sent):
    """One expense: on what, how much in yuan, when, and what for."""

    category: Category
    amount_yuan: Annotated[str, Field(pattern=YUAN)]
    day: date
    text: LongText

    def fen(self) -> int:
        """The amount. Raises NothingSpent."""
        whole, _, rest = self.amount_yuan.partition(".")
        amount = int(whole) * 100 + int(f"{rest}00"[:2])
        if amount == 0:
            raise NothingSpent(field="amount_yuan")
        return amount


class Fund(Record):
    """One commissioner's money; the id is that of the commissioner.

    `granted` is what the scheme gives, `spent` by category what the bureau approved, `waiting` what it has not decided
    on. Their sum never exceeds what is granted: the record's version decides between two expenses at once.
    """

    audited: ClassVar[bool] = True

    owner: str
    name: str
    scheme_id: str
    scheme_name: str
    year: int
    granted: int
    spent: dict[Category, int] = Field(default_factory=dict)
    waiting: int = 0

    of_owner: ClassVar[Index["Fund"]] = Index(partition=lambda each: each.owner, sort=lambda each: f"{each.year}")
    everyone: ClassVar[Index["Fund"]] = Index(
        partition=lambda each: "all", sort=lambda each: f"{each.year:04d}|{each.name}|{each.id}"
    )

    @classmethod
    def opened(cls, commissioner: Commissioner, scheme: Scheme) -> Self:
        """The fund of a commissioner: what the scheme grants for the term, per unit or per person."""
        return cls(
            id=commissioner.id,
            owner=commissioner.owner,
            name=commissioner.name,
            scheme_id=scheme.id,
            scheme_name=scheme.name,
            year=scheme.year,
            granted=scheme.granted_to(commissioner.people),
        )

    @property
    def approved(self) -> int:
        """What the bureau approved, in all categories."""
        return sum(self.spent.values())

    @property
    def left(self) -> int:
        """What may still be reported."""
        return self.granted - self.approved - self.waiting

    def belongs(self) -> Belongs:
        return Belongs(people=frozenset({self.owner}))

    def reporting(self, amount: int) -> Self:
        """The fund with one more expense waiting. Raises Overspent."""
        if amount > self.left:
            used = yuan(self.approved + self.waiting)
            raise Overspent(field="amount_yuan", granted=yuan(self.granted), used=used, left=yuan(self.left))
        return self.changed(waiting=self.waiting + amount)

    def approving(self, category: Category, amount: int) -> Self:
        """The fund with a waiting expense approved."""
        spent = self.spent | {category: self.spent.get(category, 0) + amount}
        return self.changed(waiting=self.waiting - amount, spent=spent)

    def refusing(self, amount: int) -> Self:
        """The fund with a waiting expense refused: its money is free again."""
        return self.changed(waiting=self.waiting - amount)


class Expense(Record):
    """支出: one expense of a fund, `amount` in fen."""

    audited: ClassVar[bool] = True

    fund: str
    owner: str
    name: str
    category: Category
    amount: int
    day: date
    text: str
    state: ExpenseState = ExpenseState.REPORTED
    reported_at: datetime
    decided_at: datetime | None = None
    reason: str = ""

    of_fund: ClassVar[Index["Expense"]] = Index(
        partition=lambda each: each.fund, sort=lambda each: each.reported_at.isoformat(timespec="microseconds")
    )
    by_state: ClassVar[Index["Expense"]] = Index(
        partition=lambda each: each.state.value, sort=lambda each: each.reported_at.isoformat(timespec="microseconds")
    )

    def belongs(self) -> Belongs:
        return Belongs(people=frozenset({self.owner}))

    def approved(self, now: datetime) -> Self:
        """The expense, approved. Raises ExpenseDecided."""
        self._check_waiting()
        return self.changed(state=ExpenseState.APPROVED, decided_at=now)

    def refused(self, reason: str, now: datetime) -> Self:
        """The expense, refused with a reason the commissioner reads. Raises ExpenseDecided."""
        self._check_waiting()
        return self.changed(state=ExpenseState.REFUSED, decided_at=now, reason=reason)

    def _check_waiting(self) -> None:
        if self.state is not ExpenseState.REPORTED:
            raise ExpenseDecided(state=EXPENSE_STATES[self.state])
