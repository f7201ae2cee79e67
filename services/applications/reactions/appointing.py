"""Desks by the steps between an application and an appointment: one task moves from desk to desk."""

from typing import Any

from services.applications.model.forms import Kind
from services.applications.model.steps import Step
from services.applications.model.worklist import CITY, Happened, What, officers_desk, organisation_desk, person_desk
from services.applications.reactions.applications import path_of, review_task, stands
from services.applications.reactions.desks import Desks
from shared.events.applications import (
    ApplicationAccepted,
    ApplicationEndorsed,
    ApplicationVerified,
    CommissionerCleared,
    CommissionerNoticed,
    CommissionerNotSelected,
    CommissionerSelected,
    JointNoticeIssued,
    ObjectionDecided,
    ObjectionRaised,
    PublicNoticePublished,
    ReviewAssigned,
    ReviewDeclined,
    ReviewScored,
)
from shared.events.envelope import Envelope
from shared.work import Work

WAITS_AS = {Step.REVIEW: What.ASSIGN, Step.PUBLIC_NOTICE: What.NOTICE, Step.JOINT_NOTICE: What.APPOINT}
"""What a commissioner who waits for a step is to the city's officers."""


def on_application_endorsed(work: Work, event: ApplicationEndorsed, envelope: Envelope) -> None:
    """It waits for the city's officers now."""
    desks = Desks(work, envelope)
    _moves(desks, event, envelope, What.REVIEW, Kind.COMMISSIONER)
    _tell(desks, event, Happened.ENDORSED, person_desk(event.owner), organisation_desk(event.institution), CITY)


def on_application_verified(work: Work, event: ApplicationVerified, envelope: Envelope) -> None:
    """It waits for the city's officers now."""
    desks = Desks(work, envelope)
    _moves(desks, event, envelope, What.REVIEW, Kind.ENTERPRISE)
    _tell(desks, event, Happened.VERIFIED, person_desk(event.owner), officers_desk(event.county), CITY)


def on_application_accepted(work: Work, event: ApplicationAccepted, envelope: Envelope) -> None:
    """A commissioner's is in, and waits for the scheme's next step."""
    desks = Desks(work, envelope)
    _moves(desks, event, envelope, WAITS_AS[Step(event.waits_for)], Kind.COMMISSIONER)
    desks.done(f"mend|{event.application_id}", version=envelope.subject_version)
    _stands(desks, event, envelope, Happened.ACCEPTED)
    desks.change(CITY, lambda desk: desk.numbering(event.scheme_id, f"{Kind.COMMISSIONER}|accepted"))


def on_review_assigned(work: Work, event: ReviewAssigned, envelope: Envelope) -> None:
    """A reviewer has something to score; with enough of them nothing waits for the officers meanwhile."""
    desks = Desks(work, envelope)
    path = f"/applications/reviews/{event.review_id}"
    desks.ask(f"score|{event.review_id}", What.SCORE, person_desk(event.reviewer), path, _about(event))
    if event.enough:
        desks.done(review_task(event.application_id), version=envelope.subject_version)


def on_review_scored(work: Work, event: ReviewScored, envelope: Envelope) -> None:
    """The reviewer is done; with the last of them the officers choose."""
    desks = Desks(work, envelope)
    desks.done(f"score|{event.review_id}")
    if event.complete:
        _moves(desks, event, envelope, What.SELECT, Kind.COMMISSIONER)
    _tell(desks, event, Happened.SCORED, CITY)


def on_review_declined(work: Work, event: ReviewDeclined, envelope: Envelope) -> None:
    """Another reviewer must be asked."""
    desks = Desks(work, envelope)
    desks.done(f"score|{event.review_id}")
    _moves(desks, event, envelope, What.ASSIGN, Kind.COMMISSIONER)
    _tell(desks, event, Happened.REVIEW_DECLINED, CITY)


def on_commissioner_selected(work: Work, event: CommissionerSelected, envelope: Envelope) -> None:
    """Chosen; the notice that follows waits to be made."""
    desks = Desks(work, envelope)
    _moves(desks, event, envelope, WAITS_AS[Step(event.waits_for)], Kind.COMMISSIONER)
    _stands(desks, event, envelope, Happened.SELECTED)


def on_commissioner_not_selected(work: Work, event: CommissionerNotSelected, envelope: Envelope) -> None:
    """Left out: it waits for nobody."""
    desks = Desks(work, envelope)
    desks.done(review_task(event.application_id), version=envelope.subject_version)
    _stands(desks, event, envelope, Happened.NOT_SELECTED)


def on_commissioner_noticed(work: Work, event: CommissionerNoticed, envelope: Envelope) -> None:
    """Public; time alone passes now."""
    desks = Desks(work, envelope)
    desks.done(review_task(event.application_id), version=envelope.subject_version)
    stands(desks, event, envelope, Happened.NOTICED, kind=Kind.COMMISSIONER, name=event.name)
    path = f"/applications/notices/{event.notice_id}"
    desks.tell(
        person_desk(event.owner), Happened.NOTICED, path,
        name=event.name, number=event.number, day=event.closes.isoformat(),
    )  # fmt: skip


def on_public_notice_published(work: Work, event: PublicNoticePublished, envelope: Envelope) -> None:
    """The city reads that it is out."""
    path = f"/applications/notices/{event.notice_id}"
    Desks(work, envelope).tell(CITY, Happened.NOTICE_PUBLISHED, path, title=event.title, count=str(event.count))


def on_objection_raised(work: Work, event: ObjectionRaised, envelope: Envelope) -> None:
    """The city's officers must decide on it."""
    desks, path = Desks(work, envelope), f"/applications/objections/{event.objection_id}"
    desks.ask(f"objection|{event.objection_id}", What.OBJECTION, CITY, path, {"name": event.name})
    desks.tell(CITY, Happened.OBJECTED, path, name=event.name)


def on_objection_decided(work: Work, event: ObjectionDecided, envelope: Envelope) -> None:
    """It waits for nobody; whoever objected reads what came of it."""
    desks, path = Desks(work, envelope), f"/applications/objections/{event.objection_id}"
    what = Happened.OBJECTION_UPHELD if event.upheld else Happened.OBJECTION_DISMISSED
    desks.done(f"objection|{event.objection_id}")
    for desk in (CITY, *((person_desk(event.objector),) if event.objector else ())):
        desks.tell(desk, what, path, name=event.name)


def on_commissioner_cleared(work: Work, event: CommissionerCleared, envelope: Envelope) -> None:
    """Nothing stands against it: the joint notice follows."""
    desks = Desks(work, envelope)
    _moves(desks, event, envelope, WAITS_AS[Step(event.waits_for)], Kind.COMMISSIONER)
    _stands(desks, event, envelope, Happened.CLEARED)


def on_joint_notice_issued(work: Work, event: JointNoticeIssued, envelope: Envelope) -> None:
    """The city reads that it is out."""
    path = f"/applications/joint-notices/{event.notice_id}"
    told = {"document_number": event.document_number, "count": str(event.count)}
    Desks(work, envelope).tell(CITY, Happened.JOINT_NOTICE_ISSUED, path, **told)


def _moves(desks: Desks, event: Any, envelope: Envelope, what: What, kind: Kind) -> None:
    """The application's one task goes to the city's officers as `what`, unless it is known to be further on."""
    desks.ask(
        review_task(event.application_id), what, CITY, path_of(event.application_id),
        _about(event) | {"kind": kind}, version=envelope.subject_version, county=getattr(event, "county", ""),
    )  # fmt: skip


def _stands(desks: Desks, event: Any, envelope: Envelope, what: Happened) -> None:
    stands(desks, event, envelope, what, kind=Kind.COMMISSIONER, name=event.name)
    _tell(desks, event, what, person_desk(event.owner), CITY)


def _tell(desks: Desks, event: Any, what: Happened, *to: str) -> None:
    for desk in to:
        desks.tell(desk, what, path_of(event.application_id), **_about(event))


def _about(event: Any) -> dict[str, str]:
    return {"name": event.name, "number": event.number}
