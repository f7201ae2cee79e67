"""Reviewing commissioners: asking reviewers, their points or refusals, and the bureau's choice."""

from pydantic import BaseModel

from services.applications.commands.applying import Receipt
from services.applications.commands.deciding import pass_step
from services.applications.commands.listing import keep_listed
from services.applications.model.applications import Application, Status, StepNotAsked
from services.applications.model.people import Person
from services.applications.model.reviews import (
    AlreadyReviewing,
    NotReviewed,
    Review,
    check_reviewer,
    with_points,
    with_reviewer,
    without_reviewer,
)
from services.applications.model.schemes import Scheme
from services.applications.model.steps import STEPS, Step, next_step
from shared.events.applications import (
    CommissionerNotSelected,
    CommissionerSelected,
    ReviewAssigned,
    ReviewDeclined,
    ReviewScored,
)
from shared.work import Work


class Reviewed(BaseModel, defer_build=True):
    """Which review it is."""

    review_id: str


class Chosen(BaseModel, defer_build=True):
    """How many were chosen."""

    count: int


def assign_reviewers(work: Work, application_id: str, reviewers: tuple[str, ...]) -> Receipt:
    """Ask reviewers to score a commissioner.

    Raises Unknown, WrongState, NotReviewer, ConflictOfInterest, AlreadyReviewing, ReviewersChosen.
    """
    application = work.get(Application, application_id)
    application.check_status(Status.REVIEWING)
    scheme = work.get(Scheme, application.scheme)
    for reviewer in dict.fromkeys(reviewers):
        person = work.get(Person, reviewer)
        check_reviewer(person, application)
        id = Review.id_of(application_id, reviewer)
        if work.find(Review, id) is not None:
            raise AlreadyReviewing(field="reviewers", name=person.name)
        application = with_reviewer(application, reviewer, scheme.reviews)
        work.put(
            Review(
                id=id,
                application=application_id,
                number=application.number,
                name=application.name,
                scheme=scheme.id,
                reviewer=reviewer,
                reviewer_name=person.name,
                rubric=scheme.rubric,
                assigned_at=work.at,
            ),
            "assigned",
        )
        work.tell(
            ReviewAssigned(
                review_id=id,
                application_id=application_id,
                number=application.number,
                reviewer=reviewer,
                name=application.name,
                enough=len(application.reviewing) >= scheme.reviews,
            ),
            about=application,
        )
    work.put(application, "reviewers assigned")
    return Receipt(application_id=application.id, number=application.number)


def score_review(work: Work, review_id: str, points: dict[str, int], comment: str) -> Reviewed:
    """Give a reviewer's points. Raises Unknown, WrongState, ReviewOver, PointsWrong."""
    review = work.get(Review, review_id)
    scored = work.put(review.scored(points, comment, work.at), "scored")
    application = work.get(Application, review.application)
    application.check_status(Status.REVIEWING)
    scheme = work.get(Scheme, application.scheme)
    counted = work.put(with_points(application, review.reviewer, scored.total), "review scored")
    work.tell(
        ReviewScored(complete=len(counted.scores) >= scheme.reviews, **_about(scored)),
        about=counted,
    )
    return Reviewed(review_id=review_id)


def decline_review(work: Work, review_id: str, reason: str) -> Reviewed:
    """Give a review back: a conflict of interest, or another reason. Raises Unknown, WrongState, ReviewOver."""
    review = work.get(Review, review_id)
    declined = work.put(review.declined(reason, work.at), "declined")
    application = work.get(Application, review.application)
    application.check_status(Status.REVIEWING)
    left = work.put(without_reviewer(application, review.reviewer), "review declined")
    work.tell(ReviewDeclined(**_about(declined)), about=left)
    return Reviewed(review_id=review_id)


def select_commissioners(work: Work, applications: tuple[str, ...]) -> Chosen:
    """Choose commissioners whose reviews are in, all of them or none.

    Raises Unknown, WrongState, NotReviewed.
    """
    chosen = dict.fromkeys(applications)
    for id in chosen:
        application, scheme = _reviewed(work, id)
        selected = pass_step(work, application, Step.REVIEW, scheme.steps, "selected")
        following = next_step(scheme.steps, Step.REVIEW)
        if following:
            work.tell(CommissionerSelected(waits_for=following, **_named(selected)), about=selected)
    return Chosen(count=len(chosen))


def leave_out(work: Work, application_id: str, reason: str) -> Receipt:
    """Do not choose a commissioner, for a reason they are told. Raises Unknown, WrongState, NotReviewed."""
    application, _ = _reviewed(work, application_id)
    left = refuse(work, application, reason, "not selected")
    return Receipt(application_id=left.id, number=left.number)


def refuse(work: Work, application: Application, reason: str, action: str) -> Application:
    """Stage that a commissioner is left out, and tell them why."""
    left = work.put(application.not_selected(reason, work.at), action)
    keep_listed(work, left.owner, application=left)
    work.tell(CommissionerNotSelected(**_named(left)), about=left)
    return left


def _reviewed(work: Work, id: str) -> tuple[Application, Scheme]:
    application = work.get(Application, id)
    scheme = work.get(Scheme, application.scheme)
    if Step.REVIEW not in scheme.steps:
        raise StepNotAsked(step=STEPS[Step.REVIEW])
    application.check_status(Status.REVIEWING)
    if len(application.scores) < scheme.reviews:
        raise NotReviewed(name=application.name, count=len(application.scores), most=scheme.reviews)
    return application, scheme


def _named(application: Application) -> dict[str, str]:
    return {
        "application_id": application.id,
        "number": application.number,
        "owner": application.owner,
        "name": application.name,
    }


def _about(review: Review) -> dict[str, str]:
    return {
        "review_id": review.id,
        "application_id": review.application,
        "number": review.number,
        "reviewer": review.reviewer,
        "name": review.name,
    }
