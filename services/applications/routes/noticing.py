"""Public notices and objections to them."""

from typing import Annotated

from pydantic import Field

from services.applications.commands.noticing import (
    NoticeBegun,
    ObjectionKept,
    decide_objection,
    note_objection,
    publish_notice,
    raise_objection,
)
from services.applications.model.notices import (
    OBJECTION_STATES,
    NoticeLine,
    NoticeState,
    Objection,
    ObjectionState,
    PublicNotice,
)
from services.applications.model.steps import Step
from services.applications.queries import appointing as queries
from services.applications.queries.appointing import NamedNotice, NoticeList, ObjectionList, ObjectionView
from services.applications.routes.front import EVERYONE
from services.applications.service import service
from shared.auth.actor import Belongs, Reach, Role
from shared.fields import LongText, Sent, ShortText
from shared.language import N_
from shared.rules import Unknown
from shared.view import View
from shared.web.answer import Document, Done, Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState

CITY = {Role.CITY_OFFICER: Reach.ALL}
WATCHERS = CITY | {Role.LEADER: Reach.ALL, Role.AUDITOR: Reach.ALL}
OBJECTORS = {Role.APPLICANT: Reach.ALL, Role.ENTERPRISE: Reach.ALL}
"""Whoever signed up by themselves, so that their number or address is known to be theirs: no objection is anonymous.

Those who hold an office, and whoever will not sign up, object on paper, which the city's officer notes.
"""


class PageQuery(Sent):
    after: str | None = None


class ObjectionsQuery(Sent):
    state: ObjectionState = ObjectionState.OPEN
    after: str | None = None


class NoticeForm(Sent):
    """What to publish: everybody selected in the scheme."""

    scheme_id: ShortText
    title: ShortText


class ObjectionForm(Sent):
    """An objection under one's real name."""

    name: Annotated[str, Field(min_length=2, max_length=50)]
    text: LongText


class PaperObjectionForm(ObjectionForm):
    """One that came on paper: how to reach whoever signed it, too."""

    contact: Annotated[str, Field(min_length=5, max_length=100)]


class ConclusionForm(Sent):
    """What the bureau concludes."""

    upheld: bool
    conclusion: Annotated[str, Field(min_length=4, max_length=1000)]


class Empty(View):
    """An empty form."""


@service.get("/applications/notices", may=EVERYONE, page="notices.html", summary="Public notices, the newest first")
def notices(call: Call, query: PageQuery) -> Shown[NoticeList]:
    return Shown(queries.notices(call.home.store, query.after), {"may_publish": call.actor.role in CITY})


@service.get("/applications/notices/new", may=CITY, page="notice_form.html", summary="The form of a public notice")
def notice_form(call: Call) -> Shown[Empty]:
    return Shown(Empty(), _schemes(call))


@service.post("/applications/notices", may=CITY, form="notice_form.html", summary="Publish everybody selected")
def publish_names(call: Call, body: NoticeForm) -> Done[NoticeBegun]:
    done = call.perform(publish_notice, body.scheme_id, body.title)
    return Done(done, see=f"/applications/notices/{done.notice_id}", status=201)


@service.get(
    "/applications/notices/{notice_id}",
    may=EVERYONE,
    page="notice.html",
    summary="One public notice with its names",
    together=(PublicNotice,),
)
def notice(call: Call, notice_id: str, query: PageQuery) -> Shown[NamedNotice]:
    found = _notice(call, notice_id)
    if found.state is NoticeState.WRITING and call.actor.role not in WATCHERS:
        raise Unknown
    shown = queries.named_notice(call.home.store, found, query.after)
    return Shown(shown, {"open": found.takes_objections(call.now)})


@service.get("/applications/notices/{notice_id}/paper.docx", may=EVERYONE, summary="A public notice as a Word document")
def notice_docx(call: Call, notice_id: str) -> Document:
    # Imported where a paper is asked for: nobody else waits for the kit that writes them.
    from services.applications.papers.notices import public_notice_paper
    from shared.web.docx_file import docx_file

    found = _notice(call, notice_id)
    if found.state is NoticeState.WRITING:
        raise Unknown
    return docx_file(found.title, public_notice_paper(found, queries.lines_of(call.home.store, found.id)))


@service.get(
    "/applications/notices/{notice_id}/names/{line_application}/objection",
    may=OBJECTORS,
    page="objection_form.html",
    summary="The form of an objection",
    together=(PublicNotice,),
)
def objection_form(call: Call, notice_id: str, line_application: str) -> Shown[Empty]:
    return Shown(Empty(), _objecting(call))


@service.post(
    "/applications/notices/{notice_id}/names/{line_application}/objection",
    may=OBJECTORS,
    form="objection_form.html",
    summary="Object to a name, under one's own",
)
def object_to(call: Call, notice_id: str, line_application: str, body: ObjectionForm) -> Done[ObjectionKept]:
    done = call.perform(raise_objection, notice_id, line_application, body.name, body.text)
    return Done(done, see=f"/applications/objections/{done.objection_id}", status=201)


@service.get(
    "/applications/notices/{notice_id}/names/{line_application}/paper-objection",
    may=CITY,
    page="objection_form.html",
    summary="The form that notes an objection on paper",
    together=(PublicNotice,),
)
def paper_objection_form(call: Call, notice_id: str, line_application: str) -> Shown[Empty]:
    return Shown(Empty(), _objecting(call))


@service.post(
    "/applications/notices/{notice_id}/names/{line_application}/paper-objection",
    may=CITY,
    form="objection_form.html",
    summary="Note an objection that came on paper",
)
def note_paper(call: Call, notice_id: str, line_application: str, body: PaperObjectionForm) -> Done[ObjectionKept]:
    done = call.perform(note_objection, notice_id, line_application, body.name, body.contact, body.text)
    return Done(done, see=f"/applications/objections/{done.objection_id}", status=201)


@service.get("/applications/objections", may=WATCHERS, page="objections.html", summary="Objections by state")
def objections(call: Call, query: ObjectionsQuery) -> Shown[ObjectionList]:
    found = queries.objections(call.home.store, query.state, query.after)
    state = ListState(
        path=call.url_for(call.incoming.path),
        filters=[Filter("state", N_("状态"), tuple((each.value, name) for each, name in OBJECTION_STATES.items()))],
        chosen={"state": query.state.value},
        after=query.after or "",
    )
    return Shown(found, {"state": state, "state_names": OBJECTION_STATES})


@service.get(
    "/applications/objections/{objection_id}",
    may=WATCHERS | dict.fromkeys(OBJECTORS, Reach.OWN),
    page="objection.html",
    summary="One objection",
)
def objection(call: Call, objection_id: str) -> Shown[ObjectionView]:
    found = call.load(Objection, objection_id, Objection.belongs)
    return Shown(ObjectionView.of(found), _deciding(call))


@service.get(
    "/applications/objections/{objection_id}/conclude",
    may=CITY,
    page="conclude_form.html",
    summary="The form that decides on an objection",
)
def conclude_form(call: Call, objection_id: str) -> Shown[Empty]:
    return Shown(Empty(), _concluding(call))


@service.post(
    "/applications/objections/{objection_id}/conclude",
    may=CITY,
    form="conclude_form.html",
    summary="Decide on an objection",
)
def conclude(call: Call, objection_id: str, body: ConclusionForm) -> Done[ObjectionKept]:
    done = call.perform(decide_objection, objection_id, body.upheld, body.conclusion)
    return Done(done, see=f"/applications/objections/{objection_id}")


def _notice(call: Call, notice_id: str) -> PublicNotice:
    return call.load(PublicNotice, notice_id, lambda _: Belongs())


@service.form_data("notice_form.html")
def _schemes(call: Call) -> dict[str, object]:
    return {"schemes": queries.schemes_with(call.home.store, Step.PUBLIC_NOTICE)}


@service.form_data("objection_form.html")
def _objecting(call: Call) -> dict[str, object]:
    parts = call.incoming.path.split("/")
    found = call.find(PublicNotice, parts[3])
    line = call.find(NoticeLine, NoticeLine.id_of(parts[3], parts[5]))
    if found is None or line is None:
        raise Unknown
    on_paper = call.actor.role in CITY
    return {
        "action": call.incoming.path,
        "on_paper": on_paper,
        "about": line.name,
        "open": found.takes_objections(call.now),
        "closes": found.closes,
        "own_name": "" if on_paper else call.actor.name,
    }


@service.form_data("conclude_form.html")
def _concluding(call: Call) -> dict[str, object]:
    found = call.load(Objection, call.incoming.path.split("/")[3], Objection.belongs)
    return {"action": call.incoming.path, "about": found.about}


def _deciding(call: Call) -> dict[str, object]:
    return {"may_decide": call.actor.role in CITY, "state_names": OBJECTION_STATES}
