"""What a provider of e-mail or SMS must do, and how it says that it could not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from services.notifications.model.contact import Channel


@dataclass(frozen=True, repr=False)
class Outgoing:
    """A message ready to go. `key` is its idempotency key: the same however often the message is sent."""

    key: str
    channel: Channel
    to: str
    """An e-mail address, or a phone number in E.164."""
    subject: str
    text: str
    """The whole text as it is read; for SMS the signature in front of it included."""
    at: datetime
    person_id: str = ""
    template: str = ""
    language: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    """What fills the registered text of a provider that holds it, in order of appearance."""
    links: tuple[str, ...] = ()
    """Where it leads. For a code the page it is typed into, which is not in the text."""
    code: str = ""


class NotDelivered(Exception):
    """A message that did not go out. `code` says why, for an operator; it never quotes an address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Transient(NotDelivered):
    """Certainly not accepted; another time it may be."""


class Permanent(NotDelivered):
    """Certainly not accepted, and never will be as it is."""


class Unanswered(NotDelivered):
    """Handed over, but the answer is missing: perhaps accepted."""


class Provider(Protocol):
    """A way out of the house."""

    name: str
    longest: timedelta
    """No `send` takes longer: its own time limits see to that. Until then nobody else sends the same message."""
    recognises_repetition: bool
    """Whether sending again under the same key leaves the reader with one message."""

    def send(self, outgoing: Outgoing) -> str:
        """Send, and answer the provider's own reference. Raises Transient, Permanent or Unanswered."""
        ...
