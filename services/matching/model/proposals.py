"""A proposed pair and the two-way choice: each side accepts or declines; a pair is proposed once only."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from shared.auth.actor import Belongs
from shared.events.applications import CommissionerFacts, EnterpriseFacts, NeedFacts
from shared.ids import derived_id
from shared.language import N_
from shared.rules import NotAllowed, RuleBroken
from shared.store.record import Index, Record

BY_HAND = "by_hand"
"""The reason of a pair the officer chose; such a pair is of no run and has no score."""
HIGHEST_SCORE = 1000.0
"""No score of the engine reaches it: what a score is taken from, so that the best is listed first."""


class AlreadyDeclined(RuleBroken):
    """A yes to a pair that one side said no to."""

    says = N_("该配对已被谢绝，名额已经释放，不能再同意；需要时可请科技主管部门重新匹配")


class AlreadyDispatched(RuleBroken):
    """A no to a pair that became a dispatch."""

    says = N_("双方都已同意，派驻已经开始，不能再谢绝")


class Side(StrEnum):
    """Who of the two answers."""

    ENTERPRISE = "enterprise"
    COMMISSIONER = "commissioner"


class Answer(StrEnum):
    """What one side said."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class State(StrEnum):
    """How the pair stands, by what both sides said."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


STATE_NAMES = {State.PROPOSED: N_("等待答复"), State.ACCEPTED: N_("双方同意"), State.DECLINED: N_("已谢绝")}
ANSWER_NAMES = {Answer.WAITING: N_("尚未答复"), Answer.ACCEPTED: N_("已同意"), Answer.DECLINED: N_("已谢绝")}


class TermFacts(BaseModel):
    """One part of a score: value (0 to 1) times weight."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    name: str
    value: float
    weight: float


class ReasonFacts(BaseModel):
    """A reason as the engine gives it, to be said in the reader's language (`wording`)."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    code: str
    params: dict[str, Any] = {}


class Planned(BaseModel):
    """A pair a run wants to propose, and why: one item of the run's job."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    run_id: str
    scheme_id: str
    enterprise_id: str
    commissioner_id: str
    need_id: str
    score: float
    terms: tuple[TermFacts, ...] = ()
    words: tuple[str, ...] = ()
    best_work: str = ""
    reasons: tuple[ReasonFacts, ...] = ()


class Proposal(Record):
    """A pair proposed to both sides. What both are shown of each other is as it was when the pair was made."""

    audited: ClassVar[bool] = True

    why: Planned
    county: str
    term_months: int
    enterprise: EnterpriseFacts
    enterprise_owner: str
    commissioner: CommissionerFacts
    commissioner_owner: str
    need: NeedFacts
    proposed_at: datetime
    by_enterprise: Answer = Answer.WAITING
    by_commissioner: Answer = Answer.WAITING
    answered_at: datetime | None = None
    decline_reason: str = ""
    dispatch_id: str = ""

    of_enterprise: ClassVar[Index["Proposal"]] = Index(
        partition=lambda each: each.enterprise_owner, sort=lambda each: each.place_for(Side.ENTERPRISE)
    )
    of_commissioner: ClassVar[Index["Proposal"]] = Index(
        partition=lambda each: each.commissioner_owner, sort=lambda each: each.place_for(Side.COMMISSIONER)
    )
    of_run: ClassVar[Index["Proposal"]] = Index(
        partition=lambda each: each.why.run_id or None, sort=lambda each: f"{HIGHEST_SCORE - each.why.score:011.6f}"
    )

    @staticmethod
    def id_of(enterprise_id: str, commissioner_id: str) -> str:
        """The id of a pair's only proposal."""
        return derived_id("proposal", enterprise_id, commissioner_id)

    @property
    def state(self) -> State:
        answers = {self.by_enterprise, self.by_commissioner}
        if Answer.DECLINED in answers:
            return State.DECLINED
        return State.ACCEPTED if answers == {Answer.ACCEPTED} else State.PROPOSED

    def belongs(self) -> Belongs:
        return Belongs(people=frozenset({self.enterprise_owner, self.commissioner_owner}), county=self.county)

    def side_of(self, person: str) -> Side:
        """Which side this person answers for. Raises NotAllowed for anybody else."""
        if person == self.enterprise_owner:
            return Side.ENTERPRISE
        if person == self.commissioner_owner:
            return Side.COMMISSIONER
        raise NotAllowed

    def answer_of(self, side: Side) -> Answer:
        return self.by_enterprise if side is Side.ENTERPRISE else self.by_commissioner

    def place_for(self, side: Side) -> str:
        """Where it stands among a person's proposals, listed from the highest: what waits for their answer first."""
        rank = 0
        if self.state is State.PROPOSED:
            rank = 2 if self.answer_of(side) is Answer.WAITING else 1
        return f"{rank}|{self.proposed_at.isoformat()}"

    def accepted(self, side: Side, now: datetime) -> Self:
        """The proposal with this side's yes. Raises AlreadyDeclined."""
        if self.state is State.DECLINED:
            raise AlreadyDeclined
        return self._answered(side, Answer.ACCEPTED, now)

    def declined(self, side: Side, reason: str, now: datetime) -> Self:
        """The proposal with this side's no, which may follow its yes. Raises AlreadyDispatched once both said yes."""
        if self.state is State.ACCEPTED:
            raise AlreadyDispatched
        return self._answered(side, Answer.DECLINED, now).changed(decline_reason=reason)

    def _answered(self, side: Side, answer: Answer, now: datetime) -> Self:
        return self.changed(answered_at=now, **{f"by_{side.value}": answer})
