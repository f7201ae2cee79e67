"""What pages and programs read."""

from datetime import date, datetime

from services.applications.model.applications import Application, Correction, Kind, Status
from services.applications.model.people import Person
from services.applications.model.schemes import Scheme
from shared.auth.actor import PEOPLE, Actor, Reach, Role
from shared.store.port import LARGEST_PAGE, Page, Store
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

    @classmethod
    def of(cls, scheme: Scheme, now: datetime) -> "SchemeView":
        return cls(open_now=scheme.is_open(now), **scheme.model_dump(include=set(cls.model_fields) - {"open_now"}))


class SchemeList(View):
    """A page of schemes."""

    items: list[SchemeView]
    next: str | None = None


class ApplicationLine(View):
    """An application in a list."""

    id: str
    number: str
    kind: Kind
    name: str
    county: str
    status: Status
    submitted_at: datetime

    @classmethod
    def of(cls, each: Application) -> "ApplicationLine":
        return cls(
            id=each.id,
            number=each.number,
            kind=each.form_kind,
            name=each.name,
            county=each.county,
            status=each.status,
            submitted_at=each.submitted_at,
        )


class ApplicationList(View):
    """A page of applications."""

    items: list[ApplicationLine]
    next: str | None = None


class ApplicationView(ApplicationLine):
    """One application, whole."""

    scheme: str
    corrections: tuple[Correction, ...]
    decided_at: datetime | None
    form: dict[str, object]

    @classmethod
    def of(cls, each: Application) -> "ApplicationView":
        sent = each.enterprise or each.commissioner
        return cls(
            kind=each.form_kind,
            name=each.name,
            form=sent.model_dump(mode="json") if sent else {},
            **each.model_dump(
                include={"id", "number", "county", "status", "submitted_at", "scheme", "corrections", "decided_at"}
            ),
        )


class PersonLine(View):
    """Somebody in the administrator's list, their contacts masked."""

    id: str
    name: str
    role: Role
    organisation: str
    county: str
    email: str
    phone: str


class PersonList(View):
    """A page of people."""

    items: list[PersonLine]
    next: str | None = None


def schemes(store: Store, now: datetime, after: str | None = None, limit: int = 20) -> SchemeList:
    """Published schemes, the newest window first."""
    page = store.query(Scheme.published, "published", descending=True, after=after, limit=limit)
    return SchemeList(items=[SchemeView.of(each, now) for each in page.items], next=page.next)


def inbox(store: Store, actor: Actor, reach: Reach, status: Status, after: str | None) -> ApplicationList:
    """Applications in one state: those of an officer's county, or all, the longest waiting first."""
    if reach is Reach.COUNTY:
        return _lines(store.query(Application.by_county, f"{actor.county}|{status}", after=after))
    return _lines(store.query(Application.by_status, status.value, after=after))


def of_owner(store: Store, owner: str, after: str | None) -> ApplicationList:
    """A person's own applications, the newest first."""
    return _lines(store.query(Application.by_owner, owner, after=after, descending=True))


def everybody(store: Store) -> list[Person]:
    """The people of the demonstration, in the order of roles; one read."""
    found = store.query(Person.everybody, "all", limit=LARGEST_PAGE).items
    return sorted(found, key=lambda person: PEOPLE.index(person.role))


def people(store: Store, role: Role, after: str | None) -> PersonList:
    """People of one role by name."""
    page = store.query(Person.by_role, role.value, after=after)
    return PersonList(items=[_masked(each) for each in page.items], next=page.next)


def _lines(page: Page[Application]) -> ApplicationList:
    return ApplicationList(items=[ApplicationLine.of(each) for each in page.items], next=page.next)


def _masked(person: Person) -> PersonLine:
    local, at, domain = person.email.partition("@")
    return PersonLine(
        email=f"{local[:2]}***{at}{domain}" if person.email else "",
        phone=f"{person.phone[:6]}****{person.phone[-4:]}" if person.phone else "",
        **person.model_dump(include={"id", "name", "role", "organisation", "county"}),
    )
