"""Liaisons: which dispatches have none yet, naming one for a dispatch or for several."""

from typing import Annotated

from pydantic import Field

from services.matching.commands.liaising import MOST_AT_ONCE, Named, name_liaison
from services.matching.model.dispatches import Dispatch
from services.matching.queries import dispatches as queries
from services.matching.queries.dispatches import DispatchList, DispatchView, Lasting, Wanted
from services.matching.service import service
from shared.auth.actor import Reach, Role
from shared.clock import beijing_date
from shared.fields import Listed, Sent
from shared.language import N_
from shared.vocabulary import COUNTIES
from shared.web.answer import Done, Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState

CITY = {Role.CITY_OFFICER: Reach.ALL}

Name = Annotated[str, Field(min_length=2, max_length=50)]
Ids = Annotated[tuple[str, ...], Listed, Field(min_length=1, max_length=MOST_AT_ONCE)]


class LiaisonsQuery(Sent):
    """Of which county, and where to go on."""

    county: Annotated[str, Field(pattern=r"^(\d{6})?$")] = ""
    after: str | None = None


class LiaisonForm(Sent):
    """Who looks after one dispatch."""

    leader: Name
    section: Name


class LiaisonsForm(LiaisonForm):
    """Who looks after some dispatches."""

    dispatch_ids: Ids


@service.get("/matching/liaisons", may=CITY, page="liaisons.html", summary="Dispatches without a liaison")
def liaisons(call: Call, query: LiaisonsQuery) -> Shown[DispatchList]:
    """Those that wait for one, to be named for several at once."""
    return _waiting(call, query.county, query.after)


@service.post("/matching/liaisons", may=CITY, form="liaisons.html", summary="Name a liaison for several dispatches")
def name_for_several(call: Call, body: LiaisonsForm) -> Done[Named]:
    """The same leader and section for each of them."""
    done = call.perform(name_liaison, body.dispatch_ids, body.leader, body.section)
    return Done(done, see="/matching/liaisons")


@service.get(
    "/matching/dispatches/{dispatch_id}/liaison", may=CITY, page="liaison_form.html", summary="The form of a liaison"
)
def liaison_form(call: Call, dispatch_id: str) -> Shown[DispatchView]:
    """With who looks after it now."""
    found = call.load(Dispatch, dispatch_id, Dispatch.belongs)
    return Shown(DispatchView.of(found, beijing_date(call.now)), {"action": call.incoming.path})


@service.post(
    "/matching/dispatches/{dispatch_id}/liaison",
    may=CITY,
    form="liaison_form.html",
    summary="Name a dispatch's liaison",
)
def name_for_one(call: Call, dispatch_id: str, body: LiaisonForm) -> Done[Named]:
    """A leader and a section; both sides are told."""
    done = call.perform(name_liaison, (dispatch_id,), body.leader, body.section)
    return Done(done, see=f"/matching/dispatches/{dispatch_id}")


@service.form_data("liaison_form.html")
def _one_again(call: Call) -> dict[str, object]:
    return {"action": call.incoming.path}


@service.form_data("liaisons.html")
def _several_again(call: Call) -> dict[str, object]:
    shown = _waiting(call, "", None)
    return {"answer": shown.answer, **shown.extra}


def _waiting(call: Call, county: str, after: str | None) -> Shown[DispatchList]:
    today = beijing_date(call.now)
    wanted = Wanted(False, Lasting.CURRENT, county, after=after, looked_after=False)
    found = queries.dispatches(call.home.store, call.actor, Reach.ALL, today, wanted)
    state = ListState(
        path=call.url_for("/matching/liaisons"),
        filters=(Filter("county", N_("县（市、区）"), tuple(COUNTIES.items())),),
        chosen={"county": county},
        after=after or "",
    )
    return Shown(found, {"counties": COUNTIES, "state": state})
