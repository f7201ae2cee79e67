"""The two-way choice: each side accepts or declines; two acceptances begin a dispatch."""

from typing import Any

from pydantic import BaseModel

from services.matching.commands.waiting import let_wait, stop_waiting
from services.matching.model.agreements import Agreement
from services.matching.model.dispatches import Dispatch
from services.matching.model.parties import Host, Scheme
from services.matching.model.places import Places
from services.matching.model.proposals import Answer, Proposal, State
from services.matching.model.terms import last_day
from services.matching.model.waiting import DECLINED, Waiting
from shared.clock import beijing_date
from shared.events.matching import DispatchStarted, PairAccepted, PairDeclined
from shared.work import Work


class Answered(BaseModel, defer_build=True):
    """How the pair stands after an answer; `dispatch_id` is there once both sides accepted."""

    proposal_id: str
    state: State
    dispatch_id: str = ""


def accept_pair(work: Work, proposal_id: str) -> Answered:
    """Say yes for the side the actor answers for; a second yes changes nothing.

    Raises Unknown, NotAllowed, AlreadyDeclined.
    """
    proposal = work.get(Proposal, proposal_id)
    side = proposal.side_of(work.by.person)
    accepted = proposal.accepted(side, work.at)
    if proposal.answer_of(side) is Answer.ACCEPTED:
        return _answered(proposal)
    if accepted.state is State.ACCEPTED:
        accepted = accepted.changed(dispatch_id=_start_dispatch(work, accepted).id)
    else:
        told = PairAccepted(proposal_id=proposal.id, side=side, **_parties(proposal))
        work.tell(told, about=proposal)
    return _answered(work.put(accepted, f"accepted by {side}"))


def decline_pair(work: Work, proposal_id: str, reason: str = "") -> Answered:
    """Say no for the side the actor answers for, which frees both places; a second no changes nothing.

    Raises Unknown, NotAllowed, AlreadyDispatched.
    """
    proposal = work.get(Proposal, proposal_id)
    side = proposal.side_of(work.by.person)
    if proposal.state is State.DECLINED:
        return _answered(proposal)
    declined = work.put(proposal.declined(side, reason, work.at), f"declined by {side}")
    for places in _places(work, proposal):
        work.put(places.freeing(proposal.id))
    host = work.find(Host, proposal.why.enterprise_id)
    if host is not None:
        let_wait(work, host, Waiting(reason=DECLINED))
    work.tell(
        PairDeclined(
            proposal_id=proposal.id,
            scheme_id=proposal.why.scheme_id,
            side=side,
            enterprise_id=proposal.why.enterprise_id,
            commissioner_id=proposal.why.commissioner_id,
            **_parties(proposal),
        ),
        about=declined,
    )
    return _answered(declined)


def _start_dispatch(work: Work, proposal: Proposal) -> Dispatch:
    """The dispatch two acceptances begin: today in China is its first day."""
    scheme = work.get(Scheme, proposal.why.scheme_id)
    starts = beijing_date(work.at)
    dispatch = Dispatch(
        id=Dispatch.id_of(proposal.id),
        proposal_id=proposal.id,
        scheme_id=scheme.id,
        scheme_name=scheme.name,
        year=scheme.year,
        county=proposal.county,
        enterprise_id=proposal.why.enterprise_id,
        enterprise_key=proposal.enterprise.enterprise_key,
        above_scale=proposal.enterprise.above_scale,
        high_tech=proposal.enterprise.high_tech,
        commissioner_id=proposal.why.commissioner_id,
        commissioner_kind=proposal.commissioner.kind,
        people=proposal.commissioner.people,
        institution=proposal.commissioner.institution,
        need=proposal.need,
        starts=starts,
        # The term both sides were told when they said yes.
        ends=last_day(starts, proposal.term_months),
        agreed_at=work.at,
        **_parties(proposal),
    )
    work.put(dispatch, "started")
    # With the dispatch itself, so that there is a text to read and sign from its first minute.
    work.put(Agreement.drafted(dispatch, scheme), "agreement drafted")
    for places in _places(work, proposal):
        work.put(places.dispatched(proposal.id, dispatch.ends))
    host = work.find(Host, dispatch.enterprise_id)
    if host is not None:
        stop_waiting(work, host)
    told = dispatch.model_dump(include=set(DispatchStarted.model_fields) - {"dispatch_id"})
    work.tell(DispatchStarted(dispatch_id=dispatch.id, **told), about=dispatch)
    return dispatch


def _places(work: Work, proposal: Proposal) -> list[Places]:
    """Both sides' places, by who they were when the proposal took one of each."""
    hosting = Places.of_enterprise(proposal.enterprise, proposal.why.enterprise_id)
    serving = Places.of_person(proposal.commissioner_owner)
    return [work.get(Places, hosting), work.get(Places, serving)]


def _parties(proposal: Proposal) -> dict[str, Any]:
    """Both sides as every event about a pair names them."""
    return {
        "enterprise_name": proposal.enterprise.name,
        "enterprise_owner": proposal.enterprise_owner,
        "commissioner_name": proposal.commissioner.name,
        "commissioner_owner": proposal.commissioner_owner,
    }


def _answered(proposal: Proposal) -> Answered:
    return Answered(proposal_id=proposal.id, state=proposal.state, dispatch_id=proposal.dispatch_id)
