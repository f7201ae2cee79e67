"""The sending institution's consent and the county's check of an enterprise."""

from typing import Annotated

from pydantic import Field

from services.applications.commands.applying import Receipt
from services.applications.commands.endorsing import decline_endorsement, endorse_application, verify_enterprise
from services.applications.model.applications import Application
from services.applications.queries.applications import ApplicationView
from services.applications.routes.reasons import ReasonForm, asking
from services.applications.service import service
from shared.auth.actor import Reach, Role
from shared.fields import Sent
from shared.web.answer import Done, Shown
from shared.web.call import Call

INSTITUTION = {Role.SENDING_INSTITUTION: Reach.ORGANISATION}
CITY = {Role.CITY_OFFICER: Reach.ALL}
VERIFIERS = {Role.COUNTY_OFFICER: Reach.COUNTY, Role.CITY_OFFICER: Reach.ALL}


class ConsentForm(Sent):
    """The institution's consent, with a word where it wants to add one."""

    note: Annotated[str, Field(max_length=500)] = ""


class CheckForm(Sent):
    """Nothing but the decision."""


@service.post("/applications/{application_id}/endorse", may=INSTITUTION, summary="Consent, as the sending institution")
def endorse(call: Call, application_id: str, body: ConsentForm) -> Done[Receipt]:
    call.load(Application, application_id, Application.belongs)
    done = call.perform(endorse_application, application_id, body.note, on_paper=False)
    return Done(done, see=f"/applications/{application_id}")


@service.get(
    "/applications/{application_id}/decline-endorsement",
    may=INSTITUTION,
    page="reason_form.html",
    summary="The form that refuses consent",
)
def refuse_consent_form(call: Call, application_id: str) -> Shown[ApplicationView]:
    found = call.load(Application, application_id, Application.belongs)
    return Shown(ApplicationView.of(found), asking(call))


@service.post(
    "/applications/{application_id}/decline-endorsement",
    may=INSTITUTION,
    form="reason_form.html",
    summary="Refuse consent; the application goes back to its owner",
)
def refuse_consent(call: Call, application_id: str, body: ReasonForm) -> Done[Receipt]:
    call.load(Application, application_id, Application.belongs)
    return Done(call.perform(decline_endorsement, application_id, body.reason), see="/")


@service.get(
    "/applications/{application_id}/paper-consent",
    may=CITY,
    page="reason_form.html",
    summary="The form that notes a letter of the sending institution",
)
def paper_consent_form(call: Call, application_id: str) -> Shown[ApplicationView]:
    found = call.load(Application, application_id, Application.belongs)
    return Shown(ApplicationView.of(found), asking(call))


@service.post(
    "/applications/{application_id}/paper-consent",
    may=CITY,
    form="reason_form.html",
    summary="Note the stamped letter of an institution without an account",
)
def paper_consent(call: Call, application_id: str, body: ReasonForm) -> Done[Receipt]:
    call.load(Application, application_id, Application.belongs)
    done = call.perform(endorse_application, application_id, body.reason, on_paper=True)
    return Done(done, see=f"/applications/{application_id}")


@service.post("/applications/{application_id}/verify", may=VERIFIERS, summary="Note that an enterprise was checked")
def verify(call: Call, application_id: str, body: CheckForm) -> Done[Receipt]:
    call.load(Application, application_id, Application.belongs)
    return Done(call.perform(verify_enterprise, application_id), see=f"/applications/{application_id}")
