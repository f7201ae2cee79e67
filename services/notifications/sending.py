"""Sending a message: at most once for each provider that cannot recognise a repetition, and never forgotten.

A message is claimed in a commit of its own before the provider is called, and settled in another after. So two
deliveries of one `MessageDue` never both call the provider, and a repetition after the settling commit does nothing.

The window that remains: the process dies between the provider's acceptance and our settling commit. When the claim's
time is over the message is found in hand with nothing heard of it. E-mail over SMTP is then sent again with the same
Message-ID, by which mail systems recognise the second copy (not all do). SMS providers and SES honour no key of ours,
so the message is marked uncertain, shown to the officers, and never sent again by itself: at most one send.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import ConfigDict, TypeAdapter

from services.notifications.commands import (
    await_channel,
    claim_message,
    settle_failed,
    settle_later,
    settle_sent,
    settle_unanswered,
    settle_uncertain,
)
from services.notifications.composing import Composed, Reader, compose, reader_of
from services.notifications.counting import CODE, Tally
from services.notifications.model.contact import Channel
from services.notifications.model.message import NO_ADDRESS, Message
from services.notifications.providers.port import Permanent, Provider, Transient, Unanswered
from shared.auth.actor import service_actor
from shared.events.envelope import Envelope
from shared.home import Home
from shared.ids import new_id
from shared.rules import Unknown
from shared.work import Cause, Work, perform

US = service_actor("notifications")
_YES_OR_NO = TypeAdapter(bool, config=ConfigDict(defer_build=True))
_NOTHING: TypeAdapter[None] = TypeAdapter(None, config=ConfigDict(defer_build=True))

Providers = Mapping[Channel, Provider]


def deliver(home: Home, providers: Providers, message_id: str, envelope: Envelope) -> None:
    """Send a message that is due, or note why not. Raises Unknown when there is no such message or contact (yet)."""
    message = home.store.get(Message, message_id)
    if message is None:
        raise Unknown
    if message.settled:
        return
    reader = reader_of(home.store, message)
    provider = providers.get(message.channel)
    delivery = _Delivery(home, envelope, message.id, new_id())
    if provider is None:
        delivery.wait()
        return
    if not delivery.claim(provider, _tally(home, message, reader)) or reader is None:
        return
    composed = compose(home, message, reader)
    if composed.outgoing.to:
        _send(delivery, provider, composed)
    else:
        # They gave another contact since.
        delivery.settle(settle_failed, NO_ADDRESS, composed)


def _tally(home: Home, message: Message, reader: Reader | None) -> Tally | None:
    """What the message counts as: every code, and notices by SMS; by a hash of the number that only we can compute."""
    if reader is None or not reader.to or (message.channel is not Channel.SMS and not message.is_code):
        return None
    number = home.secrets.derive("submitted", reader.to.casefold())
    return Tally(number, CODE if message.is_code else message.template, reader.trusted)


def _send(delivery: "_Delivery", provider: Provider, composed: Composed) -> None:
    try:
        reference = provider.send(composed.outgoing)
    except Transient as error:
        delivery.settle(settle_later, error.code, composed)
    except Permanent as error:
        delivery.settle(settle_failed, error.code, composed)
    except Unanswered as error:
        step = settle_unanswered if provider.recognises_repetition else settle_uncertain
        delivery.settle(step, error.code, composed)
    else:
        delivery.settle(settle_sent, reference, composed)


@dataclass(frozen=True)
class _Delivery:
    """One attempt to send one message, known by its token."""

    home: Home
    envelope: Envelope
    message_id: str
    token: str

    def wait(self) -> None:
        """Leave it for when its channel is set up."""
        perform(
            self.home.store,
            self.home.clock,
            lambda work: await_channel(work, self.message_id),
            by=US,
            cause=self._cause("wait"),
            answers=_NOTHING,
        )

    def claim(self, provider: Provider, tally: Tally | None) -> bool:
        name, longest, recognises = provider.name, provider.longest, provider.recognises_repetition
        return perform(
            self.home.store,
            self.home.clock,
            lambda work: claim_message(work, self.message_id, self.token, name, longest, recognises, tally),
            by=US,
            cause=self._cause("claim"),
            answers=_YES_OR_NO,
        )

    def settle(
        self, step: Callable[[Work, str, str, str, dict[str, object]], None], said: str, composed: Composed
    ) -> None:
        perform(
            self.home.store,
            self.home.clock,
            lambda work: step(work, self.message_id, self.token, said, composed.kept),
            by=US,
            cause=self._cause("settle"),
            answers=_NOTHING,
        )

    def _cause(self, verb: str) -> Cause:
        return Cause(f"{verb}/{self.message_id}/{self.token}", self.envelope.correlation_id, self.envelope.id)
