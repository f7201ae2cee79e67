"""The bureau's side: what waits, one application, accept or return."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from services.applications.commands.applying import Receipt
from services.applications.commands.deciding import accept_application, return_application
from services.applications.model.applications import STATUS_NAMES, STATUS_TONES, Application, Correction, Status
from services.applications.model.forms import Kind
from services.applications.model.reviews import mean_tenths
from services.applications.model.schemes import Scheme
from services.applications.queries import applications as queries
from services.applications.queries.answers import AnsweredSection, label_of, whole
from services.applications.queries.applications import ApplicationList, ApplicationView
from services.applications.queries.history import told_application
from services.applications.service import service
from shared.auth.actor import Reach, Role
from shared.fields import AskedCounty, Sent
from shared.language import N_, say
from shared.rules import Refusal
from shared.vocabulary import COUNTIES
from shared.web.answer import Done, Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState

OFFICERS = {Role.CITY_OFFICER: Reach.ALL, Role.COUNTY_OFFICER: Reach.COUNTY}
READERS = OFFICERS | {Role.LEADER: Reach.ALL, Role.AUDITOR: Reach.ALL}
INSTITUTION = {Role.SENDING_INSTITUTION: Reach.ORGANISATION}
PARTIES = {Role.ENTERPRISE: Reach.OWN, Role.APPLICANT: Reach.OWN}

KIND_NAMES = {Kind.ENTERPRISE: N_("企业"), Kind.COMMISSIONER: N_("科技特派员")}
MOST_CORRECTIONS = 30

Reason = Annotated[str, Field(min_length=2, max_length=500)]


class InboxQuery(Sent):
    """`sort` is by when an application came in, `-submitted` with the newest first."""

    status: Status = Status.SUBMITTED
    kind: Kind | None = None
    county: AskedCounty = ""
    sort: Literal["submitted", "-submitted"] = "submitted"
    after: str | None = None


class AcceptForm(Sent):
    """Nothing but the decision."""


class ReturnForm(Sent):
    """What must be mended, as a list, or as the page has it: by what it is about."""

    corrections: Annotated[tuple[Correction, ...], Field(max_length=MOST_CORRECTIONS)] = ()
    reasons: dict[Annotated[str, Field(max_length=100)], Reason] = Field(
        default_factory=dict, max_length=MOST_CORRECTIONS, validate_default=True
    )

    @field_validator("reasons")
    @classmethod
    def _says_something(cls, reasons: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        if not reasons and not info.data.get("corrections", True):
            raise ValueError(N_("请至少对一项说明要补正什么"))
        return reasons

    def all(self) -> tuple[Correction, ...]:
        """Every correction, whichever way it was sent."""
        told = (Correction(field=field.replace(".", "/"), reason=reason) for field, reason in self.reasons.items())
        return (*self.corrections, *told)


@service.get("/applications/inbox", may=READERS, page="inbox.html", summary="Applications by state, kind and county")
def inbox(call: Call, query: InboxQuery) -> Shown[ApplicationList]:
    found = queries.inbox(
        call.home.store,
        call.actor,
        call.reach,
        queries.Wanted(query.status, query.kind, query.county, query.sort == "-submitted", query.after),
    )
    return Shown(
        found,
        {
            "state": _state(call, query),
            "counties": COUNTIES,
            "status_names": STATUS_NAMES,
            "status_tones": STATUS_TONES,
        },
    )


@service.get(
    "/applications/{application_id}",
    may=READERS | PARTIES | INSTITUTION,
    page="application.html",
    summary="One application",
)
def application(call: Call, application_id: str) -> Shown[ApplicationView]:
    found, history = told_application(call.home.store, application_id)
    call.claim(found.belongs())
    return Shown(ApplicationView.of(found), _context(call, found) | {"history": history})


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
    return Shown(ApplicationView.of(found), _context(call, found) | {"action": call.incoming.path})


@service.post(
    "/applications/{application_id}/return",
    may=OFFICERS,
    form="return_form.html",
    summary="Return an application for correction",
)
def return_for_correction(call: Call, application_id: str, body: ReturnForm) -> Done[Receipt]:
    call.load(Application, application_id, Application.belongs)
    done = call.perform(return_application, application_id, body.all())
    return Done(done, see=f"/applications/{application_id}")


@service.form_data("return_form.html")
def _return_again(call: Call) -> dict[str, object]:
    *_, id, _ = call.incoming.path.split("/")
    context: dict[str, object] = {"action": call.incoming.path, "sections": [], "name": ""}
    try:
        return context | _context(call, call.load(Application, id, Application.belongs))
    except Refusal:
        return context


def _context(call: Call, found: Application) -> dict[str, object]:
    sections: list[AnsweredSection] = whole(found, call.language)
    corrections = [(label_of(found.form_kind, each.field, call.language), each.reason) for each in found.corrections]
    return {
        "name": found.name,
        "sections": sections,
        "asked": corrections,
        "kind_names": KIND_NAMES,
        "status_names": STATUS_NAMES,
        "status_tones": STATUS_TONES,
        "steps": _passed(call, found),
        "may_decide": call.actor.role in OFFICERS,
        "asks_reviewers": _asks_reviewers(call, found),
    }


def _asks_reviewers(call: Call, found: Application) -> bool:
    if found.status is not Status.REVIEWING:
        return False
    scheme = call.find(Scheme, found.scheme)
    return scheme is not None and len(found.reviewing) < scheme.reviews


def _passed(call: Call, found: Application) -> list[dict[str, str]]:
    """What the steps of the scheme brought so far; points only the bureau reads."""
    told = []
    if found.consent:
        how = N_("已同意（书面，由市局登记）") if found.consent.on_paper else N_("已同意")
        words = [say(how, call.language), found.consent.note]
        told.append({"label": N_("派出单位意见"), "value": " ".join(filter(None, words))})
    if found.verified_at:
        told.append({"label": N_("县（市、区）核实"), "value": say(N_("已核实"), call.language)})
    mean = mean_tenths(found)
    if mean is not None and call.actor.role in READERS:
        said = say(
            N_("{count} 份，平均 {mean} 分"), call.language, count=len(found.scores), mean=f"{mean // 10}.{mean % 10}"
        )
        told.append({"label": N_("专家评审"), "value": said})
    return told


def _state(call: Call, query: InboxQuery) -> ListState:
    filters = [Filter("kind", N_("类别"), tuple((each.value, name) for each, name in KIND_NAMES.items()))]
    if call.reach is Reach.ALL:
        filters.append(Filter("county", N_("县（市、区）"), tuple(COUNTIES.items())))
    filters.append(Filter("status", N_("状态"), tuple((each.value, name) for each, name in STATUS_NAMES.items())))
    chosen = {"kind": query.kind or "", "county": query.county, "status": query.status.value}
    return ListState(
        path=call.url_for(call.incoming.path),
        filters=filters,
        chosen=chosen,
        sort=query.sort,
        first_sort="submitted",
        after=query.after or "",
    )
