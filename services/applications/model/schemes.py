"""The scheme: one year's call, with its rules, and how it is checked before it is published."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from shared.clock import beijing_date
from shared.fields import Listed, Sent, ShortText
from shared.language import N_
from shared.rules import RuleBroken
from shared.store.record import Index, Record

PartText = Annotated[str, Field(min_length=10, max_length=4000)]


class WindowClosed(RuleBroken):
    """Applications are taken within the window alone."""

    says = N_("申报时间为 {opens} 至 {closes}（北京时间），现在不能提交")


class FundingPer(StrEnum):
    """Whether the money is per commissioner unit or per person: the article does not say, so the scheme must."""

    UNIT = "unit"
    PERSON = "person"


class Step(StrEnum):
    """The steps a scheme may ask for besides the application and the bureau's acceptance of it, in their order.

    The first is the sending institution's consent to a commissioner, the second the county's check of an enterprise,
    both before the acceptance; the others follow it and are of commissioners alone.
    """

    ENDORSEMENT = "endorsement"
    COUNTY_VERIFICATION = "county_verification"
    REVIEW = "review"
    PUBLIC_NOTICE = "public_notice"
    JOINT_NOTICE = "joint_notice"


STEPS: dict[Step, str] = {
    Step.ENDORSEMENT: N_("派出单位审核同意"),
    Step.COUNTY_VERIFICATION: N_("县（市、区）核实企业"),
    Step.REVIEW: N_("专家评审"),
    Step.PUBLIC_NOTICE: N_("公示"),
    Step.JOINT_NOTICE: N_("联合发文"),
}

APPOINTMENT_STEPS = (Step.REVIEW, Step.PUBLIC_NOTICE, Step.JOINT_NOTICE)
"""What lies between the acceptance of a commissioner and the appointment."""


class SchemeForm(Sent):
    """An implementation plan. All six parts are required before it can be published [the article, part two]."""

    name: ShortText
    year: Annotated[int, Field(ge=2000, le=2100)]
    opens: date
    closes: date
    form_of_dispatch: PartText
    eligibility: PartText
    requirements: PartText
    procedure: PartText
    service_requirements: PartText
    guarantees: PartText
    term_months: Annotated[int, Field(ge=1, le=60)] = 24
    most_enterprises: Annotated[int, Field(ge=1, le=10)] = 3
    funding_yuan: Annotated[int, Field(ge=0, le=10_000_000)] = 30_000
    funding_per: FundingPer = FundingPer.UNIT
    steps: Annotated[tuple[Step, ...], Listed, Field(max_length=len(Step))] = ()

    @field_validator("closes")
    @classmethod
    def _window_in_order(cls, closes: date, info: ValidationInfo) -> date:
        if "opens" in info.data and closes < info.data["opens"]:
            raise ValueError(N_("申报截止日期不能早于开始日期"))
        return closes


class Scheme(Record):
    """A published scheme. Money in fen."""

    audited: ClassVar[bool] = True

    name: str
    year: int
    opens: date
    closes: date
    parts: dict[str, str]
    term_months: int
    most_enterprises: int
    funding_fen: int
    funding_per: FundingPer
    steps: tuple[Step, ...] = ()
    published_at: datetime

    published: ClassVar[Index["Scheme"]] = Index(
        partition=lambda scheme: "published",
        sort=lambda scheme: f"{scheme.opens.isoformat()}|{scheme.published_at.isoformat()}",
    )

    def is_open(self, now: datetime) -> bool:
        """Whether applications are taken at `now`: from the first day to the last, both included, in China's time."""
        return self.opens <= beijing_date(now) <= self.closes

    def next_step(self, passed: Step | None) -> Step | None:
        """The appointment step that follows `passed` (None: the acceptance); None when nothing is left but to admit."""
        after = APPOINTMENT_STEPS.index(passed) + 1 if passed else 0
        return next((step for step in APPOINTMENT_STEPS[after:] if step in self.steps), None)

    def check_open(self, now: datetime) -> None:
        """Raises WindowClosed outside the window."""
        if not self.is_open(now):
            raise WindowClosed(opens=self.opens.isoformat(), closes=self.closes.isoformat())


PARTS: dict[str, str] = {
    "form_of_dispatch": N_("选派形式"),
    "eligibility": N_("选派条件"),
    "requirements": N_("选派要求"),
    "procedure": N_("选派程序"),
    "service_requirements": N_("服务要求"),
    "guarantees": N_("保障措施"),
}
"""The six parts of an implementation plan."""


def scheme_of(id: str, form: SchemeForm, now: datetime) -> Scheme:
    """The scheme a complete plan becomes."""
    return Scheme(
        id=id,
        parts={part: getattr(form, part) for part in PARTS},
        funding_fen=form.funding_yuan * 100,
        published_at=now,
        **form.model_dump(
            include={"name", "year", "opens", "closes", "term_months", "most_enterprises", "funding_per", "steps"}
        ),
    )
