"""Signing in by a code: asking for one, trying it, saying who one is the first time; and proving a further contact."""

from pydantic import BaseModel

from services.applications.commands.people import tell_of
from services.applications.model.challenges import (
    CODE_LIFETIME,
    CodeChallenge,
    NoChallenge,
    Outcome,
    Purpose,
    State,
)
from services.applications.model.people import ContactClaim, Person, channel_of, field_of
from services.applications.model.windows import ContactWindow, SourceWindow
from shared.auth.actor import Role
from shared.events.applications import SignInCodeRequested
from shared.ids import new_id
from shared.language import CHINESE
from shared.work import Work


class Challenged(BaseModel, defer_build=True):
    """The code's challenge."""

    challenge_id: str


class Tried(BaseModel, defer_build=True):
    """What became of a try, how many are left, and who signs in where it was right."""

    outcome: Outcome
    left: int = 0
    person_id: str = ""


class Registered(BaseModel, defer_build=True):
    """Who signs in after saying who they are."""

    person_id: str


class Asking(BaseModel, defer_build=True):
    """What a code is asked for with. `source` is a keyed hash of where from, empty where that says nothing."""

    contact: str
    purpose: Purpose = Purpose.SIGN_IN
    person: str = ""
    trusted: bool = False
    source: str = ""
    language: str = CHINESE
    next: str = "/"
    replaces: str = ""


def request_code(work: Work, asking: Asking) -> Challenged:
    """Send a code to a phone number or address. Raises AskedTooSoon, AskedTooOften, SourceTooOften.

    Whose the contact is, or whether anybody's, is not looked at: so nothing about the answer, its time or what is
    written can tell. `replaces` names the same browser's earlier challenge, which ends; nobody else's does.
    """
    window_id = ContactClaim.id_of(asking.contact)
    window = work.find(ContactWindow, window_id) or ContactWindow(id=window_id)
    work.put(window.asked(work.at, trusted=asking.trusted))
    if asking.source and not asking.trusted:
        source = work.find(SourceWindow, asking.source) or SourceWindow(id=asking.source)
        work.put(source.asked(work.at))
    _replace(work, asking.replaces)
    challenge = CodeChallenge(
        # Random, not derived from the request's key: its sender chooses that, and the code follows from the id.
        id=new_id(),
        contact=asking.contact,
        purpose=asking.purpose,
        person=asking.person,
        asked=work.at,
        expires=work.at + CODE_LIFETIME,
        trusted=asking.trusted,
        next=asking.next,
    )
    work.put(challenge)
    requested = SignInCodeRequested(
        challenge_id=challenge.id,
        contact=asking.contact,
        channel=channel_of(asking.contact),
        language=asking.language,
        expires=challenge.expires,
        purpose=asking.purpose.value,
        trusted=asking.trusted,
    )
    work.tell(requested, about=challenge)
    return Challenged(challenge_id=challenge.id)


def try_code(work: Work, challenge_id: str, right: bool) -> Tried:
    """Count one try of a challenge's code, `right` or not, and do what it was for. Raises NoChallenge, CodeSpent, …

    A wrong one is answered, not raised, so that the count is committed; tries at once conflict on the challenge and are
    counted one after the other.
    """
    challenge = work.find(CodeChallenge, challenge_id)
    if challenge is None:
        raise NoChallenge
    challenge.check(work.at)
    if not right:
        tried = work.put(challenge.changed(tries=challenge.tries + 1))
        outcome = Outcome.WRONG if tried.tries_left else Outcome.SPENT
        return Tried(outcome=outcome, left=tried.tries_left)
    if challenge.purpose is Purpose.CONTACT:
        return _confirmed(work, challenge)
    claim = _owner(work, challenge.contact)
    if claim is None:
        work.put(challenge.changed(state=State.PROVEN))
        return Tried(outcome=Outcome.NEW)
    work.put(challenge.changed(state=State.CLOSED, contact=""))
    return Tried(outcome=Outcome.KNOWN, person_id=claim.person)


def register(work: Work, challenge_id: str, name: str, role: Role, language: str = CHINESE) -> Registered:
    """Register whoever has just proven a new contact. Raises ProofTooOld.

    Where the contact became somebody's meanwhile (another window of the same owner), they are that person.
    """
    challenge = work.find(CodeChallenge, challenge_id)
    if challenge is None:
        raise NoChallenge
    challenge.check_proven(work.at)
    work.put(challenge.changed(state=State.CLOSED, contact=""))
    claim = _owner(work, challenge.contact)
    if claim is not None:
        return Registered(person_id=claim.person)
    person = Person(id=work.new_id(), name=name, role=role, language=language)
    person = person.changed(**{field_of(challenge.contact): challenge.contact})
    work.put(person, "registered")
    _claim(work, challenge.contact, person)
    tell_of(work, person)
    return Registered(person_id=person.id)


def _confirmed(work: Work, challenge: CodeChallenge) -> Tried:
    """Give a proven contact to the person who asked, unless it is another's."""
    person, contact = work.get(Person, challenge.person), challenge.contact
    work.put(challenge.changed(state=State.CLOSED, contact=""))
    claim = _owner(work, contact)
    if claim is not None and claim.person != person.id:
        return Tried(outcome=Outcome.TAKEN)
    field = field_of(contact)
    earlier = getattr(person, field)
    if earlier != contact:
        _let_go(work, earlier, person)
        _claim(work, contact, person)
        confirmed = work.put(person.changed(**{field: contact}), "contact confirmed")
        tell_of(work, confirmed)
    return Tried(outcome=Outcome.CONFIRMED, person_id=person.id)


def _owner(work: Work, contact: str) -> ContactClaim | None:
    """Whose a contact is. A claim never confirmed, of the days of links, is nobody's."""
    claim = work.find(ContactClaim, ContactClaim.id_of(contact))
    return claim if claim is not None and claim.confirmed else None


def _claim(work: Work, contact: str, person: Person) -> None:
    id = ContactClaim.id_of(contact)
    kept = work.find(ContactClaim, id) or ContactClaim(id=id, person=person.id)
    work.put(kept.changed(person=person.id, confirmed=True))


def _let_go(work: Work, contact: str, person: Person) -> None:
    """An earlier contact of the person's becomes free for others."""
    left = work.find(ContactClaim, ContactClaim.id_of(contact)) if contact else None
    if left is not None and left.person == person.id:
        work.remove(left)


def _replace(work: Work, challenge_id: str) -> None:
    earlier = work.find(CodeChallenge, challenge_id) if challenge_id else None
    if earlier is not None and earlier.state is State.WAITING:
        work.put(earlier.changed(state=State.CLOSED))
