"""The joint notice: countersigned by three departments, it appoints everybody who is cleared."""

from datetime import date

from services.applications.commands.deciding import pass_step
from services.applications.commands.noticing import NoticeBegun, begin_writing, claim_of
from services.applications.model.applications import Application, Status, StepNotAsked
from services.applications.model.notices import (
    Department,
    DocumentNumberClaim,
    JointNotice,
    JointState,
    NumberTaken,
    WritingClaim,
    line_of,
)
from services.applications.model.schemes import Scheme
from services.applications.model.steps import STEPS, Step
from shared import jobs
from shared.events.applications import JointNoticeIssued, NoticeStepDue
from shared.jobs import Job
from shared.work import Work

ISSUING = "joint notice"


def draw_up(work: Work, scheme_id: str, title: str, document_number: str) -> NoticeBegun:
    """Draw up a joint notice, to be countersigned. Raises Unknown, StepNotAsked, NumberTaken."""
    scheme = work.get(Scheme, scheme_id)
    if Step.JOINT_NOTICE not in scheme.steps:
        raise StepNotAsked(step=STEPS[Step.JOINT_NOTICE])
    if work.find(DocumentNumberClaim, document_number) is not None:
        raise NumberTaken(field="document_number", number=document_number)
    notice = JointNotice(
        id=work.new_id(),
        scheme=scheme_id,
        scheme_name=scheme.name,
        title=title,
        document_number=document_number,
        made_at=work.at,
    )
    work.put(notice, "drawn up")
    work.put(DocumentNumberClaim(id=document_number, notice=notice.id))
    return NoticeBegun(notice_id=notice.id)


def countersign(work: Work, notice_id: str, department: Department, day: date) -> NoticeBegun:
    """Note that a department signed. Raises Unknown, AlreadyIssued, AlreadyCountersigned."""
    work.put(work.get(JointNotice, notice_id).countersigned(department, day), f"countersigned by {department}")
    return NoticeBegun(notice_id=notice_id)


def issue(work: Work, notice_id: str) -> NoticeBegun:
    """Issue the notice: everybody cleared is appointed, name by name; it is public once the last is.

    Raises Unknown, AlreadyIssued, NotCountersigned, NoticeUnderway, NobodyWaits, TooManyNames.
    """
    notice = work.get(JointNotice, notice_id)
    issuing = notice.issuing(0)
    items = begin_writing(work, work.get(Scheme, notice.scheme), Step.JOINT_NOTICE, Status.CLEARED)
    work.put(issuing, "issuing")
    work.put(WritingClaim(id=claim_of(Step.JOINT_NOTICE, notice.scheme), notice=notice_id))
    jobs.begin(work, notice_id, ISSUING, items, NoticeStepDue)
    return NoticeBegun(notice_id=notice_id)


def appoint(work: Work, notice_id: str, application_id: str) -> None:
    """Appoint one commissioner; one who is not cleared any more is passed over."""
    application = work.get(Application, application_id)
    if application.status is not Status.CLEARED:
        return
    notice = work.get(JointNotice, notice_id)
    scheme = work.get(Scheme, application.scheme)
    work.put(line_of(notice_id, application))
    work.put(notice.changed(count=notice.count + 1), "name added")
    pass_step(work, application, Step.JOINT_NOTICE, scheme.steps, "appointed")


def finish_issue(work: Work, job: Job) -> None:
    """Let everybody read the notice."""
    notice = work.get(JointNotice, job.id)
    issued = work.put(notice.changed(state=JointState.ISSUED, issued_at=work.at), "issued")
    work.remove(work.get(WritingClaim, claim_of(Step.JOINT_NOTICE, notice.scheme)))
    work.tell(
        JointNoticeIssued(
            notice_id=issued.id,
            scheme_id=issued.scheme,
            document_number=issued.document_number,
            count=issued.count,
        ),
        about=issued,
    )
