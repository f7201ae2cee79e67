"""What pages and programs read: the outbox, masked, and the demo's mailbox."""

from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from services.notifications.model.contact import Channel
from services.notifications.model.message import Mail, Message, State
from shared.store.port import LARGEST_PAGE, Page, Store, cursor_to
from shared.store.record import Index, R

A_PAGE = 50
ALL = "all"

M = TypeVar("M", Message, Mail)


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
    code: str
    """The sign-in code in it; empty in any other message."""
    at: datetime

    @classmethod
    def of(cls, mail: Mail) -> "MailView":
        return cls(person=mail.person_id, **mail.model_dump(include=set(cls.model_fields) - {"person"}))


class MailList(_View):
    """The mailbox, newest first. A page filtered by channel may hold fewer than there are; `next` goes on."""

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
            "may_send_again": message.may_be_sent_again,
        }
        return cls(**renamed, **message.model_dump(include=set(cls.model_fields) - set(renamed)))


class MessageList(_View):
    """The outbox, newest first. A page filtered by channel alone may hold fewer than there are; `next` goes on."""

    items: list[MessageView]
    next: str | None = None


def mailbox(store: Store, person: str | None, channel: Channel | None, after: str | None) -> MailList:
    """What arrived in the mailbox, for one person and over one channel where they are given; one read."""
    index, partition = (Mail.by_person, person) if person else (Mail.newest, "mailbox")
    page = (
        _newest(store, index, partition, after) if channel is None else _over(store, index, partition, channel, after)
    )
    return MailList(items=[MailView.of(mail) for mail in page.items], next=page.next)


def outbox(store: Store, state: State | None, channel: Channel | None, after: str | None) -> MessageList:
    """The messages, in one state and over one channel where they are given; one read."""
    page = _messages(store, state, channel, after)
    return MessageList(items=[MessageView.of(message) for message in page.items], next=page.next)


def _messages(store: Store, state: State | None, channel: Channel | None, after: str | None) -> Page[Message]:
    if channel is Channel.NONE and state is None:
        # What has no address fails at once and stays so.
        state = State.FAILED
    if state and channel:
        return _newest(store, Message.by_state_and_channel, f"{state}#{channel}", after)
    if state:
        return _newest(store, Message.by_state, state, after)
    if channel:
        return _over(store, Message.by_time, ALL, channel, after)
    return _newest(store, Message.by_time, ALL, after)


def _newest(store: Store, index: Index[R], partition: str, after: str | None) -> Page[R]:
    return store.query(index, partition, limit=A_PAGE, after=after, descending=True)


def _over(store: Store, index: Index[M], partition: str, channel: Channel, after: str | None) -> Page[M]:
    """Those of a listing that go over `channel`: most do, so what is read for a page fills it as a rule."""
    read = store.query(index, partition, limit=LARGEST_PAGE, after=after, descending=True)
    matching = [message for message in read.items if message.channel is channel]
    shown = tuple(matching[:A_PAGE])
    if len(matching) <= A_PAGE:
        return Page(shown, read.next)
    return Page(shown, cursor_to(index, partition, index.sort(shown[-1]), shown[-1].id))
