"""People who can be reached and may sign in."""

import hashlib
from datetime import datetime, timedelta
from typing import ClassVar

from shared.auth.actor import PEOPLE, Actor, Role
from shared.fields import Email, Mobile, Sent, ShortText
from shared.language import CHINESE, N_
from shared.rules import Invalid, RuleBroken
from shared.store.record import Index, Record

LINK_LIFETIME = timedelta(minutes=15)
INVITATION_LIFETIME = timedelta(days=7)
KEEP_LINKS = timedelta(days=30)

SELF_REGISTERED = (Role.APPLICANT, Role.ENTERPRISE)
"""The roles a person may take by themselves; every other is given by an administrator."""


class ContactMissing(Invalid):
    """Nobody could be told anything."""

    says = N_("请填写手机号码或电子邮箱，至少一项")


class ContactTaken(RuleBroken):
    """A phone number or address belongs to one person."""

    says = N_("该手机号码或电子邮箱已登记给另一位用户")


class LinkSpent(RuleBroken):
    """A sign-in link is good once, for a while."""

    says = N_("登录链接已使用或已过期，请重新获取")


class OwnRole(RuleBroken):
    """Nobody changes their own role."""

    says = N_("不能更改自己的角色，请由另一位管理员办理")


class AlreadyAdministered(RuleBroken):
    """The bootstrap link is for an empty system alone."""

    says = N_("系统已有管理员，请由管理员邀请新的人员")


class Person(Record):
    """Somebody with a role. `epoch` counts the times all their sessions were ended."""

    audited: ClassVar[bool] = True

    name: str
    role: Role
    organisation: str = ""
    county: str = ""
    email: str = ""
    phone: str = ""
    language: str = CHINESE
    epoch: int = 0

    by_role: ClassVar[Index["Person"]] = Index(
        partition=lambda person: person.role.value, sort=lambda person: person.name
    )
    everybody: ClassVar[Index["Person"]] = Index(
        partition=lambda person: "all", sort=lambda person: f"{_few_first(person.role)}|{person.name}"
    )
    """For the demonstration: those who hold an office, few of each, before the enterprises and commissioners."""

    @property
    def reachable(self) -> bool:
        """Whether they have a contact, so that they can ask for a code by themselves."""
        return bool(self.email or self.phone)

    def actor(self, session: str) -> Actor:
        """Who they are in a session."""
        return Actor(self.id, self.role, self.name, self.organisation, self.county, self.epoch, session)


class ContactClaim(Record):
    """That a phone number or e-mail address belongs to one person; its id is a hash, so the key tells nothing.

    Until it is `confirmed` (by those of the days of links it may not be) it keeps nobody from it.
    """

    person: str
    confirmed: bool = True

    @staticmethod
    def id_of(contact: str) -> str:
        return hashlib.sha256(f"contact\x1f{contact}".encode()).hexdigest()


class SignInChallenge(Record):
    """A sign-in link sent out: good once, until `expires`. The link's secret part derives from the id.

    `epoch` is that of its person's sessions when it was made: whatever ends all their sessions (signing out everywhere,
    another role) ends their links from before it, too. That locks nobody out: whoever is invited has a contact that is
    theirs at once, so they can ask for a code, and the operator makes the first administrator another link.

    Those that name a `contact` were sent to prove it, before codes did; they are not good any more.
    """

    person: str
    contact: str = ""
    expires: datetime
    used: bool = False
    epoch: int = 0

    @property
    def keep_until(self) -> datetime:
        """Some weeks after its end: until then whoever presses it again is told that it is spent."""
        return self.expires + KEEP_LINKS

    def check(self, now: datetime, epoch: int) -> None:
        """Raises LinkSpent when the link was used, is too old, or its person's sessions were all ended since.

        `epoch` is its person's now.
        """
        if self.used or self.contact or now > self.expires or self.epoch < epoch:
            raise LinkSpent


class FirstAdministrator(Record):
    """The one place in which a system's first administrator is noted; its id is always `first`."""

    person: str


class Contacts(Sent):
    """How somebody can be reached."""

    email: Email | None = None
    phone: Mobile | None = None

    def contacts(self) -> list[str]:
        """The ways to reach them. Raises ContactMissing without any."""
        found = [contact for contact in (self.email, self.phone) if contact]
        if not found:
            raise ContactMissing(field="email")
        return found


class Registration(Contacts):
    """Who registers."""

    name: ShortText


def _few_first(role: Role) -> str:
    """Sorts the roles people give themselves behind those that are given them."""
    return f"{int(role in SELF_REGISTERED)}{PEOPLE.index(role):02d}"


def field_of(contact: str) -> str:
    """Which of a person's fields a contact belongs in."""
    return "email" if "@" in contact else "phone"


def channel_of(contact: str) -> str:
    """The channel by which a contact is reached, as events call it."""
    return "email" if "@" in contact else "sms"
