"""Applying: the two forms, the receipt, one's own applications, mending what was returned."""

from services.applications.commands.applying import (
    Receipt,
    resubmit_application,
    submit_commissioner_application,
    submit_enterprise_application,
)
from services.applications.model.applications import (
    DEGREES,
    STATUS_NAMES,
    TITLES,
    Application,
    CommissionerForm,
    EnterpriseForm,
    Kind,
)
from services.applications.queries import applications as queries
from services.applications.queries.applications import ApplicationList, ApplicationView
from services.applications.routes.schemes import FormView, ListQuery, published
from services.applications.service import service
from shared.auth.actor import Reach, Role
from shared.language import N_
from shared.rules import Unknown
from shared.vocabulary import COUNTIES, SERVICE_TYPES
from shared.web.answer import Done, Shown
from shared.web.call import Call
from shared.web.incoming import flattened

ENTERPRISES = {Role.ENTERPRISE: Reach.OWN}
APPLICANTS = {Role.APPLICANT: Reach.OWN}
PARTIES = ENTERPRISES | APPLICANTS

FORM_PAGES = {Kind.ENTERPRISE: "enterprise_form.html", Kind.COMMISSIONER: "commissioner_form.html"}
NEED_ROWS = 3

LABELS: dict[str, str] = {
    "name": N_("名称"),
    "uscc": N_("统一社会信用代码"),
    "county": N_("所在县（市、区）"),
    "industry": N_("行业大类（GB/T 4754）"),
    "above_scale": N_("规模以上企业"),
    "high_tech": N_("高新技术企业"),
    "high_tech_certificate": N_("高新技术企业证书编号"),
    "nurtured": N_("培育高新技术企业"),
    "growth": N_("成长性企业"),
    "demand": N_("需要特派员人数"),
    "needs": N_("技术需求"),
    "team": N_("以团队（服务队）申报"),
    "members": N_("团队其他成员"),
    "institution": N_("派出单位"),
    "discipline": N_("学科专业"),
    "degree": N_("学位"),
    "title": N_("职称"),
    "civil_servant": N_("公务员"),
    "expertise": N_("专长"),
    "works": N_("代表性成果"),
    "counties": N_("愿意前往的县（市、区）"),
    "service_types": N_("服务类型"),
    "capacity": N_("可同时服务的企业数"),
}


@service.get("/applications/mine", may=PARTIES, page="mine.html", summary="One's own applications")
def mine(call: Call, query: ListQuery) -> Shown[ApplicationList]:
    return Shown(queries.of_owner(call.home.store, call.actor.person, query.after), {"status_names": STATUS_NAMES})


@service.get(
    "/applications/schemes/{scheme_id}/enterprise",
    may=ENTERPRISES,
    page="enterprise_form.html",
    summary="The enterprise's form",
)
def enterprise_form(call: Call, scheme_id: str) -> Shown[FormView]:
    published(call, scheme_id)
    return Shown(FormView(), _options(call) | {"action": call.incoming.path})


@service.post(
    "/applications/schemes/{scheme_id}/enterprise",
    may=ENTERPRISES,
    form="enterprise_form.html",
    summary="Apply for an enterprise",
)
def apply_enterprise(call: Call, scheme_id: str, body: EnterpriseForm) -> Done[Receipt]:
    return _received(call.perform(submit_enterprise_application, scheme_id, body))


@service.get(
    "/applications/schemes/{scheme_id}/commissioner",
    may=APPLICANTS,
    page="commissioner_form.html",
    summary="The commissioner's form",
)
def commissioner_form(call: Call, scheme_id: str) -> Shown[FormView]:
    published(call, scheme_id)
    return Shown(FormView(), _options(call) | {"action": call.incoming.path})


@service.post(
    "/applications/schemes/{scheme_id}/commissioner",
    may=APPLICANTS,
    form="commissioner_form.html",
    summary="Apply as a commissioner",
)
def apply_commissioner(call: Call, scheme_id: str, body: CommissionerForm) -> Done[Receipt]:
    return _received(call.perform(submit_commissioner_application, scheme_id, body))


@service.get("/applications/{application_id}/receipt", may=PARTIES, page="receipt.html", summary="The receipt")
def receipt(call: Call, application_id: str) -> Receipt:
    application = call.load(Application, application_id, Application.belongs)
    return Receipt(application_id=application.id, number=application.number)


@service.get(
    "/applications/{application_id}/enterprise",
    may=ENTERPRISES,
    page="enterprise_form.html",
    summary="Mend an enterprise's application",
)
def mend_enterprise_form(call: Call, application_id: str) -> Shown[ApplicationView]:
    return _mending(call, application_id, Kind.ENTERPRISE)


@service.post(
    "/applications/{application_id}/enterprise",
    may=ENTERPRISES,
    form="enterprise_form.html",
    summary="Send it again, mended",
)
def mend_enterprise(call: Call, application_id: str, body: EnterpriseForm) -> Done[Receipt]:
    _own(call, application_id, Kind.ENTERPRISE)
    return _received(call.perform(resubmit_application, application_id, body))


@service.get(
    "/applications/{application_id}/commissioner",
    may=APPLICANTS,
    page="commissioner_form.html",
    summary="Mend a commissioner's application",
)
def mend_commissioner_form(call: Call, application_id: str) -> Shown[ApplicationView]:
    return _mending(call, application_id, Kind.COMMISSIONER)


@service.post(
    "/applications/{application_id}/commissioner",
    may=APPLICANTS,
    form="commissioner_form.html",
    summary="Send it again, mended",
)
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


def _mending(call: Call, application_id: str, kind: Kind) -> Shown[ApplicationView]:
    view = ApplicationView.of(_own(call, application_id, kind))
    filled = {"form": flattened(dict(view.form)), "action": call.incoming.path, "corrections": view.corrections}
    return Shown(view, _options(call) | filled)


@service.form_data("enterprise_form.html", "commissioner_form.html")
def _options(call: Call) -> dict[str, object]:
    rows = {name.split("-")[1] for name in flattened(call.sent) if name.startswith("needs-")}
    return {
        "action": call.incoming.path,
        "corrections": (),
        "labels": LABELS,
        "counties": list(COUNTIES.items()),
        "service_types": list(SERVICE_TYPES.items()),
        "degrees": list(DEGREES.items()),
        "titles": list(TITLES.items()),
        "need_rows": range(max(NEED_ROWS, len(rows))),
    }
