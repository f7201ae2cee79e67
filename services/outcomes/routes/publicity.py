"""宣传报道 and 推进会: their lists, and noting one."""

from services.outcomes.commands.publicity import (
    RecordedReceipt,
    record_coverage,
    record_rally,
    withdraw_coverage,
    withdraw_rally,
)
from services.outcomes.model.forms import ConfirmForm
from services.outcomes.model.publicity import CoverageForm, RallyForm
from services.outcomes.queries import publicity as queries
from services.outcomes.queries.publicity import CoverageList, RallyList
from services.outcomes.routes.records import ListQuery
from services.outcomes.service import service
from shared.auth.actor import PEOPLE, Reach, Role
from shared.clock import beijing_date
from shared.view import View
from shared.web.answer import Done, Shown
from shared.web.call import Call
from shared.web.listing import ListState


class FormView(View):
    """An empty form."""


CITY = {Role.CITY_OFFICER: Reach.ALL}
EVERYONE = dict.fromkeys((Role.PUBLIC, *PEOPLE), Reach.ALL)
SIGNED_IN = dict.fromkeys(PEOPLE, Reach.ALL)


@service.get("/outcomes/coverage", may=EVERYONE, page="coverage.html", summary="What the press told of the programme")
def coverage(call: Call, query: ListQuery) -> Shown[CoverageList]:
    """Press and broadcast items, the newest first."""
    return Shown(queries.coverage(call.home.store, query.after), _list_words(call, query))


@service.get("/outcomes/coverage/new", may=CITY, page="coverage_form.html", summary="The form of an item of the press")
def coverage_form(call: Call) -> Shown[FormView]:
    """The empty form."""
    return Shown(FormView(), _form_words(call))


@service.post("/outcomes/coverage", may=CITY, form="coverage_form.html", summary="Note an item of the press")
def note_coverage(call: Call, body: CoverageForm) -> Done[RecordedReceipt]:
    """Note one item; it counts in the report of its year."""
    return Done(call.perform(record_coverage, body), see="/outcomes/coverage", status=201)


@service.post("/outcomes/coverage/{coverage_id}/withdraw", may=CITY, summary="Take back an item noted by mistake")
def take_back_coverage(call: Call, coverage_id: str, body: ConfirmForm) -> Done[RecordedReceipt]:
    """It counts no more."""
    return Done(call.perform(withdraw_coverage, coverage_id), see="/outcomes/coverage")


@service.get("/outcomes/rallies", may=SIGNED_IN, page="rallies.html", summary="The city-wide meetings")
def rallies(call: Call, query: ListQuery) -> Shown[RallyList]:
    """Meetings, the newest first."""
    return Shown(queries.rallies(call.home.store, query.after), _list_words(call, query))


@service.get("/outcomes/rallies/new", may=CITY, page="rally_form.html", summary="The form of a meeting")
def rally_form(call: Call) -> Shown[FormView]:
    """The empty form."""
    return Shown(FormView(), _form_words(call))


@service.post("/outcomes/rallies", may=CITY, form="rally_form.html", summary="Note a meeting")
def note_rally(call: Call, body: RallyForm) -> Done[RecordedReceipt]:
    """Note one meeting; it counts in the report of its year."""
    return Done(call.perform(record_rally, body), see="/outcomes/rallies", status=201)


@service.post("/outcomes/rallies/{rally_id}/withdraw", may=CITY, summary="Take back a meeting noted by mistake")
def take_back_rally(call: Call, rally_id: str, body: ConfirmForm) -> Done[RecordedReceipt]:
    """It counts no more."""
    return Done(call.perform(withdraw_rally, rally_id), see="/outcomes/rallies")


def _list_words(call: Call, query: ListQuery) -> dict[str, object]:
    state = ListState(path=call.url_for(call.incoming.path), filters=(), chosen={}, after=query.after or "")
    return {"state": state, "may_record": call.actor.role is Role.CITY_OFFICER}


@service.form_data("coverage_form.html", "rally_form.html")
def _form_words(call: Call) -> dict[str, object]:
    today = beijing_date(call.now)
    return {"action": call.incoming.path.removesuffix("/new"), "today": today.isoformat(), "this_year": today.year}
