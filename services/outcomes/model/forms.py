"""What a commissioner and a host send about outcomes, and what cannot be right about it."""

from datetime import date
from typing import Annotated

from pydantic import Field

from services.outcomes.model.entries import Outcome, Qualifier
from services.outcomes.model.indicators import OUTCOMES, Indicator
from services.outcomes.model.patents import patent_number
from shared.fields import Lines, LongText, Sent
from shared.language import N_
from shared.rules import Invalid

MOST_QUANTITY = 10**13
MOST_PATENTS = 50


class QuantityMissing(Invalid):
    """No number."""

    says = N_("请填写数量")


class AmountMissing(Invalid):
    """No amount, or fen and yuan that do not agree."""

    says = N_("请填写金额，单位为元")


class NotMoney(Invalid):
    """Yuan of something that is not money."""

    says = N_("只有金额类指标填写金额")


class OnlyPatents(Invalid):
    """Patent numbers of something else."""

    says = N_("只有“获批国家专利”填写专利号")


class PatentTwice(Invalid):
    """One number twice in one report."""

    says = N_("专利号 {number} 填写了两次")


class MorePatentsThanCounted(Invalid):
    """More numbers than patents."""

    says = N_("列出了 {listed} 个专利号，数量却只有 {quantity} 件")


class OutcomeForm(Sent):
    """One result. `quantity` is in the indicator's unit, money in fen; a person may write money in yuan instead."""

    indicator: Indicator
    quantity: Annotated[int, Field(ge=1, le=MOST_QUANTITY)] | None = None
    amount_yuan: Annotated[str, Field(pattern=r"^\d{1,10}(\.\d{1,2})?$")] | None = None
    qualifier: Qualifier = Qualifier.EXACT
    day: date
    text: LongText
    patent_numbers: Annotated[tuple[str, ...], Lines, Field(max_length=MOST_PATENTS)] = ()

    def outcome(self) -> Outcome:
        """The result it states. Raises Invalid kinds, each pointing at its field."""
        outcome = Outcome(
            indicator=self.indicator,
            quantity=self._quantity(),
            qualifier=self.qualifier,
            day=self.day,
            text=self.text,
            patent_numbers=tuple(patent_number(text) for text in self.patent_numbers),
        )
        _check_patents(outcome)
        return outcome

    def _quantity(self) -> int:
        money = OUTCOMES[self.indicator].money
        if self.amount_yuan is not None and not money:
            raise NotMoney(field="amount_yuan")
        if self.amount_yuan is not None:
            whole, _, rest = self.amount_yuan.partition(".")
            fen = int(whole) * 100 + int(f"{rest}00"[:2])
            if fen == 0 or self.quantity not in (None, fen):
                raise AmountMissing(field="amount_yuan")
            return fen
        if self.quantity is None:
            raise AmountMissing(field="amount_yuan") if money else QuantityMissing(field="quantity")
        return self.quantity


class HostlessOutcomeForm(OutcomeForm):
    """A result of a commissioner without a host; who was accepted in several schemes says as which."""

    commissioner_id: str = ""


class ConfirmForm(Sent):
    """Nothing but the decision."""


class RefuseForm(Sent):
    """Why a result is not confirmed."""

    reason: Annotated[str, Field(min_length=2, max_length=500)]


def _check_patents(outcome: Outcome) -> None:
    numbers = outcome.patent_numbers
    if numbers and outcome.indicator is not Indicator.PATENTS:
        raise OnlyPatents(field="patent_numbers")
    for place, number in enumerate(numbers):
        if number in numbers[:place]:
            raise PatentTwice(field="patent_numbers", number=number)
    if len(numbers) > outcome.quantity:
        raise MorePatentsThanCounted(field="quantity", listed=len(numbers), quantity=outcome.quantity)
