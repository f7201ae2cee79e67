"""What was reported: lists for both sides and the officers, one service log, one outcome."""

from typing import Literal

from services.outcomes.commands.confirming import outcome_of, service_of
from services.outcomes.model.entries import STATE_NAMES, Entry, State
from services.outcomes.model.indicators import MEASURES
from services.outcomes.queries import entries
from services.outcomes.queries.entries import DispatchList, EntryKind, EntryList, EntryView, Wanted
from services.outcomes.service import service
from shared.auth.actor import Reach, Role
from shared.fields import AskedCounty, Sent
from shared.language import N_
from shared.vocabulary import COUNTIES, DELIVERY_MODES, SERVICE_TYPES
from shared.web.answer import Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState

COMMISSIONERS = {Role.APPLICANT: Reach.OWN}
HOSTS = {Role.ENTERPRISE: Reach.OWN}
OVERSEERS = {
    Role.COUNTY_OFFICER: Reach.COUNTY,
    Role.CITY_OFFICER: Reach.ALL,
    Role.LEADER: Reach.ALL,
    Role.ADMINISTRATOR: Reach.ALL,
    Role.AUDITOR: Reach.ALL,
}
READERS = COMMISSIONERS | HOSTS | OVERSEERS


KIND_NAMES = {EntryKind.SERVICE: N_("服务日志"), EntryKind.OUTCOME: N_("成效")}


class ListQuery(Sent):
    """Where to go on."""

    after: str | None = None


class RecordsQuery(ListQuery):
    """Officers look at one state at a time, what waits unless told; both sides see all of their own.

    `sort` is by when it was reported, or for who sees all counties by county and then by that. Where the other one
    is no order of the index, the list has its own.
    """

    state: State | None = None
    kind: EntryKind | None = None
    county: AskedCounty = ""
    sort: Literal["reported", "-reported", "county", "-county"] | None = None


@service.get(
    "/outcomes/records",
    may=READERS,
    page="records.html",
    summary="Services and outcomes: one's own, or those in one state",
)
def records(call: Call, query: RecordsQuery) -> Shown[EntryList]:
    """What both sides and the bureau see of what was reported."""
    state = _state(call, query)
    wanted = Wanted(state.sorted_by.startswith("-"), query.state, query.kind, query.county, query.after)
    found = entries.entries(call.home.store, call.actor, call.reach, wanted)
    return Shown(found, words() | {"state": state})


@service.get("/outcomes/dispatches", may=COMMISSIONERS, page="dispatches.html", summary="The dispatches one reports on")
def dispatches(call: Call, query: ListQuery) -> DispatchList:
    """Where a commissioner begins to report."""
    return entries.dispatches(call.home.store, call.actor, query.after)


@service.get("/outcomes/services/{log_id}", may=READERS, page="entry.html", summary="One service log")
def service_log(call: Call, log_id: str) -> Shown[EntryView]:
    """One service, for both sides and the bureau."""
    entry = call.load(Entry, log_id, Entry.belongs)
    service_of(entry)
    return Shown(EntryView.of(entry, call.actor), words())


@service.get("/outcomes/outcomes/{outcome_id}", may=READERS, page="entry.html", summary="One outcome")
def outcome(call: Call, outcome_id: str) -> Shown[EntryView]:
    """One result, for both sides and the bureau."""
    entry = call.load(Entry, outcome_id, Entry.belongs)
    outcome_of(entry)
    return Shown(EntryView.of(entry, call.actor), words())


def _state(call: Call, query: RecordsQuery) -> ListState:
    own = call.reach is Reach.OWN
    states = tuple((each.value, name) for each, name in STATE_NAMES.items())
    filters = [
        Filter("state", N_("状态"), states, needed=not own),
        Filter("kind", N_("类别"), tuple((each.value, name) for each, name in KIND_NAMES.items())),
    ]
    chosen = {"state": query.state or ("" if own else State.REPORTED), "kind": query.kind or ""}
    if call.reach is Reach.ALL:
        filters.append(Filter("county", N_("县（市、区）"), tuple(COUNTIES.items())))
        chosen["county"] = query.county
    first = _first_sort(call, query)
    # One's own list has what waits before what is decided: only one state can be turned round.
    asked = query.sort or ""
    turned = (not own or bool(query.state)) and asked.lstrip("-") == first.lstrip("-")
    return ListState(
        path=call.url_for(call.incoming.path),
        filters=filters,
        chosen=chosen,
        sort=asked if turned else "",
        first_sort=first,
        after=query.after or "",
    )


def _first_sort(call: Call, query: RecordsQuery) -> str:
    """One's own newest first; what officers see the longest waiting first, in all counties one county after another."""
    if call.reach is Reach.OWN:
        return "-reported"
    return "county" if call.reach is Reach.ALL and not query.county else "reported"


def words() -> dict[str, object]:
    """The names that pages about entries say."""
    return {
        "state_names": STATE_NAMES,
        "measures": MEASURES,
        "counties": COUNTIES,
        "service_types": SERVICE_TYPES,
        "delivery_modes": DELIVERY_MODES,
    }
