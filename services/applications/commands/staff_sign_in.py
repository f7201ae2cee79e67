"""Whom a provider's word signs in. It never makes a person: an administrator does that."""

from datetime import timedelta

from pydantic import BaseModel

from services.applications.model.people import ContactClaim, Person
from services.applications.model.staff_sign_in import STAFF, ProviderIdentity
from shared.work import Work


class Vouched(BaseModel, defer_build=True):
    """Whom a provider vouched for; empty for nobody of ours, whatever the reason: no answer tells who exists."""

    person_id: str = ""
    replayed: bool = False


def sign_in_staff(work: Work, identity_id: str, email: str, state: str, lasts: timedelta) -> Vouched:
    """Know somebody by their provider's name for them, or, the first time, by an e-mail the provider has verified.

    `email` is empty where it is not verified. `state` is the sign-in's own, good once within `lasts`.
    """
    known = work.find(ProviderIdentity, identity_id)
    if known is not None and known.has_spent(state):
        return Vouched(replayed=True)
    person = work.find(Person, known.person if known else _owner_of(work, email))
    if person is None or person.role not in STAFF:
        return Vouched()
    linked = known or ProviderIdentity(id=identity_id, person=person.id, linked=work.at)
    work.put(linked.spending(state, work.at, lasts), "used" if known else "linked")
    return Vouched(person_id=person.id)


def _owner_of(work: Work, email: str) -> str:
    """Whose a confirmed e-mail is; nobody's otherwise."""
    claim = work.find(ContactClaim, ContactClaim.id_of(email)) if email else None
    return claim.person if claim is not None and claim.confirmed else ""
