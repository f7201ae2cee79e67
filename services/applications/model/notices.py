"""The public notice of those to be appointed, objections to it, and the joint notice that appoints them."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.applications.model.applications import Application
from shared.auth.actor import Belongs
from shared.clock import beijing_date
from shared.language import N_
from shared.rules import RuleBroken
from shared.store.record import Index, Record
from shared.working_days import working_days_after

_OPENING, _CLOSING = re.compile(r"[(\[\u3010\uff08\uff3b]"), re.compile(r"[)\]\u3011\uff09\uff3d]")
_LEFT, _RIGHT = chr(0x3014), chr(0x3015)
NOTICE_DAYS = 5
"""Working days a public notice lasts [practice]."""
MOST_NAMES = 1000
"""Names in one notice; a larger scheme publishes several."""


class NobodyWaits(RuleBroken):
    """A notice names somebody."""

    says = N_("没有等待这一步的人选，不能发布")


class TooManyNames(RuleBroken):
    """A notice is printed."""

    says = N_("一次最多列 {most} 个，请分批发布")


class NoticeUnderway(RuleBroken):
    """One notice of a scheme is written at a time."""

    says = N_("本批次有一份文件正在生成，请稍候再试")


class NoticeOver(RuleBroken):
    """Objections are taken while a notice lasts."""

    says = N_("公示期已于 {closes} 结束，不再受理异议")


class NotInNotice(RuleBroken):
    """An objection is to a name of the notice."""

    says = N_("该人选不在这份公示中")


class AlreadyObjected(RuleBroken):
    """One objection per person and name; more to say is said to the officer who handles it."""

    says = N_("您已对该人选提出过异议，请等待答复")


class ObjectionOver(RuleBroken):
    """An objection is decided once."""

    says = N_("该异议已有处理结论")


class NotCountersigned(RuleBroken):
    """All three departments sign [the article: 市委组织部、市科学技术局、市人力资源和社会保障局]."""

    says = N_("尚缺会签：{missing}")


class AlreadyCountersigned(RuleBroken):
    """A department signs once."""

    says = N_("“{department}”已会签，不能重复登记")


class AlreadyIssued(RuleBroken):
    """What is out is not changed."""

    says = N_("该文件已印发，不能更改")


class NumberTaken(RuleBroken):
    """A document number is one document's."""

    says = N_("文号“{number}”已被另一份联合发文使用")


class NoticeState(StrEnum):
    """Where a notice stands: being written line by line, public, over."""

    WRITING = "writing"
    PUBLIC = "public"
    OVER = "over"


class PublicNotice(Record):
    """The list of those to be appointed, public from `opened_on` to the end of `closes` in China's time."""

    audited: ClassVar[bool] = True

    scheme: str
    scheme_name: str
    title: str
    state: NoticeState = NoticeState.WRITING
    count: int
    opened_on: date
    closes: date

    listed: ClassVar[Index["PublicNotice"]] = Index(
        partition=lambda each: None if each.state is NoticeState.WRITING else "public",
        sort=lambda each: f"{each.opened_on.isoformat()}|{each.id}",
    )

    def takes_objections(self, now: datetime) -> bool:
        """Whether it is public and not over."""
        return self.state is NoticeState.PUBLIC and beijing_date(now) <= self.closes

    def check_open(self, now: datetime) -> None:
        """Raises NoticeOver outside the days it is public."""
        if not self.takes_objections(now):
            raise NoticeOver(closes=self.closes.isoformat())


def closing_day(now: datetime) -> date:
    """The last day of a notice that is published now. Raises HolidaysUnknown."""
    return working_days_after(beijing_date(now), NOTICE_DAYS)


class NoticeLine(Record):
    """One name of a public or a joint notice: `notice` is its id."""

    notice: str
    application: str
    number: str
    name: str
    institution: str
    discipline: str
    team: bool
    people: int

    of_notice: ClassVar[Index["NoticeLine"]] = Index(
        partition=lambda each: each.notice, sort=lambda each: f"{int(not each.team)}|{each.number}"
    )
    """Teams first."""

    @staticmethod
    def id_of(notice: str, application: str) -> str:
        """One line per notice and application."""
        return f"{notice}-{application}"


def line_of(notice: str, application: Application) -> NoticeLine:
    """How a commissioner stands in a notice: what everybody may read, no more."""
    form = application.commissioner
    if form is None:
        raise ValueError(f"application {application.id} is of no commissioner")
    return NoticeLine(
        id=NoticeLine.id_of(notice, application.id),
        notice=notice,
        application=application.id,
        number=application.number,
        name=form.name,
        institution=form.institution,
        discipline=form.discipline,
        team=form.team,
        people=1 + len(form.members),
    )


class ObjectionState(StrEnum):
    """Where an objection stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


OBJECTION_STATES = {
    ObjectionState.OPEN: N_("待处理"),
    ObjectionState.UPHELD: N_("异议成立"),
    ObjectionState.DISMISSED: N_("异议不成立"),
}


class Objection(Record):
    """A written objection under a real name. `person` is empty for one that came on paper, which an officer noted."""

    audited: ClassVar[bool] = True

    notice: str
    application: str
    about: str
    person: str = ""
    name: str
    contact: str = ""
    text: str
    raised_at: datetime
    state: ObjectionState = ObjectionState.OPEN
    conclusion: str = ""
    decided_at: datetime | None = None

    by_state: ClassVar[Index["Objection"]] = Index(
        partition=lambda each: each.state.value, sort=lambda each: each.raised_at.isoformat()
    )

    def belongs(self) -> Belongs:
        return Belongs(people=frozenset({self.person} if self.person else ()))

    def decided(self, upheld: bool, conclusion: str, now: datetime) -> "Objection":
        """The objection with the bureau's conclusion. Raises ObjectionOver."""
        if self.state is not ObjectionState.OPEN:
            raise ObjectionOver
        state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
        return self.changed(state=state, conclusion=conclusion, decided_at=now)


class Department(StrEnum):
    """Who countersigns the joint notice [the article, part two]."""

    ORGANISATION = "organisation"
    SCIENCE = "science"
    PERSONNEL = "personnel"


DEPARTMENTS = {
    Department.ORGANISATION: N_("市委组织部"),
    Department.SCIENCE: N_("市科学技术局"),
    Department.PERSONNEL: N_("市人力资源和社会保障局"),
}


def _document_number(text: str) -> str:
    # Typed with brackets of several kinds; on paper the year stands in tortoise-shell ones (GB/T 9704).
    return _OPENING.sub(_LEFT, _CLOSING.sub(_RIGHT, text))


DocumentNumber = Annotated[str, Field(min_length=5, max_length=50), AfterValidator(_document_number)]


class Countersignature(BaseModel):
    """That a department signed, on which day."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    department: Department
    day: date


class JointState(StrEnum):
    """Where a joint notice stands: being countersigned, being carried out name by name, out."""

    SIGNING = "signing"
    ISSUING = "issuing"
    ISSUED = "issued"


JOINT_STATES = {
    JointState.SIGNING: N_("会签中"),
    JointState.ISSUING: N_("正在印发"),
    JointState.ISSUED: N_("已印发"),
}


class JointNotice(Record):
    """The document of three departments that appoints commissioners."""

    audited: ClassVar[bool] = True

    scheme: str
    scheme_name: str
    title: str
    document_number: str
    signed: tuple[Countersignature, ...] = ()
    state: JointState = JointState.SIGNING
    count: int = 0
    made_at: datetime
    issued_at: datetime | None = None

    listed: ClassVar[Index["JointNotice"]] = Index(
        partition=lambda each: "joint", sort=lambda each: each.made_at.isoformat()
    )
    issued: ClassVar[Index["JointNotice"]] = Index(
        partition=lambda each: "issued" if each.state is JointState.ISSUED else None,
        sort=lambda each: each.made_at.isoformat(),
    )

    @property
    def missing(self) -> tuple[Department, ...]:
        """Who has not signed yet."""
        signed = {each.department for each in self.signed}
        return tuple(each for each in Department if each not in signed)

    def countersigned(self, department: Department, day: date) -> "JointNotice":
        """The notice with a department's signature. Raises AlreadyIssued, AlreadyCountersigned."""
        if self.state is not JointState.SIGNING:
            raise AlreadyIssued
        if department not in self.missing:
            raise AlreadyCountersigned(department=DEPARTMENTS[department])
        return self.changed(signed=(*self.signed, Countersignature(department=department, day=day)))

    def issuing(self, count: int) -> "JointNotice":
        """The notice on its way out to `count` commissioners. Raises AlreadyIssued, NotCountersigned."""
        if self.state is not JointState.SIGNING:
            raise AlreadyIssued
        if self.missing:
            # One is said in the reader's language; those still missing after it are told the next time.
            raise NotCountersigned(missing=DEPARTMENTS[self.missing[0]])
        return self.changed(state=JointState.ISSUING, count=count)


class DocumentNumberClaim(Record):
    """That a document number is one joint notice's; its id is the number."""

    notice: str


class WritingClaim(Record):
    """That a notice of a scheme is being written or issued; its id is `kind|scheme`. Removed when it is out."""

    notice: str
