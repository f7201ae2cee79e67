"""The waiting list 候补需求, for the bureau."""

from services.matching.queries.waiting import WaitingList, waiting_list
from services.matching.service import service
from shared.auth.actor import Reach, Role
from shared.fields import AskedCounty, Sent
from shared.language import N_
from shared.vocabulary import COUNTIES
from shared.web.answer import Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState

READERS = {
    Role.CITY_OFFICER: Reach.ALL,
    Role.COUNTY_OFFICER: Reach.COUNTY,
    Role.LEADER: Reach.ALL,
    Role.AUDITOR: Reach.ALL,
}


class WaitingQuery(Sent):
    """Of which county, and where to go on."""

    county: AskedCounty = ""
    after: str | None = None


@service.get(
    "/matching/waiting",
    may=READERS,
    page="waiting.html",
    summary="The waiting list: who has no commissioner",
)
def waiting(call: Call, query: WaitingQuery) -> Shown[WaitingList]:
    found = waiting_list(call.home.store, call.actor, call.reach, query.county, query.after, call.language)
    counties = (Filter("county", N_("县（市、区）"), tuple(COUNTIES.items())),) if call.reach is Reach.ALL else ()
    state = ListState(
        path=call.url_for(call.incoming.path),
        filters=counties,
        chosen={"county": query.county},
        after=query.after or "",
    )
    words = {"state": state, "counties": COUNTIES, "may_pair": call.actor.role is Role.CITY_OFFICER}
    return Shown(found, words | {"reads_runs": call.actor.role is not Role.COUNTY_OFFICER})
