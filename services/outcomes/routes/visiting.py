"""Visits of the bureau: the list, one visit, and recording one."""

from typing import Annotated

from pydantic import Field

from services.outcomes.commands.visiting import VisitReceipt, record_visit
from services.outcomes.model.parties import Dispatch
from services.outcomes.model.visits import Visit, VisitForm
from services.outcomes.queries import visits as queries
from services.outcomes.queries.entries import DispatchLine
from services.outcomes.queries.visits import VisitableList, VisitList, VisitView
from services.outcomes.routes.records import READERS
from services.outcomes.service import service
from shared.auth.actor import Reach, Role
from shared.clock import beijing_date
from shared.fields import AskedCounty, Sent
from shared.language import N_
from shared.vocabulary import COUNTIES
from shared.web.answer import Done, Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState

VISITORS = {Role.COUNTY_OFFICER: Reach.COUNTY, Role.CITY_OFFICER: Reach.ALL, Role.LEADER: Reach.ALL}


class VisitsQuery(Sent):
    """Of which county, and where to go on."""

    county: AskedCounty = ""
    after: str | None = None


class VisitableQuery(Sent):
    """Called how, and where to go on."""

    name: Annotated[str, Field(max_length=50)] = ""
    after: str | None = None


@service.get("/outcomes/visits", may=READERS, page="visits.html", summary="Visits: to one's own dispatches, or all")
def visits(call: Call, query: VisitsQuery) -> Shown[VisitList]:
    """Who went where, and what they found."""
    found = queries.visits(call.home.store, call.actor, call.reach, query.county, query.after)
    counties = (Filter("county", N_("县（市、区）"), tuple(COUNTIES.items())),) if call.reach is Reach.ALL else ()
    return Shown(found, _words(call) | {"state": _state(call, counties, {"county": query.county}, query.after)})


@service.get("/outcomes/visits/new", may=VISITORS, page="visitable.html", summary="The dispatches that may be visited")
def visitable(call: Call, query: VisitableQuery) -> Shown[VisitableList]:
    """Where a visit is recorded: choose the dispatch."""
    found = queries.visitable(call.home.store, call.actor, call.reach, query.name, query.after)
    named = (Filter("name", N_("企业或特派员姓名包含")),)
    return Shown(found, _words(call) | {"state": _state(call, named, {"name": query.name}, query.after)})


@service.get("/outcomes/visits/{visit_id}", may=READERS, page="visit.html", summary="One visit")
def visit(call: Call, visit_id: str) -> Shown[VisitView]:
    """One visit, for both sides and the bureau."""
    return Shown(VisitView.of(call.load(Visit, visit_id, Visit.belongs)), _words(call))


@service.get(
    "/outcomes/dispatches/{dispatch_id}/visits", may=VISITORS, page="visit_form.html", summary="The form of a visit"
)
def visit_form(call: Call, dispatch_id: str) -> Shown[DispatchLine]:
    """The empty form, with the dispatch it is about."""
    return Shown(DispatchLine.of(call.load(Dispatch, dispatch_id, Dispatch.of_county)), _form_words(call))


@service.post(
    "/outcomes/dispatches/{dispatch_id}/visits", may=VISITORS, form="visit_form.html", summary="Record a visit"
)
def note_visit(call: Call, dispatch_id: str, body: VisitForm) -> Done[VisitReceipt]:
    """Record a visit to a dispatch."""
    call.load(Dispatch, dispatch_id, Dispatch.of_county)
    done = call.perform(record_visit, dispatch_id, body)
    return Done(done, see=f"/outcomes/visits/{done.visit_id}", status=201)


def _state(call: Call, filters: tuple[Filter, ...], chosen: dict[str, str], after: str | None) -> ListState:
    return ListState(path=call.url_for(call.incoming.path), filters=filters, chosen=chosen, after=after or "")


def _words(call: Call) -> dict[str, object]:
    return {"counties": COUNTIES, "may_record": call.actor.role in VISITORS}


@service.form_data("visit_form.html")
def _form_words(call: Call) -> dict[str, object]:
    return {"action": call.incoming.path, "today": beijing_date(call.now).isoformat()}
