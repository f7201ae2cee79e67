"""The two-way choice: what is proposed to me, one proposal, yes or no."""

from typing import Annotated, Literal

from pydantic import Field

from services.matching.commands.answering import Answered, accept_pair, decline_pair
from services.matching.model.proposals import ANSWER_NAMES, STATE_NAMES, Proposal, State
from services.matching.model.wording import CLASSES, TERMS, marked
from services.matching.queries import proposals as queries
from services.matching.queries.proposals import ProposalList, ProposalView, Standing, Wanted
from services.matching.queries.waiting import own_waiting
from services.matching.service import service
from shared.auth.actor import Reach, Role
from shared.fields import Sent
from shared.language import N_
from shared.vocabulary import COUNTIES, SERVICE_TYPES
from shared.web.answer import Done, Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState

PARTIES = {Role.ENTERPRISE: Reach.OWN, Role.APPLICANT: Reach.OWN}
READERS = PARTIES | {
    Role.CITY_OFFICER: Reach.ALL,
    Role.COUNTY_OFFICER: Reach.COUNTY,
    Role.LEADER: Reach.ALL,
    Role.AUDITOR: Reach.ALL,
}


STANDING_NAMES = {
    Standing.MINE: N_("等您答复"),
    Standing.THEIRS: N_("等对方答复"),
    Standing.ACCEPTED: N_("双方同意"),
    Standing.DECLINED: N_("已谢绝"),
}
OLDEST, NEWEST = "proposed", "-proposed"


class ProposalsQuery(Sent):
    """`sort` is by when they were proposed, and only among those of one `state`: in all, what waits is first."""

    state: Standing | None = None
    sort: Literal["proposed", "-proposed"] = "-proposed"
    after: str | None = None


class AcceptForm(Sent):
    """Nothing but the decision."""


class DeclineForm(Sent):
    """Why, for the bureau alone; it may be left out."""

    reason: Annotated[str, Field(max_length=500)] = ""


@service.get("/matching/proposals", may=PARTIES, page="proposals.html", summary="One's own proposals, what waits first")
def proposals(call: Call, query: ProposalsQuery) -> Shown[ProposalList]:
    wanted = Wanted(query.state, query.sort == OLDEST, query.after)
    found = queries.own_proposals(call.home.store, call.actor, wanted)
    # Whoever has a proposal out or a dispatch does not wait, so it is not asked.
    open_pairs = any(each.state is not State.DECLINED for each in found.items)
    asks = call.actor.role is Role.ENTERPRISE and not open_pairs
    waits = own_waiting(call.home.store, call.actor, call.language) if asks else []
    return Shown(found, _options(call) | {"state": _state(call, query), "waits": waits})


@service.get("/matching/proposals/{proposal_id}", may=READERS, page="proposal.html", summary="One proposal, with why")
def proposal(call: Call, proposal_id: str) -> Shown[ProposalView]:
    return _shown(call, proposal_id)


@service.post("/matching/proposals/{proposal_id}/accept", may=PARTIES, summary="Say yes")
def accept(call: Call, proposal_id: str, body: AcceptForm) -> Done[Answered]:
    call.load(Proposal, proposal_id, Proposal.belongs)
    return _answered(call.perform(accept_pair, proposal_id))


@service.get(
    "/matching/proposals/{proposal_id}/decline", may=PARTIES, page="decline_form.html", summary="The form to say no"
)
def decline_form(call: Call, proposal_id: str) -> Shown[ProposalView]:
    return _shown(call, proposal_id)


@service.post("/matching/proposals/{proposal_id}/decline", may=PARTIES, form="decline_form.html", summary="Say no")
def decline(call: Call, proposal_id: str, body: DeclineForm) -> Done[Answered]:
    call.load(Proposal, proposal_id, Proposal.belongs)
    return _answered(call.perform(decline_pair, proposal_id, body.reason))


def _shown(call: Call, proposal_id: str) -> Shown[ProposalView]:
    found = call.load(Proposal, proposal_id, Proposal.belongs)
    return Shown(queries.proposal(found, call.actor, call.language), _options(call))


def _state(call: Call, query: ProposalsQuery) -> ListState:
    return ListState(
        path=call.url_for(call.incoming.path),
        filters=(Filter("state", N_("状态"), tuple((each.value, name) for each, name in STANDING_NAMES.items())),),
        chosen={"state": query.state or ""},
        sort=query.sort if query.state else "",
        first_sort=NEWEST,
        after=query.after or "",
    )


def _answered(done: Answered) -> Done[Answered]:
    return Done(done, see=f"/matching/proposals/{done.proposal_id}")


@service.form_data("decline_form.html")
def _options(call: Call) -> dict[str, object]:
    return {
        "action": call.incoming.path,
        "state_names": STATE_NAMES,
        "answer_names": ANSWER_NAMES,
        "term_names": TERMS,
        "class_names": CLASSES,
        "service_types": SERVICE_TYPES,
        "counties": COUNTIES,
        "marked": marked,
    }
