"""Pairing two by hand: the officer's own choice, which no run and no change of scoring moves."""

from pydantic import BaseModel

from services.matching.commands.running import have_places, put_proposal
from services.matching.model.parties import Candidate, Host, Scheme
from services.matching.model.proposals import BY_HAND, Planned, Proposal, ReasonFacts
from shared.clock import beijing_date
from shared.language import N_
from shared.rules import Invalid, RuleBroken, Unknown
from shared.work import Work


class NotOfScheme(Invalid):
    """Both take part in the same scheme."""

    says = N_("企业和特派员须属于同一批次")


class SchemeOver(RuleBroken):
    """A term begun now would be of no scheme."""

    says = N_("该批次已经结束或尚未开始，不能再指定配对")


class SameOwner(RuleBroken):
    """Nobody answers for both sides of a choice."""

    says = N_("企业和特派员由同一人办理，不能互相指定")


class NotWilling(Invalid):
    """Where a commissioner would not go, no officer sends them."""

    says = N_("特派员申报时未选择到该企业所在的县（市、区）服务，不能指定")


class NoPlaceLeft(RuleBroken):
    """Capacities hold for officers, too."""

    says = N_("企业或特派员没有空余名额，或双方在另一批次已经配对，不能指定")


class ProposedBefore(RuleBroken):
    """A pair is proposed once only."""

    says = N_("这一对已经建议过，不能再次指定")


class Paired(BaseModel, defer_build=True):
    """The proposal both sides are asked about."""

    proposal_id: str


def pair_by_hand(
    work: Work, scheme_id: str, enterprise_id: str, commissioner_id: str, need_id: str, reason: str
) -> Paired:
    """Propose two to each other for a reason of the officer's own; both still answer. An empty `need_id`: the first.

    Raises Unknown, NotOfScheme, SchemeOver, SameOwner, NotWilling, ProposedBefore, NoPlaceLeft.
    """
    scheme, host, candidate = _all_three(work, scheme_id, enterprise_id, commissioner_id)
    _check_may_meet(work, scheme, host, candidate)
    need = host.need(need_id) if need_id else host.facts.needs[0]
    if need is None:
        raise Unknown
    id = Proposal.id_of(host.id, candidate.id)
    if work.find(Proposal, id) is not None:
        raise ProposedBefore
    if not have_places(work, scheme, host, candidate):
        raise NoPlaceLeft
    why = Planned(
        run_id="",
        scheme_id=scheme.id,
        enterprise_id=host.id,
        commissioner_id=candidate.id,
        need_id=need.id,
        score=0,
        reasons=(ReasonFacts(code=BY_HAND, params={"text": reason}),),
    )
    proposal = Proposal(
        id=id,
        why=why,
        county=host.facts.county,
        term_months=scheme.term_months,
        enterprise=host.facts,
        enterprise_owner=host.owner,
        commissioner=candidate.facts,
        commissioner_owner=candidate.owner,
        need=need,
        proposed_at=work.at,
    )
    put_proposal(work, proposal, host, candidate, "proposed by hand")
    return Paired(proposal_id=id)


def _check_may_meet(work: Work, scheme: Scheme, host: Host, candidate: Candidate) -> None:
    if not scheme.is_matched_on(beijing_date(work.at)):
        raise SchemeOver
    if host.owner == candidate.owner:
        raise SameOwner
    if candidate.facts.counties and host.facts.county not in candidate.facts.counties:
        raise NotWilling(field="commissioner_id")


def _all_three(work: Work, scheme_id: str, enterprise_id: str, commissioner_id: str) -> tuple[Scheme, Host, Candidate]:
    scheme, host = work.get(Scheme, scheme_id), work.get(Host, enterprise_id)
    candidate = work.get(Candidate, commissioner_id)
    if scheme.gone or host.gone or candidate.gone:
        raise Unknown
    for field, one in (("enterprise_id", host), ("commissioner_id", candidate)):
        if one.scheme_id != scheme.id:
            raise NotOfScheme(field=field)
    return scheme, host, candidate
