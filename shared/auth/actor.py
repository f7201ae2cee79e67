"""The person or service that acts, and how far their role reaches."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles of the programme. `PUBLIC` is whoever has not signed in; `SERVICE` is one of our own services."""

    PUBLIC = "public"
    APPLICANT = "applicant"
    ENTERPRISE = "enterprise"
    SENDING_INSTITUTION = "sending_institution"
    REVIEWER = "reviewer"
    COUNTY_OFFICER = "county_officer"
    CITY_OFFICER = "city_officer"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SERVICE = "service"


PEOPLE: tuple[Role, ...] = tuple(role for role in Role if role not in (Role.PUBLIC, Role.SERVICE))
"""Every role a person can sign in with."""


class Reach(StrEnum):
    """Which records a role reaches through one route."""

    ALL = "all"
    COUNTY = "county"
    ORGANISATION = "organisation"
    OWN = "own"


@dataclass(frozen=True)
class Actor:
    """Who acts. `organisation` and `county` bound what they reach; `session` ties their forms to one sign-in.

    `scopes` are what a program was given of what its person may (see shared.auth.scopes); empty for the person itself,
    who may all of it.
    """

    person: str
    role: Role
    name: str = ""
    organisation: str = ""
    county: str = ""
    epoch: int = 0
    session: str = ""
    scopes: frozenset[str] = frozenset()

    @property
    def signed_in(self) -> bool:
        return self.role is not Role.PUBLIC

    @property
    def is_program(self) -> bool:
        """Whether it is a program acting for its person within its scopes."""
        return bool(self.scopes)


NOBODY = Actor(person="", role=Role.PUBLIC)


def service_actor(service: str) -> Actor:
    """The actor of what a service does by itself: reactions and scheduled work."""
    return Actor(person=f"service:{service}", role=Role.SERVICE)


@dataclass(frozen=True)
class Belongs:
    """To whom a record belongs, as far as access goes."""

    people: frozenset[str] = frozenset()
    organisation: str = ""
    county: str = ""


def organisation_key(name: str) -> str:
    """The same for one organisation however its name is typed: full-width or not, with spaces or without."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def reaches(actor: Actor, reach: Reach | None, record: Belongs) -> bool:
    """Whether `actor`, given `reach` on a route, may touch what belongs as `record` says."""
    if reach is Reach.ALL:
        return True
    if reach is Reach.COUNTY:
        return bool(actor.county) and actor.county == record.county
    if reach is Reach.ORGANISATION:
        return bool(actor.organisation) and organisation_key(actor.organisation) == organisation_key(
            record.organisation
        )
    return reach is Reach.OWN and bool(actor.person) and actor.person in record.people
