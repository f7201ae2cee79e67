"""An application of an enterprise or a commissioner to a scheme, and the states it goes through."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from services.applications.model.forms import CommissionerForm, EnterpriseForm, Kind
from services.applications.model.steps import Step, next_step
from shared.auth.actor import Belongs
from shared.events.applications import CommissionerFacts, EnterpriseFacts, NeedFacts
from shared.fields import Sent, ShortText
from shared.language import N_
from shared.rules import Invalid, RuleBroken
from shared.store.record import Index, Record


class AlreadyApplied(RuleBroken):
    """One application per enterprise or person and scheme."""

    says = N_("该申报主体在本批次已有申报，编号 {number}，不能重复提交")


class AppliedByAnother(RuleBroken):
    """The same, said to whoever did not file it: a credit code is public, the number of an application is not."""

    says = N_("该企业在本批次已有申报；如不是贵单位提交，请联系所在县（市、区）科技主管部门")


class NotSubmitted(RuleBroken):
    """Only what waits can be decided on."""

    says = N_("该申报当前状态为“{status}”，不能审核")


class NotEndorsed(RuleBroken):
    """A scheme may ask for the sending institution's consent first."""

    says = N_("派出单位尚未审核同意，不能受理；派出单位没有账号的，可由市局登记其书面意见")


class NotVerified(RuleBroken):
    """A scheme may ask the county to check the enterprise first."""

    says = N_("企业所在县（市、区）尚未核实，不能受理")


class CityAccepts(RuleBroken):
    """Where a scheme has the county check enterprises, the city's bureau decides."""

    says = N_("本批次由县（市、区）核实、市科学技术局受理，请在核实后等待市局受理")


class AlreadyEndorsed(RuleBroken):
    """Consent is given once."""

    says = N_("派出单位已同意该申报，不能重复办理")


class AlreadyVerified(RuleBroken):
    """An enterprise is checked once."""

    says = N_("该企业已核实，不能重复办理")


class StepNotAsked(RuleBroken):
    """A scheme has the steps it names, and no others."""

    says = N_("本批次方案没有“{step}”这一环节")


class WrongState(RuleBroken):
    """Each step leads from one state to the next."""

    says = N_("“{name}”当前状态为“{status}”，不能办理这一步")


class ObjectionsOpen(RuleBroken):
    """An objection that nobody has decided on keeps an appointment back."""

    says = N_("“{name}”还有未处理的异议，不能选派")


class NotReturned(RuleBroken):
    """Only what was returned can be mended."""

    says = N_("只有被退回补正的申报才能重新提交")


class OtherEnterprise(Invalid):
    """Mending does not turn one enterprise into another."""

    says = N_("补正时不能更换统一社会信用代码")


class Status(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    """In the scheme, where it asks for nothing more; the others are of commissioners on the way to an appointment."""
    REVIEWING = "reviewing"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    NOTICED = "noticed"
    CLEARED = "cleared"
    APPOINTED = "appointed"


STATUS_NAMES = {
    Status.SUBMITTED: N_("待审核"),
    Status.RETURNED: N_("已退回补正"),
    Status.ACCEPTED: N_("已受理"),
    Status.REVIEWING: N_("评审中"),
    Status.SELECTED: N_("拟选派"),
    Status.NOT_SELECTED: N_("未入选"),
    Status.NOTICED: N_("公示中"),
    Status.CLEARED: N_("公示无异议"),
    Status.APPOINTED: N_("已选派"),
}
STATUS_TONES = {
    Status.ACCEPTED: "good",
    Status.RETURNED: "bad",
    Status.NOT_SELECTED: "bad",
    Status.APPOINTED: "good",
}
"""How a state is coloured; every other one waits."""

WAITS_FOR = {None: Status.ACCEPTED, Step.REVIEW: Status.REVIEWING, Step.PUBLIC_NOTICE: Status.SELECTED}
WAITS_FOR |= {Step.JOINT_NOTICE: Status.CLEARED}
"""The state in which a commissioner waits for an appointment step; None: for none."""


class Correction(Sent):
    """What an officer asks to be mended in one field."""

    field: ShortText
    reason: Annotated[str, Field(min_length=2, max_length=500)]


class Consent(BaseModel):
    """That the sending institution lets a commissioner go: `on_paper` where the city's officer noted its letter."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    at: datetime
    note: str = ""
    on_paper: bool = False


class Reviewing(BaseModel):
    """One reviewer of a commissioner, by their id: the points given, in tenths, or None until there are any."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    reviewer: str
    tenths: int | None = None


class Application(Record):
    """One application. Exactly one of `enterprise` and `commissioner` is there, as `form_kind` says."""

    audited: ClassVar[bool] = True

    number: str
    scheme: str
    form_kind: Kind
    owner: str
    county: str = ""
    status: Status = Status.SUBMITTED
    submitted_at: datetime
    decided_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    enterprise: EnterpriseForm | None = None
    commissioner: CommissionerForm | None = None
    asks: Step | None = None
    """What its scheme asks for before the bureau decides: an endorsement, a county's check, or nothing."""
    consent: Consent | None = None
    verified_at: datetime | None = None
    reviewing: tuple[Reviewing, ...] = ()
    reason: str = ""
    """Why it was not selected, as the applicant is told."""
    notice: str = ""
    """The public notice it stands in, or stood in."""
    objections: int = 0
    """Objections to it that nobody has decided on."""

    by_status: ClassVar[Index["Application"]] = Index(
        partition=lambda each: each.status.value, sort=lambda each: each.submitted_at.isoformat()
    )
    by_county: ClassVar[Index["Application"]] = Index(
        partition=lambda each: f"{each.county}|{each.status.value}" if each.county else None,
        sort=lambda each: each.submitted_at.isoformat(),
    )
    by_owner: ClassVar[Index["Application"]] = Index(
        partition=lambda each: each.owner, sort=lambda each: each.submitted_at.isoformat()
    )

    @property
    def name(self) -> str:
        """The enterprise's or the commissioner's name."""
        form = self.enterprise or self.commissioner
        return form.name if form else ""

    @property
    def institution(self) -> str:
        """The sending institution of a commissioner."""
        return self.commissioner.institution if self.commissioner else ""

    @property
    def scores(self) -> tuple[int, ...]:
        """The points its reviewers gave, in tenths."""
        return tuple(each.tenths for each in self.reviewing if each.tenths is not None)

    def belongs(self) -> Belongs:
        return Belongs(people=frozenset({self.owner}), county=self.county, organisation=self.institution)

    def accepted(self, now: datetime, steps: tuple[Step, ...] = ()) -> "Application":
        """The application, accepted, waiting for the first of the scheme's `steps` to an appointment.

        Raises NotSubmitted unless it waits for a decision, NotEndorsed and NotVerified where the scheme asks for that.
        """
        self._check_waiting()
        if self.waits_for is Step.ENDORSEMENT:
            raise NotEndorsed
        if self.waits_for is Step.COUNTY_VERIFICATION:
            raise NotVerified
        first = next_step(steps, None) if self.form_kind is Kind.COMMISSIONER else None
        return self.changed(status=WAITS_FOR[first], decided_at=now, corrections=())

    @property
    def waits_for(self) -> Step | None:
        """What must still come before the bureau decides; None when nothing must."""
        done = {Step.ENDORSEMENT: self.consent, Step.COUNTY_VERIFICATION: self.verified_at}
        waits = self.status is Status.SUBMITTED and self.asks is not None and done[self.asks] is None
        return self.asks if waits else None

    def endorsed(self, now: datetime, note: str, *, on_paper: bool) -> "Application":
        """The application with its sending institution's consent. Raises NotSubmitted, AlreadyEndorsed."""
        self._check_waiting()
        if self.consent is not None:
            raise AlreadyEndorsed
        return self.changed(consent=Consent(at=now, note=note, on_paper=on_paper))

    def verified(self, now: datetime) -> "Application":
        """The application of an enterprise its county has checked. Raises NotSubmitted, AlreadyVerified."""
        self._check_waiting()
        if self.verified_at is not None:
            raise AlreadyVerified
        return self.changed(verified_at=now)

    def check_status(self, *expected: Status) -> None:
        """Raises WrongState unless it stands in one of these."""
        if self.status not in expected:
            raise WrongState(name=self.name, status=STATUS_NAMES[self.status])

    def passing(self, steps: tuple[Step, ...], passed: Step) -> "Application":
        """The application behind the step `passed`: waiting for the next one, or appointed when none is left."""
        following = next_step(steps, passed)
        return self.changed(status=WAITS_FOR[following] if following else Status.APPOINTED)

    def not_selected(self, reason: str, now: datetime) -> "Application":
        """The application, left out for a reason its owner is told."""
        return self.changed(status=Status.NOT_SELECTED, reason=reason, decided_at=now)

    def returned(self, corrections: tuple[Correction, ...], now: datetime) -> "Application":
        """The application, returned for correction. Raises NotSubmitted unless it waits for a decision."""
        self._check_waiting()
        return self.changed(status=Status.RETURNED, decided_at=now, corrections=corrections)

    def resubmitted(self, form: EnterpriseForm | CommissionerForm, now: datetime) -> "Application":
        """The application with the mended form. Raises NotReturned unless it was returned.

        What was agreed to or checked before was another text: the sending institution and the county are asked again.
        """
        if self.status is not Status.RETURNED:
            raise NotReturned
        again = self.changed(status=Status.SUBMITTED, submitted_at=now, decided_at=None, consent=None, verified_at=None)
        if isinstance(form, EnterpriseForm):
            if self.enterprise is None or self.enterprise.uscc != form.uscc:
                raise OtherEnterprise(field="uscc")
            return again.changed(enterprise=form, county=form.county)
        return again.changed(commissioner=form)

    def _check_waiting(self) -> None:
        if self.status is not Status.SUBMITTED:
            raise NotSubmitted(status=STATUS_NAMES[self.status])


def asked_first(kind: Kind, steps: Collection[Step]) -> Step | None:
    """What a scheme's `steps` ask for of this kind of applicant before the bureau decides."""
    step = Step.ENDORSEMENT if kind is Kind.COMMISSIONER else Step.COUNTY_VERIFICATION
    return step if step in steps else None


class ApplicantClaim(Record):
    """That an enterprise (by credit code) or a person applied to a scheme: one application each."""

    application: str
    number: str


def claim_id(scheme: str, kind: Kind, who: str) -> str:
    """The id of the claim that an enterprise (by credit code) or a person applied to a scheme."""
    return f"{scheme}|{kind}|{who}"


def number_of(year: int, kind: Kind, id: str) -> str:
    """The number on the receipt: year, kind and six characters of the id, so that no counter is shared by all."""
    return f"{year}-{'Q' if kind is Kind.ENTERPRISE else 'R'}-{id[:6].upper()}"


def enterprise_key(uscc: str) -> str:
    """Which enterprise it is, in every scheme, without saying its credit code.

    A plain hash, since the code is no secret: the register of enterprises is public (GB 32100, gsxt.gov.cn), and a key
    of this service's own would have to outlive every scheme or all enterprises would be other ones.
    """
    return hashlib.sha256(uscc.encode()).hexdigest()


def enterprise_facts(application_id: str, form: EnterpriseForm) -> EnterpriseFacts:
    """What the other services are told of an enterprise."""
    needs = tuple(
        NeedFacts(id=f"{application_id}-{place}", title=need.title, text=need.text, service_types=need.service_types)
        for place, need in enumerate(form.needs)
    )
    classes = form.model_dump(
        include={"name", "county", "industry", "above_scale", "high_tech", "nurtured", "growth", "demand"}
    )
    return EnterpriseFacts(needs=needs, enterprise_key=enterprise_key(form.uscc), **classes)


def commissioner_facts(form: CommissionerForm) -> CommissionerFacts:
    """What the other services are told of a commissioner. A team counts its leader and its other members."""
    told = form.model_dump(
        include={"name", "institution", "discipline", "expertise", "works", "counties", "service_types", "capacity"}
    )
    return CommissionerFacts(kind="team" if form.team else "individual", people=1 + len(form.members), **told)
