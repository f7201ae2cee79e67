"""Reading dispatches: one's own, a county's, all."""

from datetime import date, datetime
from typing import Any

from services.matching.model.dispatches import Dispatch
from shared.auth.actor import Actor, Reach, Role
from shared.store.port import Store
from shared.view import View


class DispatchLine(View):
    """A dispatch. `starts` and `ends` are its first and last day; `current` says whether it lasts today."""

    id: str
    proposal_id: str
    scheme_id: str
    scheme_name: str
    year: int
    county: str
    enterprise_id: str
    enterprise_name: str
    commissioner_id: str
    commissioner_name: str
    commissioner_kind: str
    people: int
    institution: str
    need_title: str
    starts: date
    ends: date
    current: bool

    @classmethod
    def of(cls, dispatch: Dispatch, today: date) -> "DispatchLine":
        return cls(**_dispatched(dispatch, today))


class DispatchList(View):
    """A page of dispatches."""

    items: list[DispatchLine]
    next: str | None = None


class DispatchView(DispatchLine):
    """One dispatch, whole."""

    need_text: str
    agreed_at: datetime

    @classmethod
    def of(cls, dispatch: Dispatch, today: date) -> "DispatchView":
        return cls(need_text=dispatch.need.text, agreed_at=dispatch.agreed_at, **_dispatched(dispatch, today))


def dispatches(store: Store, actor: Actor, reach: Reach, today: date, after: str | None) -> DispatchList:
    """One's own dispatches, the newest first; for officers those of their county, or all, by county and age."""
    if reach is Reach.OWN:
        index = Dispatch.of_enterprise if actor.role is Role.ENTERPRISE else Dispatch.of_commissioner
        page = store.query(index, actor.person, descending=True, after=after)
    elif reach is Reach.COUNTY:
        first, last = f"{actor.county}|", f"{actor.county}|~"
        page = store.query(Dispatch.everyone, "all", first=first, last=last, after=after)
    else:
        page = store.query(Dispatch.everyone, "all", after=after)
    return DispatchList(items=[DispatchLine.of(each, today) for each in page.items], next=page.next)


def _dispatched(dispatch: Dispatch, today: date) -> dict[str, Any]:
    shown = set(DispatchLine.model_fields) - {"need_title", "current"}
    current = dispatch.starts <= today <= dispatch.ends
    return {"need_title": dispatch.need.title, "current": current, **dispatch.model_dump(include=shown)}
