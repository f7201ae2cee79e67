"""Dispatches: one's own, a county's, all."""

from dataclasses import replace
from typing import Literal

from services.matching.model.dispatches import ASKED_BY, END_REASONS, Dispatch
from services.matching.queries import dispatches as queries
from services.matching.queries.dispatches import DispatchList, DispatchView, Lasting, Wanted
from services.matching.routes.proposals import PARTIES
from services.matching.service import service
from shared.auth.actor import Reach, Role
from shared.clock import beijing_date
from shared.fields import AskedCounty, Sent
from shared.language import N_
from shared.vocabulary import COUNTIES
from shared.web.answer import Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState

READERS = PARTIES | {
    Role.CITY_OFFICER: Reach.ALL,
    Role.COUNTY_OFFICER: Reach.COUNTY,
    Role.LEADER: Reach.ALL,
    Role.ADMINISTRATOR: Reach.ALL,
    Role.AUDITOR: Reach.ALL,
}

LASTING_NAMES = {Lasting.CURRENT: N_("派驻中"), Lasting.ENDED: N_("已结束")}
AGREEMENT_NAMES = {"waiting": N_("待签署"), "signed": N_("三方已签署")}
AGREED, NEWEST, BY_COUNTY = "agreed", "-agreed", "county"


class DispatchesQuery(Sent):
    """`sort`: by when both sides agreed; among all counties by county, and within each by when they agreed.

    The other order is taken as the list's own: no index has it.
    """

    state: Lasting | None = None
    agreement: Literal["waiting", "signed"] | None = None
    county: AskedCounty = ""
    sort: Literal["agreed", "-agreed", "county", "-county"] | None = None
    after: str | None = None


@service.get("/matching/dispatches", may=READERS, page="dispatches.html", summary="Dispatches: own, a county's, all")
def dispatches(call: Call, query: DispatchesQuery) -> Shown[DispatchList]:
    state = _state(call, query)
    wanted = Wanted(state.sorted_by.startswith("-"), query.state, query.county, query.after)
    if query.agreement:
        wanted = replace(wanted, signed=query.agreement == "signed")
    found = queries.dispatches(call.home.store, call.actor, call.reach, beijing_date(call.now), wanted)
    return Shown(found, {"counties": COUNTIES, "state": state})


@service.get("/matching/dispatches/{dispatch_id}", may=READERS, page="dispatch.html", summary="One dispatch")
def dispatch(call: Call, dispatch_id: str) -> Shown[DispatchView]:
    found = call.load(Dispatch, dispatch_id, Dispatch.belongs)
    return Shown(
        DispatchView.of(found, beijing_date(call.now)),
        {"counties": COUNTIES, "reasons": END_REASONS, "wishes": ASKED_BY},
    )


def _state(call: Call, query: DispatchesQuery) -> ListState:
    filters = [Filter("state", N_("状态"), tuple((each.value, name) for each, name in LASTING_NAMES.items()))]
    filters.append(Filter("agreement", N_("派驻任务书"), tuple(AGREEMENT_NAMES.items())))
    chosen: dict[str, str] = {"state": query.state or "", "agreement": query.agreement or ""}
    if call.reach is Reach.ALL:
        filters.append(Filter("county", N_("县（市、区）"), tuple(COUNTIES.items())))
        chosen["county"] = query.county
    by_county = call.reach is Reach.ALL and not query.county
    # Where a list spans counties its index has no other order; a county's and one's own have the newest first.
    kept = query.sort if query.sort and query.sort.endswith(BY_COUNTY) is by_county else ""
    return ListState(
        path=call.url_for(call.incoming.path),
        filters=filters,
        chosen=chosen,
        sort=kept,
        first_sort=BY_COUNTY if by_county else NEWEST,
        after=query.after or "",
    )
