"""An expert's review of a commissioner: points by the scheme's rubric, and conflicts of interest, which are refused."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from services.applications.model.applications import Application, Reviewing
from services.applications.model.people import Person
from services.applications.model.steps import Criterion
from shared.auth.actor import Belongs, Role, organisation_key
from shared.language import N_
from shared.rules import Invalid, RuleBroken
from shared.store.record import Index, Record


class NotReviewer(Invalid):
    """Only who has the role is asked."""

    says = N_("“{name}”不是评审专家")


class ConflictOfInterest(Invalid):
    """Nobody judges their own institution's people, or themselves."""

    says = N_("“{name}”与申报人同属一个单位，须回避")


class ReviewersChosen(RuleBroken):
    """A scheme says how many review."""

    says = N_("本批次每份申报由 {most} 位专家评审，已指派 {count} 位")


class AlreadyReviewing(Invalid):
    """One is asked once."""

    says = N_("“{name}”已被指派或已回避这份申报")


class NotReviewed(RuleBroken):
    """Nobody is chosen before all their reviews are in."""

    says = N_("“{name}”的评审尚未完成（{count}/{most}），不能确定是否选派")


class ReviewOver(RuleBroken):
    """Points are given once; what is declined stays so."""

    says = N_("这份评审已提交或已回避，不能更改")


class PointsWrong(Invalid):
    """Every criterion has points between 0 and its own."""

    says = N_("“{name}”请填写 0 至 {most} 的整数")


class ReviewState(StrEnum):
    """Where a review stands."""

    ASSIGNED = "assigned"
    SCORED = "scored"
    DECLINED = "declined"


REVIEW_STATES = {
    ReviewState.ASSIGNED: N_("待评审"),
    ReviewState.SCORED: N_("已评审"),
    ReviewState.DECLINED: N_("已回避"),
}


class Review(Record):
    """One reviewer's judgement of one application, by the rubric as it was when they were asked."""

    audited: ClassVar[bool] = True

    application: str
    number: str
    name: str
    scheme: str
    reviewer: str
    reviewer_name: str
    rubric: tuple[Criterion, ...]
    state: ReviewState = ReviewState.ASSIGNED
    assigned_at: datetime
    decided_at: datetime | None = None
    points: dict[str, int] = Field(default_factory=dict)
    comment: str = ""

    of_reviewer: ClassVar[Index["Review"]] = Index(
        partition=lambda each: each.reviewer, sort=lambda each: each.assigned_at.isoformat()
    )

    @staticmethod
    def id_of(application: str, reviewer: str) -> str:
        """One review per application and reviewer."""
        return f"{application}-{reviewer}"

    def belongs(self) -> Belongs:
        return Belongs(people=frozenset({self.reviewer}))

    def scored(self, points: Mapping[str, int], comment: str, now: datetime) -> "Review":
        """The review with its points, by criterion. Raises ReviewOver, PointsWrong."""
        self._check_open()
        for criterion in self.rubric:
            given = points.get(criterion.name)
            if given is None or not 0 <= given <= criterion.points:
                raise PointsWrong(field="points", name=criterion.name, most=criterion.points)
        kept = {each.name: points[each.name] for each in self.rubric}
        return self.changed(state=ReviewState.SCORED, decided_at=now, points=kept, comment=comment)

    def declined(self, reason: str, now: datetime) -> "Review":
        """The review, given back for a reason. Raises ReviewOver."""
        self._check_open()
        return self.changed(state=ReviewState.DECLINED, decided_at=now, comment=reason)

    @property
    def total(self) -> int:
        """The points given, of a hundred."""
        return sum(self.points.values())

    def _check_open(self) -> None:
        if self.state is not ReviewState.ASSIGNED:
            raise ReviewOver


def check_reviewer(person: Person, application: Application) -> None:
    """Raises NotReviewer, ConflictOfInterest."""
    if person.role is not Role.REVIEWER:
        raise NotReviewer(field="reviewers", name=person.name)
    if conflicts(person, application):
        raise ConflictOfInterest(field="reviewers", name=person.name)


def conflicts(person: Person, application: Application) -> bool:
    """Whether somebody may not judge an application: their own, or of their institution."""
    same = organisation_key(person.organisation) == organisation_key(application.institution)
    return person.id == application.owner or (bool(person.organisation) and same)


def with_reviewer(application: Application, reviewer: str, most: int) -> Application:
    """The application with a reviewer more. Raises ReviewersChosen."""
    if len(application.reviewing) >= most:
        raise ReviewersChosen(most=most, count=len(application.reviewing))
    return application.changed(reviewing=(*application.reviewing, Reviewing(reviewer=reviewer)))


def with_points(application: Application, reviewer: str, total: int) -> Application:
    """The application with a reviewer's points."""
    seen = (
        each.model_copy(update={"tenths": total * 10}) if each.reviewer == reviewer else each
        for each in application.reviewing
    )
    return application.changed(reviewing=tuple(seen))


def without_reviewer(application: Application, reviewer: str) -> Application:
    """The application without a reviewer who declined."""
    return application.changed(reviewing=tuple(each for each in application.reviewing if each.reviewer != reviewer))


def mean_tenths(application: Application) -> int | None:
    """The mean of the points given, in tenths, halves up; None before there are any."""
    scores = application.scores
    return (2 * sum(scores) + len(scores)) // (2 * len(scores)) if scores else None
