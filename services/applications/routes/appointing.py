"""The joint notice of the three departments."""

from datetime import date

from services.applications.commands.appointing import countersign, draw_up, issue
from services.applications.commands.noticing import NoticeBegun
from services.applications.model.notices import (
    DEPARTMENTS,
    JOINT_STATES,
    Department,
    DocumentNumber,
    JointNotice,
    JointState,
)
from services.applications.model.steps import Step
from services.applications.queries import appointing as queries
from services.applications.queries.appointing import JointList, NamedJoint
from services.applications.routes.front import EVERYONE
from services.applications.routes.noticing import CITY, WATCHERS, Empty, PageQuery
from services.applications.service import service
from shared.auth.actor import Belongs
from shared.clock import beijing_date
from shared.fields import Sent, ShortText
from shared.language import say
from shared.rules import Unknown
from shared.web.answer import Document, Done, Shown
from shared.web.call import Call


class JointForm(Sent):
    """What the document is called, and its number."""

    scheme_id: ShortText
    title: ShortText
    document_number: DocumentNumber


class SignatureForm(Sent):
    """Which department signed, on which day."""

    department: Department
    day: date


class IssueForm(Sent):
    """Nothing but the decision."""


@service.get("/applications/joint-notices", may=EVERYONE, page="joint_notices.html", summary="Joint notices")
def joint_notices(call: Call, query: PageQuery) -> Shown[JointList]:
    whole = call.actor.role in WATCHERS
    return Shown(queries.joint_notices(call.home.store, whole=whole, after=query.after), _words(call))


@service.get("/applications/joint-notices/new", may=CITY, page="joint_form.html", summary="The form of a joint notice")
def joint_form(call: Call) -> Shown[Empty]:
    return Shown(Empty(), _schemes(call))


@service.post("/applications/joint-notices", may=CITY, form="joint_form.html", summary="Draw up a joint notice")
def draw_joint_notice_up(call: Call, body: JointForm) -> Done[NoticeBegun]:
    done = call.perform(draw_up, body.scheme_id, body.title, body.document_number)
    return Done(done, see=f"/applications/joint-notices/{done.notice_id}", status=201)


@service.get(
    "/applications/joint-notices/{joint_id}",
    may=EVERYONE,
    page="joint_notice.html",
    summary="One joint notice with its names",
    together=(JointNotice,),
)
def joint_notice(call: Call, joint_id: str, query: PageQuery) -> Shown[NamedJoint]:
    found = _joint(call, joint_id)
    if found.state is not JointState.ISSUED and call.actor.role not in WATCHERS:
        raise Unknown
    return Shown(queries.named_joint(call.home.store, found, query.after), _about(call, found))


@service.get(
    "/applications/joint-notices/{joint_id}/paper.docx",
    may=EVERYONE,
    summary="A joint notice that is out, as a Word document",
)
def joint_notice_docx(call: Call, joint_id: str) -> Document:
    # Imported where a paper is asked for: nobody else waits for the kit that writes them.
    from services.applications.papers.notices import joint_notice_paper
    from shared.web.docx_file import docx_file

    found = _joint(call, joint_id)
    if found.state is not JointState.ISSUED:
        raise Unknown
    return docx_file(found.title, joint_notice_paper(found, queries.lines_of(call.home.store, found.id)))


@service.get(
    "/applications/joint-notices/{joint_id}/countersign",
    may=CITY,
    page="countersign_form.html",
    summary="The form that notes a department's signature",
)
def countersign_form(call: Call, joint_id: str) -> Shown[Empty]:
    return Shown(Empty(), _signing(call))


@service.post(
    "/applications/joint-notices/{joint_id}/countersign",
    may=CITY,
    form="countersign_form.html",
    summary="Note a department's signature",
)
def countersign_joint_notice(call: Call, joint_id: str, body: SignatureForm) -> Done[NoticeBegun]:
    done = call.perform(countersign, joint_id, body.department, body.day)
    return Done(done, see=f"/applications/joint-notices/{joint_id}")


@service.post(
    "/applications/joint-notices/{joint_id}/issue",
    may=CITY,
    form="joint_notice.html",
    summary="Issue the notice: everybody cleared is appointed",
)
def issue_joint_notice(call: Call, joint_id: str, body: IssueForm) -> Done[NoticeBegun]:
    return Done(call.perform(issue, joint_id), see=f"/applications/joint-notices/{joint_id}")


def _joint(call: Call, joint_id: str) -> JointNotice:
    return call.load(JointNotice, joint_id, lambda _: Belongs())


@service.form_data("joint_form.html")
def _schemes(call: Call) -> dict[str, object]:
    return {"schemes": queries.schemes_with(call.home.store, Step.JOINT_NOTICE)}


@service.form_data("joint_notice.html")
def _again(call: Call) -> dict[str, object]:
    found = _joint(call, call.incoming.path.split("/")[3])
    return _about(call, found) | {"answer": queries.named_joint(call.home.store, found, None)}


@service.form_data("countersign_form.html")
def _signing(call: Call) -> dict[str, object]:
    found = _joint(call, call.incoming.path.split("/")[3])
    return {
        "action": call.incoming.path,
        "about": found.title,
        "offered": [(each.value, say(DEPARTMENTS[each], call.language)) for each in found.missing or Department],
        "today": beijing_date(call.now).isoformat(),
    }


def _about(call: Call, found: JointNotice) -> dict[str, object]:
    return _words(call) | {"missing": found.missing}


def _words(call: Call) -> dict[str, object]:
    return {"departments": DEPARTMENTS, "state_names": JOINT_STATES, "may_write": call.actor.role in CITY}
