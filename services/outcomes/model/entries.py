"""What a commissioner reports: a service done or a result achieved, and how it comes to count."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from services.outcomes.model.indicators import OUTCOMES, Indicator, Measure
from services.outcomes.model.parties import Parties
from shared.auth.actor import Belongs
from shared.fields import LongText, Sent
from shared.language import N_
from shared.rules import RuleBroken
from shared.store.record import Index, Record
from shared.vocabulary import DeliveryMode, ServiceType

NO_COUNTY = "000000"
"""Sorts before every county's code."""


class AlreadyDecided(RuleBroken):
    """A decision is made once."""

    says = N_("该记录当前状态为“{state}”，不能再次办理")


class HostConfirms(RuleBroken):
    """The city does not speak for an enterprise."""

    says = N_("该成效由接收企业“{enterprise}”确认，市局不代为办理")


class NotConfirmedYet(RuleBroken):
    """The county approves what the host confirmed, nothing before it."""

    says = N_("企业“{enterprise}”尚未确认这次服务，确认后才能审核")


class EvidenceMissing(RuleBroken):
    """A service without evidence does not count [practice]."""

    says = N_("这次服务没有填写佐证材料，不能审核通过；请不予通过并说明，由特派员补充后重新填报")


class State(StrEnum):
    """Reported, and then what was decided.

    An outcome ends confirmed or refused, by its host. A service the host confirmed goes on to the county's officers,
    who approve or refuse it.
    """

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    REFUSED = "refused"


STATE_NAMES = {
    State.REPORTED: N_("待确认"),
    State.CONFIRMED: N_("已确认"),
    State.APPROVED: N_("县区已审核"),
    State.REFUSED: N_("未通过"),
}


class Qualifier(StrEnum):
    """Whether a number is the number, or as many as are known of: the article's “余”."""

    EXACT = "exact"
    AT_LEAST = "at_least"


class ServiceLog(Sent):
    """服务日志: one service of a commissioner at the enterprise."""

    day: date
    service_type: ServiceType
    delivery_mode: DeliveryMode
    text: LongText
    evidence: Annotated[str, Field(max_length=500)] = ""
    """What shows that it took place (sign-in sheet, photographs, minutes) and where that is kept."""


class Outcome(BaseModel):
    """成效: one achieved result of one indicator, `quantity` in its unit (money in fen)."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    indicator: Indicator
    quantity: int
    qualifier: Qualifier = Qualifier.EXACT
    day: date
    text: str
    patent_numbers: tuple[str, ...] = ()

    @property
    def measure(self) -> Measure:
        return OUTCOMES[self.indicator]

    @property
    def at_least(self) -> bool:
        return self.qualifier is Qualifier.AT_LEAST


class Entry(Record):
    """One report of a commissioner. Exactly one of `service` and `outcome` is there.

    An outcome counts once confirmed: by the host, or by the city where there is none. A service counts once the county
    approved what the host confirmed [practice].
    """

    audited: ClassVar[bool] = True

    dispatch: str = ""
    parties: Parties
    state: State = State.REPORTED
    reported_at: datetime
    decided_at: datetime | None = None
    reason: str = ""
    service: ServiceLog | None = None
    outcome: Outcome | None = None

    by_commissioner: ClassVar[Index["Entry"]] = Index(
        partition=lambda each: each.parties.commissioner_owner, sort=lambda each: each.waiting_then_time()
    )
    by_host: ClassVar[Index["Entry"]] = Index(
        partition=lambda each: each.parties.enterprise_owner or None, sort=lambda each: each.waiting_then_time()
    )
    # County first, so that one county is a stretch of it; what has no county, and so waits for the city, comes before.
    by_state: ClassVar[Index["Entry"]] = Index(
        partition=lambda each: each.state.value, sort=lambda each: f"{each.parties.county or NO_COUNTY}|{each.time()}"
    )

    def time(self) -> str:
        """When it was reported, as text that sorts."""
        return self.reported_at.isoformat(timespec="microseconds")

    def waiting_then_time(self) -> str:
        """Sorts, read backwards, what waits before what is decided, and each with the newest first."""
        return f"{int(self.state is State.REPORTED)}|{self.time()}"

    def belongs(self) -> Belongs:
        """Who may read it: both sides, and the county's officers."""
        people = {self.parties.commissioner_owner, self.parties.enterprise_owner} - {""}
        return Belongs(people=frozenset(people), county=self.parties.county)

    def of_host(self) -> Belongs:
        """Who may decide on it, besides the city where there is no host."""
        return Belongs(people=frozenset({self.parties.enterprise_owner} - {""}))

    def check_city_decides(self) -> None:
        """Raises HostConfirms: the city decides only on what has no host."""
        if self.parties.hosted:
            raise HostConfirms(enterprise=self.parties.enterprise_name)

    def of_county(self) -> Belongs:
        """Who approves a service: the officers of its county."""
        return Belongs(county=self.parties.county)

    def approved(self, now: datetime) -> "Entry":
        """The service, approved. Raises NotConfirmedYet, AlreadyDecided, EvidenceMissing."""
        self._check_approvable()
        if self.service is None or not self.service.evidence:
            raise EvidenceMissing
        return self.changed(state=State.APPROVED, decided_at=now)

    def disapproved(self, reason: str, now: datetime) -> "Entry":
        """The service, not approved, with a reason the commissioner reads. Raises NotConfirmedYet, AlreadyDecided."""
        self._check_approvable()
        return self.changed(state=State.REFUSED, decided_at=now, reason=reason)

    def confirmed(self, now: datetime) -> "Entry":
        """The entry, confirmed. Raises AlreadyDecided."""
        self._check_waiting()
        return self.changed(state=State.CONFIRMED, decided_at=now)

    def refused(self, reason: str, now: datetime) -> "Entry":
        """The entry, refused with a reason the commissioner reads. Raises AlreadyDecided."""
        self._check_waiting()
        return self.changed(state=State.REFUSED, decided_at=now, reason=reason)

    def _check_approvable(self) -> None:
        if self.state is State.REPORTED:
            raise NotConfirmedYet(enterprise=self.parties.enterprise_name)
        if self.state is not State.CONFIRMED:
            raise AlreadyDecided(state=STATE_NAMES[self.state])

    def _check_waiting(self) -> None:
        if self.state is not State.REPORTED:
            raise AlreadyDecided(state=STATE_NAMES[self.state])
