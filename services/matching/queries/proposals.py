"""Reading proposals: one's own, and one as its reader may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.matching.model.proposals import Answer, Proposal, Side, State, TermFacts
from services.matching.model.wording import reason_said
from shared.auth.actor import Actor, Role
from shared.store.port import Store
from shared.store.sifted import sifted
from shared.view import View

PARTIES = (Role.ENTERPRISE, Role.APPLICANT)


class Standing(StrEnum):
    """How a proposal stands for the one who reads: whose answer it waits for, or what came of it."""

    MINE = "mine"
    THEIRS = "theirs"
    ACCEPTED = "accepted"
    DECLINED = "declined"


_RANKS = {Standing.MINE: "2", Standing.THEIRS: "1"}
"""Where a person's proposals of one standing are in their list (`Proposal.place_for`); what is decided is last."""


@dataclass(frozen=True)
class Wanted:
    """Which of one's own proposals: of one standing, the newest or the oldest first; of all, what waits first."""

    standing: Standing | None = None
    oldest_first: bool = False
    after: str | None = None

    def keep(self) -> Callable[[Proposal], bool] | None:
        """What no index tells: yes and no stand together among what is decided."""
        if self.standing is None or self.standing in _RANKS:
            return None
        return lambda each: each.state.value == self.standing

    def stretch(self) -> dict[str, str]:
        """The part of one's list a standing has."""
        if self.standing is None:
            return {}
        rank = _RANKS.get(self.standing, "0")
        return {"first": f"{rank}|", "last": f"{rank}|~"}


class ReasonView(View):
    """A reason: `code` and `params` for programs, `said` for people."""

    code: str
    params: dict[str, Any]
    said: str


class ProposalLine(View):
    """A proposed pair in a list. `waits_for_me`: the reader has still to answer."""

    id: str
    state: State
    scheme_id: str
    county: str
    enterprise_id: str
    enterprise_name: str
    commissioner_id: str
    commissioner_name: str
    need_title: str
    score: float
    proposed_at: datetime
    enterprise_answer: Answer
    commissioner_answer: Answer
    waits_for_me: bool
    dispatch_id: str


class ProposalList(View):
    """A page of one's own proposals."""

    items: list[ProposalLine]
    next: str | None = None


class PairView(ProposalLine):
    """A proposed pair with why it was proposed."""

    need_text: str
    terms: tuple[TermFacts, ...]
    words: tuple[str, ...]
    best_work: str
    reasons: list[ReasonView]


class ProposalView(PairView):
    """One proposal, whole. `side` is the reader's own, none for officers; why one side declined is not the other's."""

    side: Side | None
    term_months: int
    industry: str
    above_scale: bool
    high_tech: bool
    nurtured: bool
    growth: bool
    need_service_types: tuple[str, ...]
    commissioner_kind: str
    people: int
    institution: str
    discipline: str
    expertise: str
    answered_at: datetime | None
    decline_reason: str


def own_proposals(store: Store, actor: Actor, wanted: Wanted) -> ProposalList:
    """A person's proposals: what waits for their answer, then what waits for the other side's, then the rest."""
    index = Proposal.of_enterprise if actor.role is Role.ENTERPRISE else Proposal.of_commissioner
    turned = wanted.standing is not None and wanted.oldest_first
    page = sifted(
        store, index, actor.person, wanted.keep(), after=wanted.after, descending=not turned, **wanted.stretch()
    )
    return ProposalList(items=[ProposalLine(**_proposed(each, actor)) for each in page.items], next=page.next)


def proposal(found: Proposal, actor: Actor, language: str) -> ProposalView:
    """One proposal as this reader may see it."""
    side = _side(found, actor)
    host, sent = found.enterprise, found.commissioner
    hides_reason = side is not None and found.answer_of(side) is not Answer.DECLINED
    return ProposalView(
        side=side,
        need_service_types=found.need.service_types,
        commissioner_kind=sent.kind,
        decline_reason="" if hides_reason else found.decline_reason,
        **pair(found, actor, language),
        **found.model_dump(include={"term_months", "answered_at"}),
        **host.model_dump(include={"industry", "above_scale", "high_tech", "nurtured", "growth"}),
        **sent.model_dump(include={"people", "institution", "discipline", "expertise"}),
    )


def pair(found: Proposal, actor: Actor, language: str) -> dict[str, Any]:
    """The fields of a PairView."""
    why = found.why
    said = [(reason, reason_said(reason, language)) for reason in why.reasons]
    return {
        "need_text": found.need.text,
        "terms": why.terms,
        "words": why.words,
        "best_work": why.best_work,
        "reasons": [ReasonView(code=reason.code, params=reason.params, said=text) for reason, text in said if text],
        **_proposed(found, actor),
    }


def _proposed(found: Proposal, actor: Actor) -> dict[str, Any]:
    side = _side(found, actor)
    waits = found.state is State.PROPOSED and side is not None and found.answer_of(side) is Answer.WAITING
    return {
        "state": found.state,
        "scheme_id": found.why.scheme_id,
        "enterprise_id": found.why.enterprise_id,
        "enterprise_name": found.enterprise.name,
        "commissioner_id": found.why.commissioner_id,
        "commissioner_name": found.commissioner.name,
        "need_title": found.need.title,
        "score": found.why.score,
        "enterprise_answer": found.by_enterprise,
        "commissioner_answer": found.by_commissioner,
        "waits_for_me": waits,
        **found.model_dump(include={"id", "county", "proposed_at", "dispatch_id"}),
    }


def _side(found: Proposal, actor: Actor) -> Side | None:
    return found.side_of(actor.person) if actor.role in PARTIES else None
