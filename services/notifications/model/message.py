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

CODE_EXPIRED = "code_expired"
"""Why a code was withheld: nobody could have used it any more."""

CODE_LIMIT, NOTICE_LIMIT = "code_limit", "notice_limit"
"""Why a code was withheld, or a notice waits: its number's window is full; the window's name follows (`…_hour`)."""


class State(StrEnum):
    """Where a message stands."""

    DUE = "due"
    WAITING = "waiting"
    """For the morning, for a provider that could not take it, for the next day's window, or for its channel to be set
    up; `not_before` says until when."""
    SENDING = "sending"
    SENT = "sent"
    """Accepted by the provider."""
    UNCERTAIN = "uncertain"
    """Perhaps sent: nobody knows, and sending again could tell the person twice. A person decides."""
    FAILED = "failed"
    WITHHELD = "withheld"
    """A code certainly not sent, and never to be, by rule: too late, or one too many. Nobody need do anything."""


SETTLED = frozenset({State.SENT, State.UNCERTAIN, State.FAILED, State.WITHHELD})
NEEDS_A_PERSON = frozenset({State.UNCERTAIN, State.FAILED})


class Message(Record):
    """A message. Its text is made when it is sent and kept masked; `variables` are what the text is made from."""

    event_id: str
    event_type: str
    person_id: str
    """Empty for a code: it goes to whoever has the number or address, and we do not ask who that is."""
    channel: Channel
    template: str
    variables: dict[str, str]
    path: str
    """Where the message's link leads, below the one address people use."""
    confirms: str = ""
    """The challenge whose link this is, where it goes to a contact that is yet to be confirmed."""
    at: datetime
    expires: datetime | None = None
    """When a code is of no use any more; a message without it is good at any time. Its address is a CodeRecipient."""
    state: State = State.DUE
    not_before: datetime | None = None
    claim: str = ""
    """Who is sending it: a token only that delivery knows, good until `claimed_until`."""
    claimed_until: datetime | None = None
    perhaps_sent: bool = False
    """Whether an attempt ended without an answer: then nobody may ever say that it was not sent."""
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
    by_state_and_channel: ClassVar[Index["Message"]] = Index(
        partition=lambda message: f"{message.state}#{message.channel}", sort=lambda message: _stamp(message.at)
    )

    @property
    def settled(self) -> bool:
        return self.state in SETTLED

    @property
    def is_code(self) -> bool:
        return self.expires is not None

    @property
    def may_be_sent_again(self) -> bool:
        """Whether somebody may decide to send it again. A code would be late: its reader asks for another."""
        return self.state in NEEDS_A_PERSON and self.channel is not Channel.NONE and not self.is_code

    def expired(self, now: datetime) -> bool:
        """Whether it is of no use any more."""
        return self.expires is not None and self.expires <= now

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
        """Failed, withheld, or uncertain, as it is too where an attempt was never answered: nothing more happens."""
        state = State.UNCERTAIN if self.perhaps_sent else state
        return self.changed(state=state, error=error, claim="", claimed_until=None, not_before=None, settled_at=at)

    def due_again(self) -> Self:
        """A person wants it sent again, from the first attempt on."""
        return self.changed(state=State.DUE, error="", attempts=0, settled_at=None, not_before=None)

    def retry_at(self, now: datetime) -> datetime | None:
        """When to try again after the attempt just made, or None after the last, or when it would be too late."""
        tried = self.attempts - 1
        if tried >= len(RETRY_AFTER) or self.expired(now + RETRY_AFTER[tried]):
            return None
        return now + RETRY_AFTER[tried]


class Mail(Record):
    """A message as it arrived in the demo's mailbox, in full; only in demo mode. Its id is the message's."""

    person_id: str
    channel: Channel
    to: str
    subject: str
    text: str
    links: tuple[str, ...]
    code: str = ""
    """The sign-in code in it, shown large."""
    at: datetime

    newest: ClassVar[Index["Mail"]] = Index(partition=lambda mail: "mailbox", sort=lambda mail: _stamp(mail.at))
    by_person: ClassVar[Index["Mail"]] = Index(
        partition=lambda mail: mail.person_id or None, sort=lambda mail: _stamp(mail.at)
    )


class SendingAgain(Record):
    """That somebody had a message sent again, for the audit; its id is the message's."""

    audited: ClassVar[bool] = True

    times: int = 0


def message_id(event_id: str, person_id: str, channel: Channel) -> str:
    """The id of the message that tells `person_id` of an event over `channel`; also the provider's idempotency key."""
    return derived_id("message", event_id, person_id, channel)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
