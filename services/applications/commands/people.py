"""Registering, inviting, signing in and out."""

from datetime import datetime, timedelta

from pydantic import BaseModel

from services.applications.model.people import (
    INVITATION_LIFETIME,
    LINK_LIFETIME,
    AlreadyAdministered,
    ContactClaim,
    ContactTaken,
    FirstAdministrator,
    Person,
    Registration,
    SignInChallenge,
)
from shared.auth.actor import Role
from shared.auth.epoch import SessionEpoch
from shared.events.applications import PersonRegistered, SessionsEnded, SignInRequested
from shared.work import Work


class Challenged(BaseModel, defer_build=True):
    """The link's challenge: one nobody is told of where the contact is unknown."""

    challenge_id: str


class SignedIn(BaseModel, defer_build=True):
    """Who signed in, the id of the session that begins, when, and at which epoch of the person's sessions."""

    person_id: str
    session: str
    at: datetime
    epoch: int


def request_sign_in(work: Work, contact: str) -> Challenged:
    """Send a sign-in link to whoever has this phone number or e-mail; an unknown one is answered just the same."""
    claim = work.find(ContactClaim, ContactClaim.id_of(contact))
    if claim is not None:
        return _challenge(work, work.get(Person, claim.person), LINK_LIFETIME)
    # A challenge of nobody, never sent: without a commit the request's key would not be remembered, and using it again
    # for another contact would tell which of the two is known.
    return _silent_challenge(work, "", LINK_LIFETIME)


def register(
    work: Work, registration: Registration, role: Role, organisation: str = "", county: str = ""
) -> Challenged:
    """Register somebody and send them a sign-in link.

    When a contact is known already, they are sent a link as the person they are: who registers twice learns it from the
    message, and a stranger learns nothing.
    """
    claims = [(contact, work.find(ContactClaim, ContactClaim.id_of(contact))) for contact in registration.contacts()]
    for contact, claim in claims:
        if claim is not None:
            return request_sign_in(work, contact)
    person = _new_person(work, registration, role, organisation, county)
    return _challenge(work, person, LINK_LIFETIME)


def invite(work: Work, registration: Registration, role: Role, organisation: str, county: str) -> Challenged:
    """Give somebody a role and invite them by a link good for a week. Raises ContactTaken when they are known."""
    for contact in registration.contacts():
        if work.find(ContactClaim, ContactClaim.id_of(contact)) is not None:
            raise ContactTaken(field="email" if "@" in contact else "phone")
    return _challenge(work, _new_person(work, registration, role, organisation, county), INVITATION_LIFETIME)


def sign_in(work: Work, challenge_id: str) -> SignedIn:
    """Spend a sign-in link whose secret part has been checked. Raises Unknown, LinkSpent."""
    challenge = work.get(SignInChallenge, challenge_id)
    challenge.check(work.at)
    person = work.get(Person, challenge.person)
    work.put(challenge.changed(used=True))
    first = work.find(FirstAdministrator, "first")
    if first is not None and first.person == person.id and not first.signed_in:
        work.put(first.changed(signed_in=True))
    return SignedIn(person_id=person.id, session=work.new_id(), at=work.at, epoch=person.epoch)


def end_sessions(work: Work) -> None:
    """Sign the person out everywhere: every token issued so far stops working in all services."""
    person = work.get(Person, work.by.person)
    ended = work.put(person.changed(epoch=person.epoch + 1), "sessions ended")
    known = work.find(SessionEpoch, person.id) or SessionEpoch(id=person.id)
    work.put(known.changed(epoch=ended.epoch))
    work.tell(SessionsEnded(person_id=person.id, epoch=ended.epoch), about=ended)


def bootstrap_administrator(work: Work, lifetime: timedelta = INVITATION_LIFETIME) -> Challenged:
    """A link for the first administrator of an empty system. Raises AlreadyAdministered once one has signed in."""
    first = work.find(FirstAdministrator, "first")
    if first is None:
        person = work.put(Person(id=work.new_id(), name="系统管理员", role=Role.ADMINISTRATOR), "registered")
        work.put(FirstAdministrator(id="first", person=person.id))
        return _silent_challenge(work, person.id, lifetime)
    if first.signed_in:
        raise AlreadyAdministered
    return _silent_challenge(work, first.person, lifetime)


def _new_person(work: Work, registration: Registration, role: Role, organisation: str, county: str) -> Person:
    person = Person(
        id=work.new_id(),
        name=registration.name,
        role=role,
        organisation=organisation,
        county=county,
        email=registration.email or "",
        phone=registration.phone or "",
    )
    work.put(person, "registered")
    for contact in registration.contacts():
        work.put(ContactClaim(id=ContactClaim.id_of(contact), person=person.id))
    work.tell(
        PersonRegistered(
            person_id=person.id, **person.model_dump(include=set(PersonRegistered.model_fields) - {"person_id"})
        ),
        about=person,
    )
    return person


def _challenge(work: Work, person: Person, lifetime: timedelta) -> Challenged:
    challenged = _silent_challenge(work, person.id, lifetime)
    work.tell(SignInRequested(challenge_id=challenged.challenge_id, person_id=person.id), about=person)
    return challenged


def _silent_challenge(work: Work, person_id: str, lifetime: timedelta) -> Challenged:
    challenge = work.put(SignInChallenge(id=work.new_id(), person=person_id, expires=work.at + lifetime))
    return Challenged(challenge_id=challenge.id)
