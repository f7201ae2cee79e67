"""Filling in an application: where it begins, its list of sections, one page for each, saved as one goes."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from services.applications.commands.drafting import (
    Begun,
    Kept,
    NeedBegun,
    add_need,
    begin_draft,
    begin_mending,
    remove_need,
    save_section,
)
from services.applications.model import sections
from services.applications.model.applications import ApplicantClaim, Application, claim_id
from services.applications.model.drafts import COMPLETE, STATES, Draft, State, draft_id
from services.applications.model.forms import DEGREES, TITLES, Kind
from services.applications.model.industries import INDUSTRIES
from services.applications.model.schemes import Scheme
from services.applications.model.sections import Section, Typed
from services.applications.queries.answers import LABELS, TEAM, answered, label_of, title_of
from services.applications.queries.drafts import DraftView, own_draft
from services.applications.service import service
from shared.auth.actor import Reach, Role
from shared.fields import Sent
from shared.ids import new_id
from shared.language import say
from shared.rules import Refusal, Unknown
from shared.view import View
from shared.vocabulary import COUNTIES, SERVICE_TYPES
from shared.web.answer import Done, Shown
from shared.web.call import Call
from shared.web.dispatch import Unfit
from shared.web.form_errors import PlacedError
from shared.web.incoming import flattened
from shared.web.problem import problem_of

ENTERPRISES = {Role.ENTERPRISE: Reach.OWN}
APPLICANTS = {Role.APPLICANT: Reach.OWN}
PARTIES = ENTERPRISES | APPLICANTS
KINDS = {Role.ENTERPRISE: Kind.ENTERPRISE, Role.APPLICANT: Kind.COMMISSIONER}

TONES = {
    State.NOT_STARTED: "plain",
    State.IN_PROGRESS: "info",
    State.TO_MEND: "bad",
    State.DONE: "good",
    State.ASKED: "bad",
    State.SETTLED: "plain",
}

T = TypeVar("T")


class StartView(View):
    """Where an application begins: the draft there is already, or the number of what was sent."""

    scheme: str
    name: str
    opens: str
    closes: str
    open_now: bool
    kind: Kind
    draft_id: str
    sent_number: str
    sent_id: str


class SectionPage(View):
    """One section to fill in."""

    draft_id: str
    section: str
    edition: int
    state: State
    typed: dict[str, object]


class BeginForm(Sent):
    """Nothing but the wish."""


class SectionQuery(Sent):
    back: Literal["", "check"] = ""


class SectionForm(BaseModel):
    """The fields of a section, right or wrong, and besides them: the edition the page showed, and where to go on."""

    model_config = ConfigDict(extra="allow", frozen=True)

    edition: int | None = None
    then: Literal["continue", "return"] = "continue"
    back: Literal["", "check"] = ""


class RemoveForm(Sent):
    seen: str = ""


@service.get(
    "/applications/schemes/{scheme_id}/enterprise", may=ENTERPRISES, page="draft_start.html",
    summary="Where an enterprise's application begins",
)  # fmt: skip
def enterprise_start(call: Call, scheme_id: str) -> Shown[StartView]:
    return _start(call, scheme_id)


@service.get(
    "/applications/schemes/{scheme_id}/commissioner", may=APPLICANTS, page="draft_start.html",
    summary="Where a commissioner's application begins",
)  # fmt: skip
def commissioner_start(call: Call, scheme_id: str) -> Shown[StartView]:
    return _start(call, scheme_id)


@service.post("/applications/schemes/{scheme_id}/begin", may=PARTIES, summary="Begin an application, or go on with it")
def begin(call: Call, scheme_id: str, body: BeginForm) -> Done[Begun]:
    return _begun(call.perform(begin_draft, scheme_id, KINDS[call.actor.role]))


@service.post("/applications/{application_id}/mend", may=PARTIES, summary="Begin to mend a returned application")
def mend(call: Call, application_id: str, body: BeginForm) -> Done[Begun]:
    call.load(Application, application_id, Application.belongs)
    return _begun(call.perform(begin_mending, application_id))


@service.get("/applications/drafts/{draft_id}", may=PARTIES, page="draft_tasks.html", summary="A draft's sections")
def draft_tasks(call: Call, draft_id: str) -> Shown[DraftView]:
    draft = own_draft(call.home.store, call.actor, draft_id)
    items = [
        {
            "title": _title(each, draft, call.language),
            "href": call.url_for(_address(draft, each)),
            "status": say(STATES[draft.state(each)], call.language),
            "tone": TONES[draft.state(each)],
        }
        for each in draft.sections()
    ]
    unplaced = [(label_of(draft.form_kind, each.field, call.language), each.reason) for each in draft.unplaced]
    extra = {"items": items, "may_add": draft.may_change_needs, "unplaced": unplaced, "kind": draft.form_kind.value}
    return Shown(DraftView.of(draft, call.now), extra)


@service.get(
    "/applications/drafts/{draft_id}/sections/{section}", may=PARTIES, page="draft_section.html",
    summary="One section of a draft",
)  # fmt: skip
def draft_section(call: Call, draft_id: str, section: str, query: SectionQuery) -> Shown[SectionPage]:
    draft = own_draft(call.home.store, call.actor, draft_id)
    chosen = draft.section(section)
    part = draft.part(section)
    page = SectionPage(
        draft_id=draft_id, section=section, edition=part.edition, state=draft.state(chosen), typed=part.typed
    )
    wrong = _wrong(call, draft, chosen) if page.state is State.TO_MEND else {}
    return Shown(page, _section_context(call, draft, chosen) | wrong | {"back_to": query.back})


@service.post(
    "/applications/drafts/{draft_id}/sections/{section}", may=PARTIES, form="draft_section.html",
    summary="Save a section, and go on or back to the list",
)  # fmt: skip
def save(call: Call, draft_id: str, section: str, body: SectionForm) -> Done[Kept]:
    draft = own_draft(call.home.store, call.actor, draft_id)
    chosen, going_on = draft.section(section), body.then == "continue"
    typed = _typed(call, chosen)
    kept = call.perform(save_section, draft_id, section, typed, body.edition, confirm=going_on)
    if not going_on:
        return Done(kept, see=f"/applications/drafts/{draft_id}")
    _fitting(lambda: sections.check(chosen, typed, draft.most_enterprises))
    return Done(kept, see=_next(call, draft_id, section, body.back))


@service.post(
    "/applications/drafts/{draft_id}/sections/{section}/autosave", may=PARTIES, summary="Save a section unasked"
)
def autosave(call: Call, draft_id: str, section: str, body: SectionForm) -> Done[Kept]:
    draft = own_draft(call.home.store, call.actor, draft_id)
    typed = _typed(call, draft.section(section))
    kept = call.perform(save_section, draft_id, section, typed, body.edition, confirm=False)
    return Done(kept, see=f"/applications/drafts/{draft_id}/sections/{section}")


@service.post("/applications/drafts/{draft_id}/needs", may=ENTERPRISES, summary="Add a technical need")
def begin_need(call: Call, draft_id: str, body: BeginForm) -> Done[NeedBegun]:
    own_draft(call.home.store, call.actor, draft_id)
    begun = call.perform(add_need, draft_id)
    return Done(begun, see=f"/applications/drafts/{draft_id}/sections/{begun.section}", status=201)


@service.get(
    "/applications/drafts/{draft_id}/needs/{need}/remove", may=ENTERPRISES, page="draft_remove.html",
    summary="Whether to remove a technical need",
)  # fmt: skip
def remove_page(call: Call, draft_id: str, need: str) -> Shown[DraftView]:
    draft = own_draft(call.home.store, call.actor, draft_id)
    chosen = draft.section(need)
    if not chosen.is_need:
        raise Unknown
    return Shown(DraftView.of(draft, call.now), {"need": need, "title": _title(chosen, draft, call.language)})


@service.post("/applications/drafts/{draft_id}/needs/{need}/remove", may=ENTERPRISES, summary="Remove a technical need")
def remove(call: Call, draft_id: str, need: str, body: RemoveForm) -> Done[Begun]:
    own_draft(call.home.store, call.actor, draft_id)
    return _begun(call.perform(remove_need, draft_id, need, body.seen))


def _start(call: Call, scheme_id: str) -> Shown[StartView]:
    kind, person = KINDS[call.actor.role], call.actor.person
    id = draft_id(person, scheme_id, kind)
    scheme, draft, claim = call.home.store.get_together(
        [(Scheme, scheme_id), (Draft, id), (ApplicantClaim, claim_id(scheme_id, kind, person))]
    )
    if not isinstance(scheme, Scheme):
        raise Unknown
    sent = claim if isinstance(claim, ApplicantClaim) else None
    view = StartView(
        scheme=scheme_id,
        name=scheme.name,
        opens=scheme.opens.isoformat(),
        closes=scheme.closes.isoformat(),
        open_now=scheme.is_open(call.now),
        kind=kind,
        draft_id=id if draft is not None else "",
        sent_number=sent.number if sent else "",
        sent_id=sent.application if sent else "",
    )
    return Shown(view, {"opens": scheme.opens, "closes": scheme.closes})


def _begun(begun: Begun) -> Done[Begun]:
    return Done(begun, see=f"/applications/drafts/{begun.draft_id}", status=201)


def _next(call: Call, draft_id: str, section: str, back: str) -> str:
    """Where saving leads: back to the check one came from, else to the next section that is not complete."""
    draft = own_draft(call.home.store, call.actor, draft_id)
    names = [each.name for each in draft.sections()]
    later = names[names.index(section) + 1 :] if section in names else names
    left = [name for name in later if draft.state(draft.section(name)) not in COMPLETE]
    if left and not back:
        return _address(draft, draft.section(left[0]))
    complete = all(state in COMPLETE for state in draft.states().values())
    return f"/applications/drafts/{draft_id}/check" if complete or back else f"/applications/drafts/{draft_id}"


def _address(draft: Draft, section: Section) -> str:
    return f"/applications/drafts/{draft.id}/sections/{section.name}"


def _title(section: Section, draft: Draft, language: str) -> str:
    """What a section is called; a need by what it says of itself, too."""
    title, said = title_of(section, language), draft.part(section.name).typed.get("title", "")
    return f"{title} · {said}" if section.is_need and said else title


def _typed(call: Call, section: Section) -> Typed:
    """What the request has of the section's fields. Raises Unfit for what is no field of it."""
    sent = {name: value for name, value in call.sent.items() if name not in SectionForm.model_fields}
    filled = {name: value for name, value in sent.items() if value not in ("", None, [])}
    return _fitting(lambda: sections.as_typed(section, filled))


def _fitting(check: Callable[[], T]) -> T:
    try:
        return check()
    except ValidationError as error:
        raise Unfit(error) from None


def _wrong(call: Call, draft: Draft, section: Section) -> dict[str, Any]:
    """What is wrong with a section its owner once called finished, as the page of a refused form says it."""
    try:
        sections.check(section, draft.part(section.name).typed, draft.most_enterprises)
    except (ValidationError, Refusal) as error:
        problem = problem_of(error, call.language)
        found = {each.field_id.partition("-")[0]: each.detail for each in reversed(problem.errors)}
        labels = LABELS[draft.form_kind]
        errors = [
            PlacedError(pointer=f"/{name}", detail=found[name], label=labels[name])
            for name in section.fields
            if name in found
        ]
        return {"errors": errors, "problem": problem}
    return {}


@service.form_data("draft_section.html")
def _again(call: Call) -> dict[str, Any]:
    """The page of a section that was sent and must be shown again; nothing of another's draft, or of none."""
    *_, id, _, name = call.incoming.path.split("/")
    try:
        draft = own_draft(call.home.store, call.actor, id)
        section = draft.section(name)
    except Refusal:
        return {"view": None, "here_again": call.incoming.path}
    # What was sent was kept under its key, so what is sent next needs another.
    back_to = {"back_to": "check" if call.sent.get("back") == "check" else "", "idempotency_key": new_id()}
    context = _section_context(call, draft, section)
    return {name: value for name, value in context.items() if name != "form"} | back_to


def _section_context(call: Call, draft: Draft, section: Section) -> dict[str, Any]:
    asked = [
        (_field_of(section, each.field), label_of(draft.form_kind, each.field, call.language), each.reason)
        for each in draft.asked(section)
    ]
    part = draft.part(section.name)
    return {
        "view": DraftView.of(draft, call.now),
        "kind": draft.form_kind.value,
        "section": section,
        "section_title": title_of(section, call.language),
        "edition": part.edition,
        "source": part.source if not part.confirmed else "",
        "may_change": draft.may_change(section),
        "may_remove": section.is_need and draft.may_change_needs and len(draft.needs) > 1,
        "mends": draft.application,
        "asked": asked,
        "form": flattened(part.typed),
        "answers": answered(draft.form_kind, section, part.typed, call.language).answers,
        "labels": LABELS[draft.form_kind],
        "counties": list(COUNTIES.items()),
        "industries": list(INDUSTRIES.items()),
        "service_types": list(SERVICE_TYPES.items()),
        "degrees": list(DEGREES.items()),
        "titles": list(TITLES.items()),
        "team_words": list(TEAM.items()),
    }


def _field_of(section: Section, field: str) -> str:
    """The field of the page a correction is about; of a need, its first."""
    return field if field in section.fields else section.fields[0]
