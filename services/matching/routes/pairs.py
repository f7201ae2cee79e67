"""Pairing two by hand: the form and what it sends."""

from typing import Annotated

from pydantic import Field

from services.matching.commands.pairing import Paired, pair_by_hand
from services.matching.model.parties import Candidate, Host
from services.matching.service import service
from shared.auth.actor import Reach, Role
from shared.events.applications import NeedFacts
from shared.fields import Sent
from shared.rules import Unknown
from shared.view import View
from shared.web.answer import Done, Shown
from shared.web.call import Call

CITY = {Role.CITY_OFFICER: Reach.ALL}
Id = Annotated[str, Field(min_length=1, max_length=64)]


class PairQuery(Sent):
    """Whom."""

    enterprise_id: Annotated[str, Field(max_length=64)] = ""
    commissioner_id: Annotated[str, Field(max_length=64)] = ""


class PairForm(Sent):
    """Whom, for which need (left out: the first), and why."""

    scheme_id: Id
    enterprise_id: Id
    commissioner_id: Id
    need_id: Annotated[str, Field(max_length=80)] = ""
    reason: Annotated[str, Field(min_length=2, max_length=500)]


class PairView(View):
    """The two that may be paired; all is empty while none are chosen."""

    scheme_id: str = ""
    enterprise_id: str = ""
    enterprise_name: str = ""
    needs: tuple[NeedFacts, ...] = ()
    commissioner_id: str = ""
    commissioner_name: str = ""
    institution: str = ""


@service.get("/matching/pairs", may=CITY, page="pair_form.html", summary="The form that pairs two by hand")
def pair_form(call: Call, query: PairQuery) -> Shown[PairView]:
    """The empty form, with the two it is about."""
    chosen = query.enterprise_id or query.commissioner_id
    view = _pair(call, query.enterprise_id, query.commissioner_id) if chosen else PairView()
    return Shown(view, {"pair": view})


@service.post("/matching/pairs", may=CITY, form="pair_form.html", summary="Pair two by hand")
def pair(call: Call, body: PairForm) -> Done[Paired]:
    """Propose two to each other for a reason of the officer's own; both are asked."""
    done = call.perform(
        pair_by_hand, body.scheme_id, body.enterprise_id, body.commissioner_id, body.need_id, body.reason
    )
    return Done(done, see=f"/matching/proposals/{done.proposal_id}", status=201)


@service.form_data("pair_form.html")
def _again(call: Call) -> dict[str, object]:
    sent = call.sent
    try:
        return {"pair": _pair(call, str(sent.get("enterprise_id", "")), str(sent.get("commissioner_id", "")))}
    except Unknown:
        return {"pair": PairView()}


def _pair(call: Call, enterprise_id: str, commissioner_id: str) -> PairView:
    host, candidate = call.home.store.get_together([(Host, enterprise_id or "-"), (Candidate, commissioner_id or "-")])
    if not isinstance(host, Host) or not isinstance(candidate, Candidate) or host.gone or candidate.gone:
        raise Unknown
    return PairView(
        scheme_id=host.scheme_id,
        enterprise_id=host.id,
        enterprise_name=host.facts.name,
        needs=host.facts.needs,
        commissioner_id=candidate.id,
        commissioner_name=candidate.facts.name,
        institution=candidate.facts.institution,
    )
