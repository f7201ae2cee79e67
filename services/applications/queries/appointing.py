"""Reviews, notices and objections as pages and programs read them."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice

from services.applications.model.applications import Application, Status
from services.applications.model.notices import (
    Countersignature,
    JointNotice,
    JointState,
    NoticeLine,
    NoticeState,
    Objection,
    ObjectionState,
    PublicNotice,
)
from services.applications.model.reviews import Review, ReviewState, mean_tenths
from services.applications.model.schemes import Scheme
from services.applications.model.steps import Criterion, Step
from shared.store.port import Store
from shared.store.whole import every
from shared.view import View

SHOWN = 30
"""Lines on a page."""
SCHEMES_OFFERED = 20
"""Schemes a form lets somebody choose from."""
CHOSEN_AT_ONCE = 20
"""Commissioners chosen in one commit, which holds four rows for each and a hundred in all."""


class ReviewView(View):
    """One review. `points` by criterion, `total` of a hundred."""

    id: str
    application: str
    number: str
    name: str
    state: ReviewState
    assigned_at: datetime
    rubric: tuple[Criterion, ...]
    points: Mapping[str, int]
    total: int
    comment: str

    @classmethod
    def of(cls, review: Review) -> "ReviewView":
        return cls(total=review.total, **review.model_dump(include=set(cls.model_fields) - {"total"}))


class ReviewList(View):
    """A page of a reviewer's reviews."""

    items: list[ReviewView]
    next: str | None = None


class CandidateView(View):
    """A commissioner under review: how many points are in, and their mean in tenths of a point."""

    id: str
    number: str
    name: str
    institution: str
    asked: int
    scored: int
    mean_tenths: int | None


class CandidateList(View):
    """A page of commissioners under review."""

    items: list[CandidateView]
    next: str | None = None


class NoticeView(View):
    """A public notice."""

    id: str
    scheme_name: str
    title: str
    state: NoticeState
    count: int
    opened_on: date
    closes: date


class NoticeList(View):
    """A page of public notices."""

    items: list[NoticeView]
    next: str | None = None


class LineView(View):
    """One name of a notice."""

    application: str
    number: str
    name: str
    institution: str
    discipline: str
    team: bool
    people: int


class NamedNotice(NoticeView):
    """A public notice with a page of its names."""

    items: list[LineView]
    next: str | None = None


class JointView(View):
    """A joint notice."""

    id: str
    scheme_name: str
    title: str
    document_number: str
    state: JointState
    signed: tuple[Countersignature, ...]
    count: int
    issued_at: datetime | None


class JointList(View):
    """A page of joint notices."""

    items: list[JointView]
    next: str | None = None


class NamedJoint(JointView):
    """A joint notice with a page of its names."""

    items: list[LineView]
    next: str | None = None


class ObjectionView(View):
    """An objection. Who raised it, the bureau and they themselves alone read."""

    id: str
    notice: str
    application: str
    about: str
    name: str
    contact: str
    on_paper: bool
    text: str
    raised_at: datetime
    state: ObjectionState
    conclusion: str
    decided_at: datetime | None

    @classmethod
    def of(cls, objection: Objection) -> "ObjectionView":
        kept = set(cls.model_fields) - {"on_paper"}
        return cls(on_paper=not objection.person, **objection.model_dump(include=kept))


class ObjectionList(View):
    """A page of objections."""

    items: list[ObjectionView]
    next: str | None = None


def reviews_of(store: Store, reviewer: str, after: str | None) -> ReviewList:
    """A reviewer's own, the newest first."""
    page = store.query(Review.of_reviewer, reviewer, after=after, limit=SHOWN, descending=True)
    return ReviewList(items=[ReviewView.of(each) for each in page.items], next=page.next)


def candidates(store: Store, after: str | None) -> CandidateList:
    """Who is under review, those who came first before the others."""
    page = store.query(Application.by_status, Status.REVIEWING.value, after=after, limit=CHOSEN_AT_ONCE)
    return CandidateList(items=[_candidate(each) for each in page.items], next=page.next)


def notices(store: Store, after: str | None) -> NoticeList:
    """Public notices, the newest first."""
    page = store.query(PublicNotice.listed, "public", after=after, limit=SHOWN, descending=True)
    return NoticeList(items=[_notice(each) for each in page.items], next=page.next)


def named_notice(store: Store, notice: PublicNotice, after: str | None) -> NamedNotice:
    """A notice with a page of its names; while it is being written it has none for anybody."""
    items, following = _lines(store, notice.id, after) if notice.state is not NoticeState.WRITING else ([], None)
    return NamedNotice(items=items, next=following, **dict(_notice(notice)))


def joint_notices(store: Store, *, whole: bool, after: str | None) -> JointList:
    """Joint notices, the newest first: those issued, or for the bureau (`whole`) all."""
    index, partition = (JointNotice.listed, "joint") if whole else (JointNotice.issued, "issued")
    page = store.query(index, partition, after=after, limit=SHOWN, descending=True)
    return JointList(items=[_joint(each) for each in page.items], next=page.next)


def named_joint(store: Store, notice: JointNotice, after: str | None) -> NamedJoint:
    """A joint notice with a page of its names, once it is out."""
    items, following = _lines(store, notice.id, after) if notice.state is JointState.ISSUED else ([], None)
    return NamedJoint(items=items, next=following, **dict(_joint(notice)))


def lines_of(store: Store, notice_id: str) -> Iterator[NoticeLine]:
    """All names of a notice, teams first."""
    return every(store, NoticeLine.of_notice, notice_id)


def objections(store: Store, state: ObjectionState, after: str | None) -> ObjectionList:
    """Objections in one state, the oldest first."""
    page = store.query(Objection.by_state, state.value, after=after, limit=SHOWN)
    return ObjectionList(items=[ObjectionView.of(each) for each in page.items], next=page.next)


def schemes_with(store: Store, step: Step) -> list[tuple[str, str]]:
    """The newest schemes that ask for a step, however many without it came after: (id, name)."""
    asking = (each for each in every(store, Scheme.published, "published", descending=True) if step in each.steps)
    return [(each.id, each.name) for each in islice(asking, SCHEMES_OFFERED)]


def _lines(store: Store, notice: str, after: str | None) -> tuple[list[LineView], str | None]:
    page = store.query(NoticeLine.of_notice, notice, after=after, limit=SHOWN)
    return [LineView(**each.model_dump(include=set(LineView.model_fields))) for each in page.items], page.next


def _notice(notice: PublicNotice) -> NoticeView:
    return NoticeView(**notice.model_dump(include=set(NoticeView.model_fields)))


def _joint(notice: JointNotice) -> JointView:
    return JointView(**notice.model_dump(include=set(JointView.model_fields)))


def _candidate(each: Application) -> CandidateView:
    return CandidateView(
        id=each.id,
        number=each.number,
        name=each.name,
        institution=each.institution,
        asked=len(each.reviewing),
        scored=len(each.scores),
        mean_tenths=mean_tenths(each),
    )
