"""The bureau's side: what waits, one application, accept or return."""

from typing import Annotated

from pydantic import Field

from services.applications.commands.applying import Receipt
from services.applications.commands.deciding import accept_application, return_application
from services.applications.model.applications import DEGREES, STATUS_NAMES, TITLES, Application, Correction, Status
from services.applications.queries import applications as queries
from services.applications.queries.applications import ApplicationList, ApplicationView
from services.applications.routes.applying import LABELS
from services.applications.service import service
from shared.auth.actor import Reach, Role
from shared.fields import Sent
from shared.vocabulary import COUNTIES, SERVICE_TYPES
from shared.web.answer import Done, Shown
from shared.web.call import Call

OFFICERS = {Role.CITY_OFFICER: Reach.ALL, Role.COUNTY_OFFICER: Reach.COUNTY}
READERS = OFFICERS | {Role.LEADER: Reach.ALL, Role.AUDITOR: Reach.ALL}
PARTIES = {Role.ENTERPRISE: Reach.OWN, Role.APPLICANT: Reach.OWN}


class InboxQuery(Sent):
    status: Status = Status.SUBMITTED
    after: str | None = None


class AcceptForm(Sent):
    """Nothing but the decision."""


class ReturnForm(Sent):
    """What must be mended, field by field."""

    corrections: Annotated[tuple[Correction, ...], Field(min_length=1, max_length=30)]


@service.get(
    "/applications/inbox", may=READERS, page="inbox.html", summary="Applications by state, the longest waiting first"
)
def inbox(call: Call, query: InboxQuery) -> Shown[ApplicationList]:
    found = queries.inbox(call.home.store, call.actor, call.reach, query.status, query.after)
    return Shown(found, {"status": query.status.value, "status_names": STATUS_NAMES, "counties": COUNTIES})


@service.get(
    "/applications/{application_id}", may=READERS | PARTIES, page="application.html", summary="One application"
)
def application(call: Call, application_id: str) -> Shown[ApplicationView]:
    found = call.load(Application, application_id, Application.belongs)
    return Shown(ApplicationView.of(found), _options(call))


@service.post("/applications/{application_id}/accept", may=OFFICERS, summary="Accept an application")
def accept(call: Call, application_id: str, body: AcceptForm) -> Done[Receipt]:
    call.load(Application, application_id, Application.belongs)
    return Done(call.perform(accept_application, application_id), see=f"/applications/{application_id}")


@service.get(
    "/applications/{application_id}/return",
    may=OFFICERS,
    page="return_form.html",
    summary="The form that returns an application",
)
def return_form(call: Call, application_id: str) -> Shown[ApplicationView]:
    found = call.load(Application, application_id, Application.belongs)
    return Shown(ApplicationView.of(found), _return_options(call))


@service.post(
    "/applications/{application_id}/return",
    may=OFFICERS,
    form="return_form.html",
    summary="Return an application for correction",
)
def return_for_correction(call: Call, application_id: str, body: ReturnForm) -> Done[Receipt]:
    call.load(Application, application_id, Application.belongs)
    done = call.perform(return_application, application_id, body.corrections)
    return Done(done, see=f"/applications/{application_id}")


@service.form_data("return_form.html")
def _return_options(call: Call) -> dict[str, object]:
    return _options(call) | {"action": call.incoming.path}


def _options(call: Call) -> dict[str, object]:
    return {
        "labels": LABELS,
        "status_names": STATUS_NAMES,
        "counties": COUNTIES,
        "service_types": SERVICE_TYPES,
        "degrees": DEGREES,
        "titles": TITLES,
        "may_decide": call.actor.role in OFFICERS,
    }
