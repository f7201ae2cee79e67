"""People as the administrator's list and the demonstration read them."""

from services.applications.model.people import Person
from shared.auth.actor import Role
from shared.store.port import Page, Store
from shared.view import View


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


DEMO_SHOWN = 100
"""People on a page of the demonstration, a button each: 200 of them made a page of over 100 kB."""


def everybody(store: Store, after: str | None) -> Page[Person]:
    """The people of the demonstration by role, those first of whom there are few; one read."""
    return store.query(Person.everybody, "all", limit=DEMO_SHOWN, after=after)


def people(store: Store, role: Role, after: str | None) -> PersonList:
    """People of one role by name."""
    page = store.query(Person.by_role, role.value, after=after)
    return PersonList(items=[_masked(each) for each in page.items], next=page.next)


def person(store: Store, id: str) -> PersonLine | None:
    """Somebody, their contacts masked; one read."""
    found = store.get(Person, id)
    return _masked(found) if found else None


def _masked(person: Person) -> PersonLine:
    local, at, domain = person.email.partition("@")
    return PersonLine(
        email=f"{local[:2]}***{at}{domain}" if person.email else "",
        phone=f"{person.phone[:6]}****{person.phone[-4:]}" if person.phone else "",
        **person.model_dump(include={"id", "name", "role", "organisation", "county"}),
    )
