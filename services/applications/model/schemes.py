"""The scheme: one year's call, with its rules, and how it is checked before it is published."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from services.applications.model.steps import DEFAULT_RUBRIC, Criterion, Rubric, Step, criteria_of
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
    rubric: Rubric = DEFAULT_RUBRIC
    reviews: Annotated[int, Field(ge=1, le=9)] = 3

    @field_validator("closes")
    @classmethod
    def _window_in_order(cls, closes: date, info: ValidationInfo) -> date:
        if "opens" in info.data and closes < info.data["opens"]:
            raise ValueError(N_("申报截止日期不能早于开始日期"))
        return closes

    @field_validator("rubric")
    @classmethod
    def _something_to_judge_by(cls, rubric: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if Step.REVIEW in info.data.get("steps", ()) and not rubric:
            raise ValueError(N_("有专家评审的方案须写明评审标准"))
        return rubric


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
    rubric: tuple[Criterion, ...] = ()
    reviews: int = 0
    """How many reviewers score each commissioner, where the scheme asks for a review."""
    published_at: datetime

    published: ClassVar[Index["Scheme"]] = Index(
        partition=lambda scheme: "published",
        sort=lambda scheme: f"{scheme.opens.isoformat()}|{scheme.published_at.isoformat()}",
    )

    def is_open(self, now: datetime) -> bool:
        """Whether applications are taken at `now`: from the first day to the last, both included, in China's time."""
        return self.opens <= beijing_date(now) <= self.closes

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
        rubric=criteria_of(form.rubric) if Step.REVIEW in form.steps else (),
        reviews=form.reviews if Step.REVIEW in form.steps else 0,
        **form.model_dump(
            include={"name", "year", "opens", "closes", "term_months", "most_enterprises", "funding_per", "steps"}
        ),
    )
