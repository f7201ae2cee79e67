"""Reading entries and dispatches: one's own, a county's, the city's."""

from datetime import date, datetime

from services.outcomes.model.entries import Entry, Qualifier, State
from services.outcomes.model.parties import Commissioner, Dispatch
from shared.auth.actor import Actor, Reach, Role
from shared.store.port import Store
from shared.view import View
from shared.vocabulary import DeliveryMode, ServiceType


class ServiceView(View):
    """What was done in one service."""

    service_type: ServiceType
    delivery_mode: DeliveryMode


class OutcomeView(View):
    """What was achieved; `quantity` in the indicator's `unit` (money in fen)."""

    indicator: str
    name: str
    unit: str
    quantity: int
    qualifier: Qualifier
    patent_numbers: tuple[str, ...]


class EntryView(View):
    """One report: exactly one of `service` and `outcome` is there. `may_decide`: whether it waits for the reader."""

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


def entries(store: Store, actor: Actor, reach: Reach, state: State, after: str | None) -> EntryList:
    """One's own reports, what waits first and each with the newest first; for officers those in `state` by county."""
    if actor.role is Role.APPLICANT:
        page = store.query(Entry.by_commissioner, actor.person, descending=True, after=after)
    elif actor.role is Role.ENTERPRISE:
        page = store.query(Entry.by_host, actor.person, descending=True, after=after)
    elif reach is Reach.COUNTY:
        first, last = f"{actor.county}|", f"{actor.county}|~"
        page = store.query(Entry.by_state, state.value, after=after, first=first, last=last)
    else:
        page = store.query(Entry.by_state, state.value, after=after)
    return EntryList(items=[EntryView.of(each, actor) for each in page.items], next=page.next)


def dispatches(store: Store, actor: Actor, after: str | None) -> DispatchList:
    """The dispatches a commissioner may report on, the latest first."""
    page = store.query(Dispatch.by_commissioner, actor.person, descending=True, after=after)
    return DispatchList(items=[DispatchLine.of(each) for each in page.items], next=page.next)


def commissioner_of(store: Store, owner: str) -> Commissioner | None:
    """A person as a commissioner, of one scheme they were accepted in; None before that is known here."""
    found = store.query(Commissioner.by_owner, owner, limit=1).items
    return found[0] if found else None


def _decides(entry: Entry, actor: Actor) -> bool:
    if actor.role is Role.CITY_OFFICER:
        return not entry.parties.hosted
    return actor.role is Role.ENTERPRISE and actor.person == entry.parties.enterprise_owner


def _outcome(entry: Entry) -> OutcomeView | None:
    if entry.outcome is None:
        return None
    measure = entry.outcome.measure
    told = entry.outcome.model_dump(include={"indicator", "quantity", "qualifier", "patent_numbers"})
    return OutcomeView(name=measure.name, unit=measure.unit, **told)
