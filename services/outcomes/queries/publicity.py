"""Reading press coverage and meetings."""

from datetime import date

from services.outcomes.model.publicity import Coverage, Rally
from shared.store.port import Store
from shared.view import View


class CoverageView(View):
    """One item of the press, counted under the programme's `year` unless it was withdrawn."""

    id: str
    year: int
    medium: str
    title: str
    day: date
    link: str
    withdrawn: bool


class CoverageList(View):
    """A stretch of the list."""

    items: list[CoverageView]
    next: str | None = None


class RallyView(View):
    """One meeting, counted under the programme's `year` unless it was withdrawn."""

    id: str
    year: int
    day: date
    place: str
    leaders: str
    attendance: str
    speakers: str
    withdrawn: bool


class RallyList(View):
    """A stretch of the list."""

    items: list[RallyView]
    next: str | None = None


def coverage(store: Store, after: str | None) -> CoverageList:
    """What the press told, the newest year first."""
    page = store.query(Coverage.by_day, "all", descending=True, after=after, limit=30)
    shown = set(CoverageView.model_fields)
    return CoverageList(items=[CoverageView(**each.model_dump(include=shown)) for each in page.items], next=page.next)


def rallies(store: Store, after: str | None) -> RallyList:
    """The meetings, the newest year first."""
    page = store.query(Rally.by_day, "all", descending=True, after=after, limit=30)
    shown = set(RallyView.model_fields)
    return RallyList(items=[RallyView(**each.model_dump(include=shown)) for each in page.items], next=page.next)
