"""Schemes as pages and programs read them."""

from datetime import date, datetime

from services.applications.model.schemes import Scheme
from services.applications.model.steps import Criterion, Step
from shared.store.port import Store
from shared.view import View


class SchemeView(View):
    """A published scheme. Money in fen, term in months, dates in China's time."""

    id: str
    name: str
    year: int
    opens: date
    closes: date
    open_now: bool
    term_months: int
    most_enterprises: int
    funding_fen: int
    funding_per: str
    parts: dict[str, str]
    steps: tuple[Step, ...] = ()
    rubric: tuple[Criterion, ...] = ()
    reviews: int = 0

    @classmethod
    def of(cls, scheme: Scheme, now: datetime) -> "SchemeView":
        return cls(open_now=scheme.is_open(now), **scheme.model_dump(include=set(cls.model_fields) - {"open_now"}))


class SchemeList(View):
    """A page of schemes."""

    items: list[SchemeView]
    next: str | None = None


def schemes(store: Store, now: datetime, after: str | None = None, limit: int = 20) -> SchemeList:
    """Published schemes, the newest window first."""
    page = store.query(Scheme.published, "published", descending=True, after=after, limit=limit)
    return SchemeList(items=[SchemeView.of(each, now) for each in page.items], next=page.next)
