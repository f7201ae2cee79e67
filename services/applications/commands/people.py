"""Inviting people, their links, the first administrator, and giving somebody another role."""

from datetime import timedelta

from pydantic import BaseModel

from services.applications.commands.sessions import end_sessions
from services.applications.model.people import (
    INVITATION_LIFETIME,
    AlreadyAdministered,
    ContactClaim,
    ContactTaken,
    FirstAdministrator,
    OwnRole,
    Person,
    Registration,
    SignInChallenge,
    channel_of,
    field_of,
)
from shared.auth.actor import Role
from shared.events.applications import PersonRegistered, SignInRequested
from shared.work import Work


class Challenged(BaseModel, defer_build=True):
    """The link's challenge."""

    challenge_id: str


class LinkOf(BaseModel, defer_build=True):
    """Whose link was spent."""

    person_id: str


def invite(work: Work, registration: Registration, role: Role, organisation: str, county: str) -> Challenged:
    """Give somebody a role and invite them by a link good for a week. Raises ContactTaken when they are known.

    The administrator vouches for the contacts: they are the person's at once.
    """
    claims = {contact: work.find(ContactClaim, ContactClaim.id_of(contact)) for contact in registration.contacts()}
    for contact, claim in claims.items():
        if claim is not None and claim.confirmed:
            raise ContactTaken(field=field_of(contact))
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
    tell_of(work, person)
    for contact, claim in claims.items():
        kept = claim or ContactClaim(id=ContactClaim.id_of(contact), person=person.id)
        work.put(kept.changed(person=person.id, confirmed=True))
    challenged = link_to(work, person, INVITATION_LIFETIME)
    channel = channel_of(registration.contacts()[0])
    work.tell(SignInRequested(challenge_id=challenged.challenge_id, person_id=person.id, channel=channel), about=person)
    return challenged


def spend_link(work: Work, challenge_id: str) -> LinkOf:
    """Spend a sign-in link whose secret part has been checked. Raises Unknown, LinkSpent."""
    challenge = work.get(SignInChallenge, challenge_id)
    person = work.get(Person, challenge.person)
    challenge.check(work.at, person.epoch)
    # Signing out everywhere at the same moment makes this one read again.
    work.require(person)
    work.put(challenge.changed(used=True))
    return LinkOf(person_id=person.id)


def change_role(work: Work, person_id: str, role: Role, organisation: str, county: str) -> None:
    """Give somebody another role, organisation or county; all their sessions end. Raises Unknown, OwnRole.

    Nobody changes their own: so there always is an administrator.
    """
    if person_id == work.by.person:
        raise OwnRole
    person = work.get(Person, person_id)
    changed = person.changed(role=role, organisation=organisation, county=county)
    if changed == person:
        return
    work.put(changed, "role changed")
    end_sessions(work, person_id, "role changed")
    tell_of(work, work.get(Person, person_id))


def bootstrap_administrator(work: Work, lifetime: timedelta = INVITATION_LIFETIME) -> Challenged:
    """A link for the first administrator of an empty system. Raises AlreadyAdministered once they have a contact.

    Until then they could not ask for a code by themselves, so the operator can make one for them again and again.
    """
    first = work.find(FirstAdministrator, "first")
    if first is None:
        person = work.put(Person(id=work.new_id(), name="系统管理员", role=Role.ADMINISTRATOR), "registered")
        work.put(FirstAdministrator(id="first", person=person.id))
        return link_to(work, person, lifetime)
    person = work.get(Person, first.person)
    if person.reachable:
        raise AlreadyAdministered
    return link_to(work, person, lifetime)


def link_to(work: Work, person: Person, lifetime: timedelta) -> Challenged:
    """A link that signs this person in, until all their sessions are ended, told to nobody."""
    expires = work.at + lifetime
    challenge = work.put(SignInChallenge(id=work.new_id(), person=person.id, expires=expires, epoch=person.epoch))
    return Challenged(challenge_id=challenge.id)


def tell_of(work: Work, person: Person) -> None:
    """Let the other services know a person as they are now."""
    known = person.model_dump(include=set(PersonRegistered.model_fields) - {"person_id"})
    work.tell(PersonRegistered(person_id=person.id, **known), about=person)
