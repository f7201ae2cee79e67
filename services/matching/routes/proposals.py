"""The two-way choice: what is proposed to me, one proposal, yes or no."""

from typing import Annotated

from pydantic import Field

from services.matching.commands.answering import Answered, accept_pair, decline_pair
from services.matching.model.proposals import ANSWER_NAMES, STATE_NAMES, Proposal
from services.matching.model.wording import CLASSES, TERMS, marked
from services.matching.queries import proposals as queries
from services.matching.queries.proposals import ProposalList, ProposalView
from services.matching.service import service
from shared.auth.actor import Reach, Role
from shared.fields import Sent
from shared.vocabulary import COUNTIES, SERVICE_TYPES
from shared.web.answer import Done, Shown
from shared.web.call import Call

PARTIES = {Role.ENTERPRISE: Reach.OWN, Role.APPLICANT: Reach.OWN}
READERS = PARTIES | {
    Role.CITY_OFFICER: Reach.ALL,
    Role.COUNTY_OFFICER: Reach.COUNTY,
    Role.LEADER: Reach.ALL,
    Role.AUDITOR: Reach.ALL,
}


class ListQuery(Sent):
    after: str | None = None


class AcceptForm(Sent):
    """Nothing but the decision."""


class DeclineForm(Sent):
    """Why, for the bureau alone; it may be left out."""

    reason: Annotated[str, Field(max_length=500)] = ""


@service.get("/matching/proposals", may=PARTIES, page="proposals.html", summary="One's own proposals, what waits first")
def proposals(call: Call, query: ListQuery) -> Shown[ProposalList]:
    return Shown(queries.own_proposals(call.home.store, call.actor, query.after), _options(call))


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
