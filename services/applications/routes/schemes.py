"""Schemes: the list, one scheme, publishing."""

from services.applications.commands.schemes import Published, publish_scheme
from services.applications.model.schemes import PARTS, Scheme, SchemeForm
from services.applications.model.steps import DEFAULT_RUBRIC, STEPS
from services.applications.queries import schemes as queries
from services.applications.queries.schemes import SchemeList, SchemeView
from services.applications.routes.front import EVERYONE
from services.applications.service import service
from shared.auth.actor import Reach, Role
from shared.fields import Sent
from shared.language import say
from shared.rules import Unknown
from shared.view import View
from shared.web.answer import Done, Shown
from shared.web.call import Call

CITY = {Role.CITY_OFFICER: Reach.ALL}


class ListQuery(Sent):
    after: str | None = None


class FormView(View):
    """An empty form."""


@service.get("/applications/schemes", may=EVERYONE, page="schemes.html", summary="Published schemes, the newest first")
def schemes(call: Call, query: ListQuery) -> SchemeList:
    return queries.schemes(call.home.store, call.now, query.after)


@service.get("/applications/schemes/new", may=CITY, page="scheme_form.html", summary="The form of a new scheme")
def scheme_form(call: Call) -> Shown[FormView]:
    return Shown(FormView(), _options(call))


@service.get(
    "/applications/schemes/{scheme_id}", may=EVERYONE, page="scheme.html", summary="One scheme with its six parts"
)
def scheme(call: Call, scheme_id: str) -> Shown[SchemeView]:
    return Shown(SchemeView.of(published(call, scheme_id), call.now), _options(call))


@service.post("/applications/schemes", may=CITY, form="scheme_form.html", summary="Publish a scheme")
def publish(call: Call, body: SchemeForm) -> Done[Published]:
    done = call.perform(publish_scheme, body)
    return Done(done, see=f"/applications/schemes/{done.scheme_id}", status=201)


def published(call: Call, scheme_id: str) -> Scheme:
    """A scheme anyone may read. Raises Unknown."""
    found = call.home.store.get(Scheme, scheme_id)
    if found is None:
        raise Unknown
    return found


@service.form_data("scheme_form.html")
def _options(call: Call) -> dict[str, object]:
    return {
        "parts_of_plan": list(PARTS.items()),
        "step_names": STEPS,
        "offered_steps": [(each.value, say(name, call.language)) for each, name in STEPS.items()],
        "default_rubric": "\n".join(say(line, call.language) for line in DEFAULT_RUBRIC),
    }
