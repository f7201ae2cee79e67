"""Reading visits, and the dispatches that may be visited: one's own, a county's, all."""

from datetime import date, datetime

from services.outcomes.model.parties import Dispatch
from services.outcomes.model.visits import Visit
from services.outcomes.queries.entries import DispatchLine
from shared.auth.actor import Actor, Reach, Role
from shared.store.port import Store
from shared.store.sifted import sifted
from shared.view import View


class VisitView(View):
    """One visit."""

    id: str
    dispatch_id: str
    enterprise_name: str
    commissioner_name: str
    county: str
    day: date
    visitors: str
    findings: str
    follow_up: str
    recorded_by: str
    recorded_at: datetime

    @classmethod
    def of(cls, visit: Visit) -> "VisitView":
        where = visit.parties.model_dump(include={"enterprise_name", "commissioner_name", "county"})
        told = {"id", "day", "visitors", "findings", "follow_up", "recorded_by", "recorded_at"}
        return cls(dispatch_id=visit.dispatch, **where, **visit.model_dump(include=told))


class VisitList(View):
    """A stretch of a list of visits."""

    items: list[VisitView]
    next: str | None = None


class VisitableLine(DispatchLine):
    """A dispatch that may be visited, with who is sent there."""

    commissioner_name: str


class VisitableList(View):
    """A stretch of the dispatches that may be visited."""

    items: list[VisitableLine]
    next: str | None = None


def visits(store: Store, actor: Actor, reach: Reach, county: str, after: str | None) -> VisitList:
    """Visits to one's own dispatches, the newest first; to officers by county, and within each by day."""
    if reach is Reach.OWN:
        index = Visit.by_host if actor.role is Role.ENTERPRISE else Visit.by_commissioner
        page = store.query(index, actor.person, after=after, descending=True)
    else:
        first, last = _stretch(actor, reach, county)
        page = store.query(Visit.by_county, "all", after=after, first=first, last=last)
    return VisitList(items=[VisitView.of(each) for each in page.items], next=page.next)


def visitable(store: Store, actor: Actor, reach: Reach, name: str, after: str | None) -> VisitableList:
    """Dispatches by county; `name` is part of the enterprise's or the commissioner's name."""
    first, last = _stretch(actor, reach, "")
    keep = (lambda each: name in f"{each.parties.enterprise_name}\n{each.parties.commissioner_name}") if name else None
    page = sifted(store, Dispatch.by_county, "all", keep, after=after, first=first, last=last)
    items = [
        VisitableLine(commissioner_name=each.parties.commissioner_name, **DispatchLine.of(each).model_dump())
        for each in page.items
    ]
    return VisitableList(items=items, next=page.next)


def _stretch(actor: Actor, reach: Reach, county: str) -> tuple[str | None, str | None]:
    """The stretch of an index by county somebody reads. An officer without a county sees none, never all."""
    wanted = actor.county if reach is Reach.COUNTY else county
    return (f"{wanted}|", f"{wanted}|~") if reach is Reach.COUNTY or wanted else (None, None)
