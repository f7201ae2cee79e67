"""What pages and programs read: the outbox, masked, and the demo's mailbox."""

from collections import Counter
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.notifications.model.contact import Channel
from services.notifications.model.message import NEEDS_A_PERSON, Mail, Message, State
from shared.store.port import LARGEST_PAGE, Store

A_PAGE = 50


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class MailView(_View):
    """A message as it arrived in the demo's mailbox."""

    id: str
    person: str
    channel: Channel
    to: str
    subject: str
    text: str
    links: tuple[str, ...]
    at: datetime

    @classmethod
    def of(cls, mail: Mail) -> "MailView":
        return cls(person=mail.person_id, **mail.model_dump(include=set(cls.model_fields) - {"person"}))


class MailList(_View):
    """The mailbox, newest first."""

    items: list[MailView]
    next: str | None = None


class MessageView(_View):
    """A message in the outbox. `to` and `text` are masked, and empty until it was sent."""

    id: str
    event: str
    person: str
    channel: Channel
    template: str
    state: State
    at: datetime
    not_before: datetime | None
    attempts: int
    error: str
    provider: str
    reference: str
    to: str
    subject: str
    text: str
    texts: int
    settled_at: datetime | None
    may_send_again: bool

    @classmethod
    def of(cls, message: Message) -> "MessageView":
        renamed: dict[str, Any] = {
            "event": message.event_type,
            "person": message.person_id,
            "may_send_again": message.state in NEEDS_A_PERSON and message.channel is not Channel.NONE,
        }
        return cls(**renamed, **message.model_dump(include=set(cls.model_fields) - set(renamed)))


class MessageList(_View):
    """The outbox, newest first, with how many messages are not sent, by state.

    `more_unsent` says that there are more unsent ones than were counted.
    """

    items: list[MessageView]
    unsent: dict[State, int]
    more_unsent: bool
    next: str | None = None


def mailbox(store: Store, person: str | None, after: str | None) -> MailList:
    """What arrived in the mailbox, for one person where one is given."""
    index, partition = (Mail.by_person, person) if person else (Mail.newest, "mailbox")
    page = store.query(index, partition, limit=A_PAGE, after=after, descending=True)
    return MailList(items=[MailView.of(mail) for mail in page.items], next=page.next)


def outbox(store: Store, state: State | None, after: str | None) -> MessageList:
    """The messages, in one state where one is given; two reads."""
    index, partition = (Message.by_state, state.value) if state else (Message.by_time, "all")
    page = store.query(index, partition, limit=A_PAGE, after=after, descending=True)
    unsent = store.query(Message.unsent, "unsent", limit=LARGEST_PAGE, descending=True)
    return MessageList(
        items=[MessageView.of(message) for message in page.items],
        unsent=dict(Counter(message.state for message in unsent.items)),
        more_unsent=unsent.next is not None,
        next=page.next,
    )
