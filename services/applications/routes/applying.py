"""One's own applications: sent whole by a program, the list, the receipt. People fill one in by drafts."""

from datetime import date, datetime, timedelta

from services.applications.commands.applying import (
    Receipt,
    resubmit_application,
    submit_commissioner_application,
    submit_enterprise_application,
)
from services.applications.model.applications import STATUS_NAMES, STATUS_TONES, Application
from services.applications.model.forms import CommissionerForm, EnterpriseForm, Kind
from services.applications.model.worklist import DAYS_FOR, What
from services.applications.queries.drafts import OwnList, own_list
from services.applications.routes.drafting import APPLICANTS, ENTERPRISES, PARTIES
from services.applications.routes.schemes import ListQuery
from services.applications.service import service
from shared.clock import beijing_date
from shared.rules import Unknown
from shared.web.answer import Done, Shown
from shared.web.call import Call


@service.get("/applications/mine", may=PARTIES, page="mine.html", summary="One's own applications and drafts")
def mine(call: Call, query: ListQuery) -> Shown[OwnList]:
    found = own_list(call.home.store, call.actor.person, query.after, call.now)
    return Shown(found, {"status_names": STATUS_NAMES, "status_tones": STATUS_TONES})


@service.post("/applications/schemes/{scheme_id}/enterprise", may=ENTERPRISES, summary="Apply for an enterprise")
def apply_enterprise(call: Call, scheme_id: str, body: EnterpriseForm) -> Done[Receipt]:
    return _received(call.perform(submit_enterprise_application, scheme_id, body))


@service.post("/applications/schemes/{scheme_id}/commissioner", may=APPLICANTS, summary="Apply as a commissioner")
def apply_commissioner(call: Call, scheme_id: str, body: CommissionerForm) -> Done[Receipt]:
    return _received(call.perform(submit_commissioner_application, scheme_id, body))


@service.get("/applications/{application_id}/receipt", may=PARTIES, page="receipt.html", summary="The receipt")
def receipt(call: Call, application_id: str) -> Shown[Receipt]:
    application = call.load(Application, application_id, Application.belongs)
    extra = {
        "submitted_at": application.submitted_at,
        "review_by": _review_by(application.submitted_at),
        "closes": _closes(call, application.scheme),
        "kind": application.form_kind.value,
    }
    return Shown(Receipt(application_id=application.id, number=application.number), extra)


@service.post("/applications/{application_id}/enterprise", may=ENTERPRISES, summary="Send it again, mended")
def mend_enterprise(call: Call, application_id: str, body: EnterpriseForm) -> Done[Receipt]:
    _own(call, application_id, Kind.ENTERPRISE)
    return _received(call.perform(resubmit_application, application_id, body))


@service.post("/applications/{application_id}/commissioner", may=APPLICANTS, summary="Send it again, mended")
def mend_commissioner(call: Call, application_id: str, body: CommissionerForm) -> Done[Receipt]:
    _own(call, application_id, Kind.COMMISSIONER)
    return _received(call.perform(resubmit_application, application_id, body))


def _received(received: Receipt) -> Done[Receipt]:
    return Done(received, see=f"/applications/{received.application_id}/receipt", status=201)


def _own(call: Call, application_id: str, kind: Kind) -> Application:
    application = call.load(Application, application_id, Application.belongs)
    if application.form_kind is not kind:
        raise Unknown
    return application


def _review_by(submitted_at: datetime) -> date:
    """Until when an officer is asked to decide."""
    return beijing_date(submitted_at + timedelta(days=DAYS_FOR[What.REVIEW]))


def _closes(call: Call, scheme_id: str) -> date | None:
    """The last day of the scheme's window, where the header's programme knows the scheme."""
    programme = call.session.programme
    window = programme.calls.get(scheme_id) if programme is not None else None
    return window.closes if window is not None else None
