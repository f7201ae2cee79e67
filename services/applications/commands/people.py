"""Registering, inviting, signing in and out; how people give further contacts and confirm them."""

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
    channel_of,
    field_of,
)
from shared.auth.actor import Role
from shared.auth.epoch import SessionEpoch
from shared.events.applications import PersonRegistered, SessionsEnded, SignInRequested
from shared.language import CHINESE
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
    """Send a sign-in link to this phone number or e-mail, if it is somebody's; an unknown one is answered the same."""
    claim = work.find(ContactClaim, ContactClaim.id_of(contact))
    if claim is None:
        # A challenge of nobody, never sent: without a commit the request's key would not be remembered, and using it
        # again for another contact would tell which of the two is known.
        return _silent_challenge(work, "", LINK_LIFETIME)
    person = work.get(Person, claim.person)
    return _challenge(work, person, LINK_LIFETIME, contact, proves=not claim.confirmed)


def register(work: Work, registration: Registration, role: Role, language: str = CHINESE) -> Challenged:
    """Register somebody and send them a link, by which the contact becomes theirs. Raises ContactMissing, OneContact.

    When the contact is somebody's already, they are sent a link as the person they are: who registers twice learns it
    from the message, and a stranger learns nothing.
    """
    contact = registration.contact()
    claim = work.find(ContactClaim, ContactClaim.id_of(contact))
    if claim is not None and claim.confirmed:
        return request_sign_in(work, contact)
    person = _new_person(work, registration, role, language=language)
    kept = claim or ContactClaim(id=ContactClaim.id_of(contact), person=person.id)
    work.put(kept.changed(person=person.id, confirmed=False))
    return _challenge(work, person, LINK_LIFETIME, contact, proves=True)


def invite(work: Work, registration: Registration, role: Role, organisation: str, county: str) -> Challenged:
    """Give somebody a role and invite them by a link good for a week. Raises ContactTaken when they are known.

    The administrator vouches for the contacts: they are the person's at once.
    """
    claims = {contact: work.find(ContactClaim, ContactClaim.id_of(contact)) for contact in registration.contacts()}
    for contact, claim in claims.items():
        if claim is not None and claim.confirmed:
            raise ContactTaken(field=field_of(contact))
    person = _new_person(work, registration, role, organisation, county)
    for contact, claim in claims.items():
        kept = claim or ContactClaim(id=ContactClaim.id_of(contact), person=person.id)
        work.put(kept.changed(person=person.id, confirmed=True))
    return _challenge(work, person, INVITATION_LIFETIME, registration.contacts()[0])


def give_contact(work: Work, contact: str, language: str) -> Challenged:
    """Send a link to a further contact of the person's own, or a new one: once spent, it is theirs.

    A contact that is somebody's already is sent that person's link, and stays unconfirmed here: nothing this person
    can see tells them whether it is anybody's.
    """
    claim = work.find(ContactClaim, ContactClaim.id_of(contact))
    taken = claim is not None and claim.confirmed
    person = work.get(Person, work.by.person)
    if contact in (person.email, person.phone):
        return request_sign_in(work, contact)
    challenged = request_sign_in(work, contact) if taken else _silent_challenge(work, person.id, LINK_LIFETIME, contact)
    confirming = "" if taken else challenged.challenge_id
    asked = work.put(person.changed(unconfirmed=contact, confirming=confirming, language=language), "contact given")
    _tell_of(work, asked)
    if not taken:
        _tell_link(work, challenged, asked, contact, proves=True)
    return challenged


def sign_in(work: Work, challenge_id: str) -> SignedIn:
    """Spend a sign-in link whose secret part has been checked. Raises Unknown, LinkSpent."""
    challenge = work.get(SignInChallenge, challenge_id)
    challenge.check(work.at)
    person = _proven(work, challenge) if challenge.contact else work.get(Person, challenge.person)
    work.put(challenge.changed(used=True))
    return SignedIn(person_id=person.id, session=work.new_id(), at=work.at, epoch=person.epoch)


def end_sessions(work: Work) -> None:
    """Sign the person out everywhere: every token issued so far stops working in all services."""
    person = work.get(Person, work.by.person)
    ended = work.put(person.changed(epoch=person.epoch + 1), "sessions ended")
    known = work.find(SessionEpoch, person.id) or SessionEpoch(id=person.id)
    work.put(known.changed(epoch=ended.epoch))
    work.tell(SessionsEnded(person_id=person.id, epoch=ended.epoch), about=ended)


def bootstrap_administrator(work: Work, lifetime: timedelta = INVITATION_LIFETIME) -> Challenged:
    """A link for the first administrator of an empty system. Raises AlreadyAdministered once they have a contact.

    Until then they could not ask for a link by themselves, so the operator can make one for them again and again.
    """
    first = work.find(FirstAdministrator, "first")
    if first is None:
        person = work.put(Person(id=work.new_id(), name="系统管理员", role=Role.ADMINISTRATOR), "registered")
        work.put(FirstAdministrator(id="first", person=person.id))
        return _silent_challenge(work, person.id, lifetime)
    if work.get(Person, first.person).reachable:
        raise AlreadyAdministered
    return _silent_challenge(work, first.person, lifetime)


def _new_person(
    work: Work,
    registration: Registration,
    role: Role,
    organisation: str = "",
    county: str = "",
    language: str = CHINESE,
) -> Person:
    person = Person(
        id=work.new_id(),
        name=registration.name,
        role=role,
        organisation=organisation,
        county=county,
        email=registration.email or "",
        phone=registration.phone or "",
        language=language,
    )
    work.put(person, "registered")
    _tell_of(work, person)
    return person


def _proven(work: Work, challenge: SignInChallenge) -> Person:
    """Whose the contact is that a link was sent to: the person's who proved it first, who may be this one just now."""
    claim = work.find(ContactClaim, ContactClaim.id_of(challenge.contact))
    if claim is not None and claim.confirmed:
        return work.get(Person, claim.person)
    person, field = work.get(Person, challenge.person), field_of(challenge.contact)
    kept = claim or ContactClaim(id=ContactClaim.id_of(challenge.contact), person=person.id)
    work.put(kept.changed(person=person.id, confirmed=True))
    earlier = getattr(person, field)
    if earlier == challenge.contact:
        return person
    left = work.find(ContactClaim, ContactClaim.id_of(earlier)) if earlier else None
    if left is not None and left.person == person.id:
        work.remove(left)
    settled = {"unconfirmed": "", "confirming": ""} if person.unconfirmed == challenge.contact else {}
    proven = work.put(person.changed(**{field: challenge.contact}, **settled), "contact confirmed")
    _tell_of(work, proven)
    return proven


def _tell_of(work: Work, person: Person) -> None:
    known = person.model_dump(include=set(PersonRegistered.model_fields) - {"person_id"})
    work.tell(PersonRegistered(person_id=person.id, **known), about=person)


def _challenge(work: Work, person: Person, lifetime: timedelta, contact: str, *, proves: bool = False) -> Challenged:
    challenged = _silent_challenge(work, person.id, lifetime, contact if proves else "")
    _tell_link(work, challenged, person, contact)
    return challenged


def _tell_link(work: Work, challenged: Challenged, person: Person, contact: str, *, proves: bool = False) -> None:
    link = {"challenge_id": challenged.challenge_id, "person_id": person.id}
    work.tell(SignInRequested(**link, channel=channel_of(contact), confirms=proves), about=person)


def _silent_challenge(work: Work, person_id: str, lifetime: timedelta, contact: str = "") -> Challenged:
    expires = work.at + lifetime
    challenge = work.put(SignInChallenge(id=work.new_id(), person=person_id, contact=contact, expires=expires))
    return Challenged(challenge_id=challenge.id)
