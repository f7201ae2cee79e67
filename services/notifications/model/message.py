"""One message to one person over one channel, from due to sent.

A person is told once per event. Where they are told over two channels, that is one telling in two messages: each
channel has a provider, a fate and a provider's key of its own. The id derives from event, person and channel, so a
repeated event finds its message instead of making another.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from services.notifications.model.contact import Channel
from shared.ids import derived_id
from shared.store.record import Index, Record

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
)
"""How long a message waits after each attempt its provider could not take; after the last it has failed."""

SET_UP_AFTER = timedelta(minutes=15)
"""How often a message whose channel is not set up looks whether it is: for ever, as nothing is wrong with it."""


NO_ADDRESS = "no_address"
"""Why a message failed whose reader has left no address to send it to."""


class State(StrEnum):
    """Where a message stands."""

    DUE = "due"
    WAITING = "waiting"
    """For the morning, for a provider that could not take it, or for its channel to be set up; `not_before` says until
    when."""
    SENDING = "sending"
    SENT = "sent"
    """Accepted by the provider."""
    UNCERTAIN = "uncertain"
    """Perhaps sent: nobody knows, and sending again could tell the person twice. A person decides."""
    FAILED = "failed"


SETTLED = frozenset({State.SENT, State.UNCERTAIN, State.FAILED})
NEEDS_A_PERSON = frozenset({State.UNCERTAIN, State.FAILED})


class Message(Record):
    """A message. Its text is made when it is sent and kept masked; `variables` are what the text is made from."""

    event_id: str
    event_type: str
    person_id: str
    channel: Channel
    template: str
    variables: dict[str, str]
    path: str
    """Where the message's link leads, below the one address people use."""
    confirms: str = ""
    """The challenge whose link this is, where it goes to a contact that is yet to be confirmed."""
    at: datetime
    state: State = State.DUE
    not_before: datetime | None = None
    claim: str = ""
    """Who is sending it: a token only that delivery knows, good until `claimed_until`."""
    claimed_until: datetime | None = None
    attempts: int = 0
    error: str = ""
    """A code for why the last attempt did not succeed; never a provider's own words, which may quote an address."""
    provider: str = ""
    reference: str = ""
    """The provider's own name for it."""
    to: str = ""
    subject: str = ""
    text: str = ""
    texts: int = 0
    """How many texts an SMS is charged as."""
    settled_at: datetime | None = None

    # One partition takes 1,000 writes a second in DynamoDB: a city does not reach that in its worst minute.
    by_time: ClassVar[Index["Message"]] = Index(
        partition=lambda message: "all", sort=lambda message: _stamp(message.at)
    )
    by_state: ClassVar[Index["Message"]] = Index(
        partition=lambda message: message.state, sort=lambda message: _stamp(message.at)
    )
    unsent: ClassVar[Index["Message"]] = Index(
        partition=lambda message: None if message.state is State.SENT else "unsent",
        sort=lambda message: _stamp(message.at),
    )

    @property
    def settled(self) -> bool:
        return self.state in SETTLED

    def claimed(self, token: str, provider: str, until: datetime) -> Self:
        """Being sent by the holder of `token`, who has until `until`."""
        return self.changed(
            state=State.SENDING,
            claim=token,
            claimed_until=until,
            provider=provider,
            attempts=self.attempts + 1,
            not_before=None,
        )

    def postponed(self, until: datetime, error: str = "") -> Self:
        """Not to be sent before `until`."""
        return self.changed(state=State.WAITING, not_before=until, claim="", claimed_until=None, error=error)

    def sent(self, reference: str, at: datetime) -> Self:
        """Accepted by the provider."""
        return self.changed(
            state=State.SENT, reference=reference, claim="", claimed_until=None, error="", settled_at=at
        )

    def unsent_for_good(self, state: State, error: str, at: datetime) -> Self:
        """Failed, or uncertain: nothing more happens to it by itself."""
        return self.changed(state=state, error=error, claim="", claimed_until=None, not_before=None, settled_at=at)

    def due_again(self) -> Self:
        """A person wants it sent again, from the first attempt on."""
        return self.changed(state=State.DUE, error="", attempts=0, settled_at=None, not_before=None)

    def retry_at(self, now: datetime) -> datetime | None:
        """When to try again after the attempt just made, or None after the last."""
        tried = self.attempts - 1
        return now + RETRY_AFTER[tried] if tried < len(RETRY_AFTER) else None


class Mail(Record):
    """A message as it arrived in the demo's mailbox, in full; only in demo mode. Its id is the message's."""

    person_id: str
    channel: Channel
    to: str
    subject: str
    text: str
    links: tuple[str, ...]
    at: datetime

    newest: ClassVar[Index["Mail"]] = Index(partition=lambda mail: "mailbox", sort=lambda mail: _stamp(mail.at))
    by_person: ClassVar[Index["Mail"]] = Index(partition=lambda mail: mail.person_id, sort=lambda mail: _stamp(mail.at))


class SendingAgain(Record):
    """That somebody had a message sent again, for the audit; its id is the message's."""

    audited: ClassVar[bool] = True

    times: int = 0


def message_id(event_id: str, person_id: str, channel: Channel) -> str:
    """The id of the message that tells `person_id` of an event over `channel`; also the provider's idempotency key."""
    return derived_id("message", event_id, person_id, channel)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
