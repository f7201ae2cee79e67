"""Reading entries and dispatches: one's own, a county's, the city's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.outcomes.model.entries import Entry, Qualifier, State
from services.outcomes.model.parties import Commissioner, Dispatch
from shared.auth.actor import Actor, Reach, Role
from shared.store.port import Page, Store
from shared.store.sifted import sifted
from shared.view import View
from shared.vocabulary import DeliveryMode, ServiceType


class EntryKind(StrEnum):
    """What an entry reports."""

    SERVICE = "service"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class Wanted:
    """Which entries: in one state (officers always name one), of one kind, of one county, in which order."""

    descending: bool
    state: State | None = None
    kind: EntryKind | None = None
    county: str = ""
    after: str | None = None

    def keep(self, *, state_is_listed: bool) -> Callable[[Entry], bool] | None:
        """What no index tells: the kind; to both sides also yes and no apart, which stand together in their lists."""
        state = None if state_is_listed else self.state
        if self.kind is None and state is None:
            return None
        return lambda each: self.kind in (None, _kind(each)) and state in (None, each.state)


class ServiceView(View):
    """What was done in one service."""

    service_type: ServiceType
    delivery_mode: DeliveryMode
    evidence: str = ""


class OutcomeView(View):
    """What was achieved; `quantity` in the indicator's `unit` (money in fen)."""

    indicator: str
    name: str
    unit: str
    quantity: int
    qualifier: Qualifier
    patent_numbers: tuple[str, ...]


class EntryView(View):
    """One report: exactly one of `service` and `outcome` is there.

    `may_decide`: whether it waits for the reader's word as the host; `may_approve`: for the reader's as the county.
    """

    id: str
    state: State
    day: date
    text: str
    commissioner_name: str
    enterprise_name: str
    county: str
    year: int
    reported_at: datetime
    decided_at: datetime | None
    reason: str
    may_decide: bool
    may_approve: bool = False
    service: ServiceView | None = None
    outcome: OutcomeView | None = None

    @classmethod
    def of(cls, entry: Entry, actor: Actor) -> "EntryView":
        what = entry.service or entry.outcome
        if what is None:
            raise ValueError(f"entry {entry.id} is of neither kind")
        who = entry.parties.model_dump(include={"commissioner_name", "enterprise_name", "county", "year"})
        return cls(
            day=what.day,
            text=what.text,
            may_decide=entry.state is State.REPORTED and _decides(entry, actor),
            may_approve=entry.service is not None and entry.state is State.CONFIRMED and _approves(entry, actor),
            service=ServiceView.model_validate(entry.service, from_attributes=True) if entry.service else None,
            outcome=_outcome(entry),
            **who,
            **entry.model_dump(include={"id", "state", "reported_at", "decided_at", "reason"}),
        )


class EntryList(View):
    """A stretch of a list of reports."""

    items: list[EntryView]
    next: str | None = None


class DispatchLine(View):
    """A dispatch one may report on."""

    id: str
    scheme_name: str
    enterprise_name: str
    county: str
    starts: date
    ends: date

    @classmethod
    def of(cls, each: Dispatch) -> "DispatchLine":
        where = each.parties.model_dump(include={"enterprise_name", "county"})
        return cls(**where, **each.model_dump(include={"id", "scheme_name", "starts", "ends"}))


class DispatchList(View):
    """A stretch of one's dispatches."""

    items: list[DispatchLine]
    next: str | None = None


def entries(store: Store, actor: Actor, reach: Reach, wanted: Wanted) -> EntryList:
    """One's own reports, what waits first; for officers those in one state, by county and then by when reported."""
    page = _own(store, actor, wanted) if reach is Reach.OWN else _overseen(store, actor, reach, wanted)
    return EntryList(items=[EntryView.of(each, actor) for each in page.items], next=page.next)


def _own(store: Store, actor: Actor, wanted: Wanted) -> Page[Entry]:
    index = Entry.by_commissioner if actor.role is Role.APPLICANT else Entry.by_host
    waits = wanted.state is State.REPORTED
    first, last = (f"{int(waits)}|", f"{int(waits)}|~") if wanted.state else (None, None)
    keep = wanted.keep(state_is_listed=waits)
    return sifted(
        store, index, actor.person, keep, after=wanted.after, descending=wanted.descending, first=first, last=last
    )


def _overseen(store: Store, actor: Actor, reach: Reach, wanted: Wanted) -> Page[Entry]:
    partition = (wanted.state or State.REPORTED).value
    county = actor.county if reach is Reach.COUNTY else wanted.county
    # An officer without a county sees none, never all.
    bounded = reach is Reach.COUNTY or bool(county)
    first, last = (f"{county}|", f"{county}|~") if bounded else (None, None)
    keep = wanted.keep(state_is_listed=True)
    way = wanted.descending
    return sifted(store, Entry.by_state, partition, keep, after=wanted.after, descending=way, first=first, last=last)


def dispatches(store: Store, actor: Actor, after: str | None) -> DispatchList:
    """The dispatches a commissioner may report on, the latest first."""
    page = store.query(Dispatch.by_commissioner, actor.person, descending=True, after=after)
    return DispatchList(items=[DispatchLine.of(each) for each in page.items], next=page.next)


def commissioner_of(store: Store, owner: str) -> Commissioner | None:
    """A person as a commissioner, of one scheme they were accepted in; None before that is known here."""
    found = store.query(Commissioner.by_owner, owner, limit=1).items
    return found[0] if found else None


def _kind(entry: Entry) -> EntryKind:
    return EntryKind.SERVICE if entry.service else EntryKind.OUTCOME


def _decides(entry: Entry, actor: Actor) -> bool:
    if actor.role is Role.CITY_OFFICER:
        return not entry.parties.hosted
    return actor.role is Role.ENTERPRISE and actor.person == entry.parties.enterprise_owner


def _approves(entry: Entry, actor: Actor) -> bool:
    if actor.role is Role.CITY_OFFICER:
        return True
    return actor.role is Role.COUNTY_OFFICER and bool(actor.county) and actor.county == entry.parties.county


def _outcome(entry: Entry) -> OutcomeView | None:
    if entry.outcome is None:
        return None
    measure = entry.outcome.measure
    told = entry.outcome.model_dump(include={"indicator", "quantity", "qualifier", "patent_numbers"})
    return OutcomeView(name=measure.name, unit=measure.unit, **told)
