"""An application that is being filled in: what was typed into each section, right or wrong, and how far it has come."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.applications.model import sections
from services.applications.model.applications import Correction
from services.applications.model.forms import MOST_NEEDS, CommissionerForm, EnterpriseForm, Kind
from services.applications.model.sections import NEED, NEEDS_FIELD, Section, Typed
from shared.auth.actor import Belongs
from shared.clock import BEIJING, beijing_date
from shared.ids import derived_id
from shared.language import N_
from shared.rules import Refusal, RuleBroken, Unknown
from shared.store.record import Index, Record

FROM_ACCOUNT = "account"
"""The source of what was filled in from the person's account; other sources are numbers of applications."""

DRAFT_KEPT = timedelta(days=180)
"""How long a draft nobody saves is kept. No rule of the programme gives it: schemes come once a year, and half a year
after its last save nobody will send it."""


class ChangedElsewhere(RuleBroken):
    """An older page never overwrites a newer one unseen."""

    says = N_("这一部分刚在另一窗口修改过。您在本页填写的内容还在下面：再次保存将以本页为准")


class SeenOtherwise(RuleBroken):
    """What is sent, or thrown away, is what its owner has seen last."""

    says = N_("内容在另一窗口有改动，请核对下面的最新内容后再操作")


class NotComplete(RuleBroken):
    """Only what is complete is sent."""

    says = N_("还有 {count} 个部分没有完成，请先完成")


class NotAsked(RuleBroken):
    """Mending is for what the officer named."""

    says = N_("这一部分不需要补正，不能修改")


class TooManyNeeds(RuleBroken):
    """A bound of the form."""

    says = N_("每份申报最多填写 {most} 项技术需求")


class OnlyNeed(RuleBroken):
    """An enterprise's application is about at least one need."""

    says = N_("至少保留一项技术需求")


class AlreadySent(RuleBroken):
    """The draft became an application."""

    says = N_("这份申报已经提交，编号 {number}，可在“我的申报”中查看")


class State(StrEnum):
    """How far a section has come. The last two are of a returned application alone."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    TO_MEND = "to_mend"
    DONE = "done"
    ASKED = "asked"
    SETTLED = "settled"


STATES = {
    State.NOT_STARTED: N_("未开始"),
    State.IN_PROGRESS: N_("填写中"),
    State.TO_MEND: N_("需修改"),
    State.DONE: N_("已完成"),
    State.ASKED: N_("需补正"),
    State.SETTLED: N_("无需补正"),
}
COMPLETE = (State.DONE, State.SETTLED)


class Part(BaseModel):
    """What a section holds. `edition` counts its saves; `confirmed` says that its owner once called it finished."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    typed: dict[str, Any] = Field(default_factory=dict)
    edition: int = 0
    confirmed: bool = False
    source: str = ""
    """Where what its owner did not type here comes from: FROM_ACCOUNT, or the number of an earlier application."""


class Draft(Record):
    """One person's application to one scheme while it is filled in, or a returned one while it is mended.

    Its id follows from whom and what it is of, so that two windows have one draft. It goes when it is sent, and
    ends when nobody saves it for long.
    """

    scheme: str
    form_kind: Kind
    owner: str
    begun: str
    """Tells one draft from the next under the same id."""
    begun_at: datetime
    saved_at: datetime
    scheme_name: str
    opens: date
    closes: date
    """Of the scheme, as its bounds are: what a page must say, without reading the scheme for it."""
    most_enterprises: int
    parts: dict[str, Part] = Field(default_factory=dict)
    needs: tuple[str, ...] = ()
    """The names of the needs' sections, in order. A name is never given twice."""
    needs_begun: int = 0
    application: str = ""
    """The returned application it mends."""
    number: str = ""
    corrections: tuple[Correction, ...] = ()

    @property
    def keep_until(self) -> datetime:
        """The end of `kept_through`: by whole days, so that its owner's list is written once a day for it at most."""
        return datetime.combine(self.kept_through + timedelta(days=1), time(), BEIJING)

    @property
    def kept_through(self) -> date:
        """The last day it is kept on, if nobody saves it again."""
        return beijing_date(self.saved_at + DRAFT_KEPT)

    by_owner: ClassVar[Index["Draft"]] = Index(
        partition=lambda each: each.owner, sort=lambda each: each.begun_at.isoformat()
    )

    def belongs(self) -> Belongs:
        return Belongs(people=frozenset({self.owner}))

    @property
    def name(self) -> str:
        """The enterprise's or the commissioner's name, as far as it was typed."""
        name = self.part(sections.APPLICANT).typed.get("name", "")
        return name if isinstance(name, str) else ""

    def may_be_sent(self, now: datetime) -> bool:
        """Whether the scheme takes it at `now`; mending is always possible. Sending it asks the scheme itself."""
        return bool(self.application) or self.opens <= beijing_date(now) <= self.closes

    @property
    def seen(self) -> str:
        """What stands for the draft exactly as it is now."""
        return derived_id(self.id, self.begun, str(self.version))

    def part(self, name: str) -> Part:
        """What a section holds; nothing, where nobody was there yet."""
        return self.parts.get(name, Part())

    def sections(self) -> tuple[Section, ...]:
        """What has to be filled in, in order. A team has its members to name."""
        if self.form_kind is Kind.ENTERPRISE:
            needs = [sections.need_section(name, number) for number, name in enumerate(self.needs, start=1)]
            return (sections.COMPANY, sections.CLASSES, *needs, sections.DEMAND)
        team = str(self.part(sections.APPLICANT).typed.get("team", "")).lower() == "true"
        members = (sections.MEMBERS,) if team else ()
        return (sections.PERSON, *members, sections.EXPERTISE, sections.WORKS, sections.WISHES)

    def section(self, name: str) -> Section:
        """The section of that name. Raises Unknown."""
        for each in self.sections():
            if each.name == name:
                return each
        raise Unknown

    def is_right(self, section: Section) -> bool:
        """Whether a section could be sent as it is."""
        try:
            sections.check(section, self.part(section.name).typed, self.most_enterprises)
        except (ValidationError, Refusal):
            return False
        return True

    def state(self, section: Section) -> State:
        """How far a section has come."""
        part, right = self.part(section.name), self.is_right(section)
        if self.application and part.edition == 0 and section.name in self.parts:
            if right and not self.asked(section):
                return State.SETTLED
            return State.ASKED if right else State.TO_MEND
        if part.confirmed:
            return State.DONE if right else State.TO_MEND
        return State.IN_PROGRESS if part.typed else State.NOT_STARTED

    def states(self) -> dict[str, State]:
        """Section -> how far it has come, in order."""
        return {each.name: self.state(each) for each in self.sections()}

    def asked(self, section: Section) -> tuple[Correction, ...]:
        """What the officer wants mended in a section."""
        return tuple(each for each in self.corrections if section.name in self._about(each))

    @property
    def unplaced(self) -> tuple[Correction, ...]:
        """What the officer wants mended that is of no one section."""
        known = {each.name for each in self.sections()}
        return tuple(each for each in self.corrections if not known & set(self._about(each)))

    def may_change(self, section: Section) -> bool:
        """Whether a section is open: in mending, what the officer named, what is wrong, and what is new."""
        old = section.name in self.parts and self.part(section.name).edition == 0
        return bool(
            not self.application or self.asked(section) or self.unplaced or not old or not self.is_right(section)
        )

    @property
    def may_change_needs(self) -> bool:
        """Whether needs may be added and removed."""
        asked = any(each.field == NEEDS_FIELD for each in self.corrections)
        return self.form_kind is Kind.ENTERPRISE and bool(not self.application or asked or self.unplaced)

    def saved(self, name: str, typed: Typed, edition: int | None, at: datetime, *, confirm: bool) -> "Draft":
        """The draft with what was typed into a section. Raises Unknown, NotAsked, ChangedElsewhere.

        `edition` is the one the page showed; None overwrites whatever there is. What is right is kept in its one form.
        """
        section, part = self.section(name), self.part(name)
        if not self.may_change(section):
            raise NotAsked
        kept = self._settled(section, typed)
        if edition is not None and edition != part.edition and kept != part.typed:
            raise ChangedElsewhere
        known = self.corrections_seen(part)
        after = part.model_copy(update={"typed": kept, "edition": part.edition + 1, "confirmed": known or confirm})
        return self.changed(parts=self.parts | {name: after}, saved_at=at)

    def corrections_seen(self, part: Part) -> bool:
        """Whether a section was called finished since it was opened for mending, or at all where it was not."""
        return part.confirmed and (not self.application or part.edition > 0)

    def with_need(self, at: datetime) -> tuple["Draft", str]:
        """The draft with one need more, and its section's name. Raises TooManyNeeds, NotAsked."""
        if not self.may_change_needs:
            raise NotAsked
        if len(self.needs) >= MOST_NEEDS:
            raise TooManyNeeds(most=MOST_NEEDS)
        name = f"{NEED}{self.needs_begun + 1}"
        return self.changed(needs=(*self.needs, name), needs_begun=self.needs_begun + 1, saved_at=at), name

    def without_need(self, name: str, at: datetime) -> "Draft":
        """The draft without one of its needs. Raises Unknown, NotAsked, OnlyNeed."""
        if name not in self.needs:
            raise Unknown
        if not self.may_change_needs:
            raise NotAsked
        if len(self.needs) == 1:
            raise OnlyNeed
        parts = {each: part for each, part in self.parts.items() if each != name}
        return self.changed(needs=tuple(each for each in self.needs if each != name), parts=parts, saved_at=at)

    def form(self) -> EnterpriseForm | CommissionerForm:
        """The application it has become. Raises NotComplete."""
        left = [name for name, state in self.states().items() if state not in COMPLETE]
        if left:
            raise NotComplete(count=len(left))
        return sections.FORMS[self.form_kind].model_validate(self._whole())

    def _whole(self) -> dict[str, Any]:
        whole: dict[str, Any] = {}
        for section in self.sections():
            typed = self.part(section.name).typed
            whole |= {NEEDS_FIELD: [*whole.get(NEEDS_FIELD, []), typed]} if section.is_need else typed
        return whole

    def _settled(self, section: Section, typed: Typed) -> Typed:
        try:
            return sections.values_of(section.model.model_validate(typed))
        except ValidationError:
            return typed

    def _about(self, correction: Correction) -> tuple[str, ...]:
        """The sections a correction is about: `needs` is about all needs there were, `needs/0` about the first."""
        field, _, place = correction.field.replace("-", "/").partition("/")
        if self.form_kind is Kind.ENTERPRISE and field == NEEDS_FIELD:
            if place.isdecimal():
                return (f"{NEED}{int(place) + 1}",)
            return tuple(each for each in self.needs if each in self.parts)
        return tuple(each.name for each in self.sections() if not each.is_need and field in each.fields)


class SentDraft(Record):
    """Which application a draft became, under the draft's id: what was shown once must not be sent twice."""

    owner: str
    seen: str
    application: str
    number: str

    def belongs(self) -> Belongs:
        return Belongs(people=frozenset({self.owner}))


def draft_id(person: str, scheme: str, kind: Kind) -> str:
    """The id of somebody's draft for a scheme."""
    return derived_id("draft", person, scheme, kind)


def mending_id(application: str) -> str:
    """The id of the draft that mends an application."""
    return derived_id("mending", application)
