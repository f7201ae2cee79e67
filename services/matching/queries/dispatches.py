"""Reading dispatches: one's own, a county's, all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.matching.model.dispatches import Dispatch
from shared.auth.actor import Actor, Reach, Role
from shared.store.port import Store
from shared.store.sifted import sifted
from shared.store.whole import every
from shared.view import View


class Lasting(StrEnum):
    """Whether a dispatch lasts today or is over."""

    CURRENT = "current"
    ENDED = "ended"


@dataclass(frozen=True)
class Wanted:
    """Which dispatches: in which order (by when both sides agreed, or by county), of which county, how they stand."""

    descending: bool
    state: Lasting | None = None
    county: str = ""
    after: str | None = None
    looked_after: bool | None = None
    """Whether the bureau has named its liaison."""
    signed: bool | None = None
    """Whether all three have signed the agreement."""

    def keep(self, today: date) -> Callable[[Dispatch], bool] | None:
        """What no index tells: how they stand today; one that has not begun counts as current."""
        wanted: list[Callable[[Dispatch], bool]] = []
        if self.state is not None:
            wanted.append(lambda each: each.lasts(today) is (self.state is Lasting.CURRENT))
        if self.looked_after is not None:
            wanted.append(lambda each: each.looked_after is self.looked_after)
        if self.signed is not None:
            wanted.append(lambda each: (each.agreement_signed_at is not None) is self.signed)
        return (lambda each: all(keeps(each) for keeps in wanted)) if wanted else None


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
    agreed_at: datetime
    agreement_signed_at: datetime | None
    leader: str
    section: str
    ended_on: date | None
    end_reason: str
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
    end_note: str
    asked_by: str

    @classmethod
    def of(cls, dispatch: Dispatch, today: date) -> "DispatchView":
        said = dispatch.model_dump(include={"end_note", "asked_by"})
        return cls(need_text=dispatch.need.text, **said, **_dispatched(dispatch, today))


def dispatches(store: Store, actor: Actor, reach: Reach, today: date, wanted: Wanted) -> DispatchList:
    """One's own dispatches or a county's, by age; for those who see all of them, by county and then by age."""
    bounds: tuple[str, str] | tuple[None, None] = (None, None)
    partition, listed = "all", Dispatch.everyone
    county = actor.county if reach is Reach.COUNTY else wanted.county
    if reach is Reach.OWN:
        partition = actor.person
        listed = Dispatch.of_enterprise if actor.role is Role.ENTERPRISE else Dispatch.of_commissioner
    elif reach is Reach.COUNTY or county:
        bounds = (f"{county}|", f"{county}|~")
    first, last = bounds
    way = wanted.descending
    page = sifted(
        store, listed, partition, wanted.keep(today), after=wanted.after, descending=way, first=first, last=last
    )
    return DispatchList(items=[DispatchLine.of(each, today) for each in page.items], next=page.next)


def past_their_term(store: Store, today: date) -> Iterator[str]:
    """The ids of dispatches whose last day is before `today` and that have not ended.

    Every dispatch there ever was is looked at: a few hundred a year, so some reads a night, for one index less.
    """
    everyone = every(store, Dispatch.everyone, "all")
    return (each.id for each in everyone if each.ended_on is None and each.ends < today)


def _dispatched(dispatch: Dispatch, today: date) -> dict[str, Any]:
    shown = set(DispatchLine.model_fields) - {"need_title", "current"}
    current = dispatch.starts <= today and dispatch.lasts(today)
    return {"need_title": dispatch.need.title, "current": current, **dispatch.model_dump(include=shown)}
