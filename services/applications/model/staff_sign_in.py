"""Staff who sign in by their house's own provider (OpenID Connect)."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import AwareDatetime

from shared.auth.actor import Role
from shared.store.record import Record

STAFF = frozenset(
    {
        Role.REVIEWER,
        Role.COUNTY_OFFICER,
        Role.CITY_OFFICER,
        Role.LEADER,
        Role.ADMINISTRATOR,
        Role.AUDITOR,
    }
)
"""The roles an administrator gives people of the bureaus. Everybody else proves a contact by a code."""


class ProviderIdentity(Record):
    """That whoever an issuer calls `subject` is this person; its id is a hash of both.

    Made the first time, by a verified e-mail; from then on it holds by itself, whatever becomes of the e-mail.
    `spent` are the sign-ins that came back, each until it would be too old anyway.
    """

    audited: ClassVar[bool] = True

    person: str
    linked: AwareDatetime
    spent: Mapping[str, AwareDatetime] = {}

    @staticmethod
    def id_of(issuer: str, subject: str) -> str:
        return hashlib.sha256(f"provider\x1f{issuer}\x1f{subject}".encode()).hexdigest()

    def spending(self, state: str, now: datetime, lasts: timedelta) -> "ProviderIdentity":
        """The same after one more sign-in came back."""
        kept = {each: until for each, until in self.spent.items() if until >= now}
        return self.changed(spent=kept | {mark_of(state): now + lasts})

    def has_spent(self, state: str) -> bool:
        """Whether this very sign-in came back before."""
        return mark_of(state) in self.spent


def mark_of(state: str) -> str:
    """What is kept of a sign-in's state: enough to know it again."""
    return hashlib.sha256(state.encode()).hexdigest()[:32]
