"""The public notice: written name by name, public for five working days, and what objections do to it."""

from datetime import datetime, time, timedelta
from typing import Any

from pydantic import BaseModel

from services.applications.commands.deciding import pass_step
from services.applications.commands.reviewing import refuse
from services.applications.model.applications import Application, Status, StepNotAsked
from services.applications.model.notices import (
    MOST_NAMES,
    AlreadyObjected,
    NobodyWaits,
    NoticeLine,
    NoticeState,
    NoticeUnderway,
    NotInNotice,
    Objection,
    PublicNotice,
    TooManyNames,
    WritingClaim,
    closing_day,
    line_of,
)
from services.applications.model.schemes import Scheme
from services.applications.model.steps import STEPS, Step, next_step
from shared import jobs
from shared.clock import BEIJING, beijing_date
from shared.due import Due
from shared.events.applications import (
    CommissionerCleared,
    CommissionerNoticed,
    NoticeStepDue,
    ObjectionDecided,
    ObjectionRaised,
    PublicNoticePublished,
)
from shared.jobs import Job, JobPart
from shared.language import N_
from shared.store.whole import every
from shared.work import Work

WRITING = "public notice"
CLOSING = "closing a public notice"
DUE = "notice"
UPHELD = N_("公示期间收到的异议经核实成立：{conclusion}")
"""Why somebody was left out, in the language of the record."""


class NoticeBegun(BaseModel, defer_build=True):
    """The notice that is being written."""

    notice_id: str


class ObjectionKept(BaseModel, defer_build=True):
    """Which objection it is."""

    objection_id: str


def publish_notice(work: Work, scheme_id: str, title: str) -> NoticeBegun:
    """Begin a notice of everybody selected in a scheme; it is public once the last name is in.

    Raises Unknown, StepNotAsked, NoticeUnderway, NobodyWaits, TooManyNames, HolidaysUnknown.
    """
    scheme = work.get(Scheme, scheme_id)
    items = begin_writing(work, scheme, Step.PUBLIC_NOTICE, Status.SELECTED)
    notice = PublicNotice(
        id=work.new_id(),
        scheme=scheme_id,
        scheme_name=scheme.name,
        title=title,
        count=0,
        opened_on=beijing_date(work.at),
        closes=closing_day(work.at),
    )
    work.put(notice, "begun")
    work.put(WritingClaim(id=claim_of(Step.PUBLIC_NOTICE, scheme_id), notice=notice.id))
    jobs.begin(work, notice.id, WRITING, items, NoticeStepDue)
    return NoticeBegun(notice_id=notice.id)


def begin_writing(work: Work, scheme: Scheme, step: Step, status: Status) -> list[dict[str, Any]]:
    """The names a notice of `step` is about. Raises StepNotAsked, NoticeUnderway, NobodyWaits, TooManyNames."""
    if step not in scheme.steps:
        raise StepNotAsked(step=STEPS[step])
    if work.find(WritingClaim, claim_of(step, scheme.id)) is not None:
        raise NoticeUnderway
    everyone = every(work, Application.by_status, status.value)
    waiting = [each.id for each in everyone if each.scheme == scheme.id]
    if not waiting:
        raise NobodyWaits
    if len(waiting) > MOST_NAMES:
        raise TooManyNames(most=MOST_NAMES)
    return [{"application": id} for id in waiting]


def claim_of(step: Step, scheme_id: str) -> str:
    """The id of the claim that a notice of this step is being written."""
    return f"{step}|{scheme_id}"


def write_line(work: Work, notice_id: str, application_id: str) -> None:
    """Put one name into the notice; one that moved on meanwhile is passed over."""
    application = work.get(Application, application_id)
    if application.status is not Status.SELECTED:
        return
    notice = work.get(PublicNotice, notice_id)
    work.put(line_of(notice_id, application))
    noticed = work.put(application.changed(status=Status.NOTICED, notice=notice_id), "noticed")
    work.put(notice.changed(count=notice.count + 1), "name added")
    work.tell(
        CommissionerNoticed(
            application_id=noticed.id,
            number=noticed.number,
            owner=noticed.owner,
            name=noticed.name,
            notice_id=notice_id,
            closes=notice.closes,
        ),
        about=noticed,
    )


def open_notice(work: Work, job: Job) -> None:
    """Let everybody read a notice that is whole, and note when it is over."""
    notice = work.get(PublicNotice, job.id)
    public = work.put(notice.changed(state=NoticeState.PUBLIC), "published")
    work.remove(work.get(WritingClaim, claim_of(Step.PUBLIC_NOTICE, notice.scheme)))
    over = datetime.combine(public.closes + timedelta(days=1), time.min, BEIJING)
    work.put(Due(id=f"{DUE}/{public.id}", at=over, what=DUE, about=public.id))
    work.tell(
        PublicNoticePublished(
            notice_id=public.id,
            scheme_id=public.scheme,
            title=public.title,
            count=public.count,
            closes=public.closes,
        ),
        about=public,
    )


def close_notice(work: Work, due_id: str) -> None:
    """End a notice whose days are over, and let everybody on against whom nothing stands."""
    due = work.find(Due, due_id)
    if due is None:
        return
    work.remove(due)
    notice = work.get(PublicNotice, due.about)
    work.put(notice.changed(state=NoticeState.OVER), "over")
    written = work.get(Job, notice.id)
    items = [item for number in _parts(written) for item in work.get(JobPart, f"{written.id}/{number}").items]
    jobs.begin(work, f"{notice.id}-closing", CLOSING, items, NoticeStepDue)


def clear_commissioner(work: Work, application_id: str) -> None:
    """Let a commissioner on after the notice, unless an objection is open or was upheld."""
    application = work.get(Application, application_id)
    if application.status is Status.NOTICED and not application.objections:
        _clear(work, application)


def raise_objection(work: Work, notice_id: str, application_id: str, name: str, text: str) -> ObjectionKept:
    """Object to a name of a public notice, in writing, under one's own name.

    Raises Unknown, NoticeOver, NotInNotice, WrongState, AlreadyObjected.
    """
    id = f"{notice_id}-{application_id}-{work.by.person}"
    if work.find(Objection, id) is not None:
        raise AlreadyObjected
    return _object(work, id, notice_id, application_id, person=work.by.person, name=name, text=text)


def note_objection(
    work: Work, notice_id: str, application_id: str, name: str, contact: str, text: str
) -> ObjectionKept:
    """Note an objection that came on paper. Raises Unknown, NoticeOver, NotInNotice, WrongState."""
    return _object(work, work.new_id(), notice_id, application_id, name=name, contact=contact, text=text)


def decide_objection(work: Work, objection_id: str, upheld: bool, conclusion: str) -> ObjectionKept:
    """Decide on an objection. One upheld keeps the appointment from being made. Raises Unknown, ObjectionOver."""
    objection = work.get(Objection, objection_id)
    decided = work.put(objection.decided(upheld, conclusion, work.at), "decided")
    application = work.get(Application, objection.application)
    left = work.put(application.changed(objections=application.objections - 1), "objection decided")
    over = work.get(PublicNotice, objection.notice).state is NoticeState.OVER
    if left.status is Status.NOTICED and upheld:
        refuse(work, left, UPHELD.format(conclusion=conclusion), "objection upheld")
    elif left.status is Status.NOTICED and over and not left.objections:
        _clear(work, left)
    work.tell(
        ObjectionDecided(
            objection_id=decided.id,
            notice_id=decided.notice,
            application_id=decided.application,
            name=decided.about,
            objector=decided.person,
            upheld=upheld,
        ),
        about=decided,
    )
    return ObjectionKept(objection_id=decided.id)


def _object(work: Work, id: str, notice_id: str, application_id: str, **said: Any) -> ObjectionKept:
    notice = work.get(PublicNotice, notice_id)
    notice.check_open(work.at)
    # A notice that ends at this moment is read again.
    work.require(notice)
    line = work.find(NoticeLine, NoticeLine.id_of(notice_id, application_id))
    if line is None:
        raise NotInNotice
    application = work.get(Application, application_id)
    application.check_status(Status.NOTICED)
    work.put(application.changed(objections=application.objections + 1), "objection raised")
    objection = Objection(
        id=id, notice=notice_id, application=application_id, about=line.name, raised_at=work.at, **said
    )
    work.put(objection, "raised")
    work.tell(
        ObjectionRaised(objection_id=id, notice_id=notice_id, application_id=application_id, name=line.name),
        about=objection,
    )
    return ObjectionKept(objection_id=id)


def _clear(work: Work, application: Application) -> None:
    scheme = work.get(Scheme, application.scheme)
    cleared = pass_step(work, application, Step.PUBLIC_NOTICE, scheme.steps, "cleared")
    following = next_step(scheme.steps, Step.PUBLIC_NOTICE)
    if following:
        work.tell(
            CommissionerCleared(
                application_id=cleared.id,
                number=cleared.number,
                owner=cleared.owner,
                name=cleared.name,
                waits_for=following,
            ),
            about=cleared,
        )


def _parts(job: Job) -> range:
    return range(-(-job.total // jobs.ITEMS_A_PART))
