"""A dispatch: a commissioner at an enterprise for the scheme's term."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Self

from shared.auth.actor import Belongs
from shared.events.applications import NeedFacts
from shared.ids import derived_id
from shared.language import N_
from shared.rules import Invalid, RuleBroken
from shared.store.record import Index, Record


class EndedBefore(RuleBroken):
    """A dispatch ends once."""

    says = N_("派驻已于 {day} 结束，不能再次结束")


class EndDay(Invalid):
    """A last day lies within the term, and has come."""

    says = N_("结束日期须在 {starts} 与 {last} 之间")


class NoteNeeded(Invalid):
    """Another reason is none until it is said."""

    says = N_("选择“其他”时，请写明原因")


class DispatchOver(RuleBroken):
    """Nothing is agreed or named any more for what is over."""

    says = N_("派驻已经结束，不能再办理这一项")


class EndReason(StrEnum):
    """Why a dispatch is over."""

    TERM = "term"
    AGREED = "agreed"
    ENTERPRISE = "enterprise"
    COMMISSIONER = "commissioner"
    OTHER = "other"


END_REASONS = {
    EndReason.TERM: N_("期满"),
    EndReason.AGREED: N_("双方协商"),
    EndReason.ENTERPRISE: N_("企业原因"),
    EndReason.COMMISSIONER: N_("特派员原因"),
    EndReason.OTHER: N_("其他"),
}
ASKED_BY = {"enterprise": N_("企业提出"), "commissioner": N_("特派员提出"), "bureau": N_("市科学技术局决定")}


class Dispatch(Record):
    """A pair both sides of which said yes: from `starts` to `ends`, both included, days of China's calendar."""

    audited: ClassVar[bool] = True

    proposal_id: str
    scheme_id: str
    scheme_name: str
    year: int
    county: str
    enterprise_id: str
    enterprise_name: str
    enterprise_owner: str
    above_scale: bool
    high_tech: bool
    commissioner_id: str
    commissioner_name: str
    commissioner_owner: str
    commissioner_kind: str
    people: int
    enterprise_key: str = ""
    """Which enterprise it is in every scheme (`EnterpriseFacts`)."""
    institution: str
    need: NeedFacts
    starts: date
    ends: date
    agreed_at: datetime
    agreement_signed_at: datetime | None = None
    """When the last of the three parties signed the dispatch agreement."""
    leader: str = ""
    section: str = ""
    """Who of the bureau looks after it: a leader and a business section. Empty until the city names them."""
    ended_on: date | None = None
    """Its last day, once it is over: `ends` stays the one agreed on."""
    end_reason: str = ""
    end_note: str = ""
    asked_by: str = ""
    """On whose wish it ended before its term."""

    of_enterprise: ClassVar[Index["Dispatch"]] = Index(
        partition=lambda each: each.enterprise_owner, sort=lambda each: each.agreed_at.isoformat()
    )
    of_commissioner: ClassVar[Index["Dispatch"]] = Index(
        partition=lambda each: each.commissioner_owner, sort=lambda each: each.agreed_at.isoformat()
    )
    everyone: ClassVar[Index["Dispatch"]] = Index(
        partition=lambda each: "all", sort=lambda each: f"{each.county}|{each.agreed_at.isoformat()}"
    )

    @staticmethod
    def id_of(proposal_id: str) -> str:
        """The id of the only dispatch a proposal can become."""
        return derived_id("dispatch", proposal_id)

    @property
    def looked_after(self) -> bool:
        """Whether the bureau has named its liaison."""
        return bool(self.leader and self.section)

    def lasts(self, today: date) -> bool:
        """Whether it is neither over nor ended; one that has not begun counts as lasting."""
        return self.ended_on is None and today <= self.ends

    def ended(self, on: date, reason: EndReason, note: str, asked_by: str, today: date) -> Self:
        """Over since `on`. Raises EndedBefore, EndDay, and NoteNeeded where the reason alone says nothing."""
        if self.ended_on is not None:
            raise EndedBefore(day=self.ended_on)
        if not self.starts <= on <= min(today, self.ends):
            raise EndDay(field="day", starts=self.starts, last=min(today, self.ends))
        if reason is EndReason.OTHER and not note:
            raise NoteNeeded(field="note")
        return self.changed(ended_on=on, end_reason=reason.value, end_note=note, asked_by=asked_by)

    def belongs(self) -> Belongs:
        return Belongs(people=frozenset({self.enterprise_owner, self.commissioner_owner}), county=self.county)
