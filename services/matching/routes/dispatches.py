"""Dispatches: one's own, a county's, all."""

from services.matching.model.dispatches import Dispatch
from services.matching.queries import dispatches as queries
from services.matching.queries.dispatches import DispatchList, DispatchView
from services.matching.routes.proposals import PARTIES, ListQuery
from services.matching.service import service
from shared.auth.actor import Reach, Role
from shared.clock import beijing_date
from shared.vocabulary import COUNTIES
from shared.web.answer import Shown
from shared.web.call import Call

READERS = PARTIES | {
    Role.CITY_OFFICER: Reach.ALL,
    Role.COUNTY_OFFICER: Reach.COUNTY,
    Role.LEADER: Reach.ALL,
    Role.ADMINISTRATOR: Reach.ALL,
    Role.AUDITOR: Reach.ALL,
}


@service.get("/matching/dispatches", may=READERS, page="dispatches.html", summary="Dispatches: own, a county's, all")
def dispatches(call: Call, query: ListQuery) -> Shown[DispatchList]:
    today = beijing_date(call.now)
    found = queries.dispatches(call.home.store, call.actor, call.reach, today, query.after)
    return Shown(found, {"counties": COUNTIES})


@service.get("/matching/dispatches/{dispatch_id}", may=READERS, page="dispatch.html", summary="One dispatch")
def dispatch(call: Call, dispatch_id: str) -> Shown[DispatchView]:
    found = call.load(Dispatch, dispatch_id, Dispatch.belongs)
    return Shown(DispatchView.of(found, beijing_date(call.now)), {"counties": COUNTIES})
