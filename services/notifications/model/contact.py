"""Whom we can tell, and how they are reached."""

from enum import StrEnum
from typing import ClassVar

from shared.auth.actor import organisation_key
from shared.language import CHINESE
from shared.store.record import Index, Projection


class Channel(StrEnum):
    """A way to reach somebody. `NONE` marks a message for a person who left no address at all."""

    EMAIL = "email"
    SMS = "sms"
    NONE = "none"


class Reaching(StrEnum):
    """Over which of a person's channels they are told."""

    EVERY = "every"
    """By SMS and by e-mail, where they have both: something they must act on."""
    ONE = "one"
    """By e-mail, or by SMS where there is none."""


LISTED_ROLES = frozenset({"county_officer", "city_officer", "administrator", "leader", "sending_institution"})
"""Roles that are told as a group. Applicants are told by name: no listing of thousands is kept for nothing."""


class Contact(Projection):
    """How one person is reached, as the applications service last said; its id is the person's."""

    name: str
    role: str
    organisation: str = ""
    county: str = ""
    email: str = ""
    phone: str = ""
    unconfirmed: str = ""
    """A contact they gave and have not confirmed: sent nothing but the link of the challenge `confirming`."""
    confirming: str = ""
    language: str = CHINESE

    by_role: ClassVar[Index["Contact"]] = Index(
        partition=lambda contact: contact.role if contact._listed else None,
        sort=lambda contact: contact.id,
    )
    by_county: ClassVar[Index["Contact"]] = Index(
        partition=lambda contact: f"{contact.role}#{contact.county}" if contact._listed and contact.county else None,
        sort=lambda contact: contact.id,
    )

    by_organisation: ClassVar[Index["Contact"]] = Index(
        partition=lambda contact: (
            f"{contact.role}#{organisation_key(contact.organisation)}"
            if contact._listed and contact.organisation
            else None
        ),
        sort=lambda contact: contact.id,
    )

    @property
    def _listed(self) -> bool:
        return self.role in LISTED_ROLES and not self.gone

    def channels(self, reaching: Reaching) -> tuple[Channel, ...]:
        """The channels this person is told over; `NONE` alone when they left no address."""
        there = [(Channel.EMAIL, self.email), (Channel.SMS, self.phone)]
        open_ones = tuple(channel for channel, address in there if address)
        if not open_ones:
            return (Channel.NONE,)
        return open_ones if reaching is Reaching.EVERY else open_ones[:1]

    def address(self, channel: Channel, confirms: str = "") -> str:
        """Where this person is reached over `channel`; empty when they are not.

        The link of a challenge that confirms a contact goes there and nowhere else: whoever got it elsewhere could
        claim a contact that is not theirs.
        """
        if confirms:
            return self.unconfirmed if confirms == self.confirming else ""
        return {Channel.EMAIL: self.email, Channel.SMS: self.phone}.get(channel, "")
