"""What was reported: lists for both sides and the officers, one service log, one outcome."""

from services.outcomes.commands.confirming import outcome_of, service_of
from services.outcomes.model.entries import STATE_NAMES, Entry, State
from services.outcomes.model.indicators import MEASURES
from services.outcomes.queries import entries
from services.outcomes.queries.entries import DispatchList, EntryList, EntryView
from services.outcomes.service import service
from shared.auth.actor import Reach, Role
from shared.fields import Sent
from shared.vocabulary import COUNTIES, DELIVERY_MODES, SERVICE_TYPES
from shared.web.answer import Shown
from shared.web.call import Call

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


class ListQuery(Sent):
    """Where to go on."""

    after: str | None = None


class RecordsQuery(ListQuery):
    """Which state an officer looks at; both sides see all of their own, what waits first."""

    state: State = State.REPORTED


@service.get(
    "/outcomes/records",
    may=READERS,
    page="records.html",
    summary="Services and outcomes: one's own, or those in one state",
)
def records(call: Call, query: RecordsQuery) -> Shown[EntryList]:
    """What both sides and the bureau see of what was reported."""
    found = entries.entries(call.home.store, call.actor, call.reach, query.state, query.after)
    return Shown(found, words() | {"shown_state": query.state.value})


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


def words() -> dict[str, object]:
    """The names that pages about entries say."""
    return {
        "state_names": STATE_NAMES,
        "measures": MEASURES,
        "counties": COUNTIES,
        "service_types": SERVICE_TYPES,
        "delivery_modes": DELIVERY_MODES,
    }
