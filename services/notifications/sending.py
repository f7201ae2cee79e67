"""Sending a message: at most once for each provider that cannot recognise a repetition, and never forgotten.

A message is claimed in a commit of its own before the provider is called, and settled in another after. So two
deliveries of one `MessageDue` never both call the provider, and a repetition after the settling commit does nothing.

The window that remains: the process dies between the provider's acceptance and our settling commit. When the claim's
time is over the message is found in hand with nothing heard of it. E-mail over SMTP is then sent again with the same
Message-ID, by which mail systems recognise the second copy (not all do). SMS providers and SES honour no key of ours,
so the message is marked uncertain, shown to the officers, and never sent again by itself: at most one send.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from services.notifications.commands import (
    await_channel,
    claim_message,
    settle_failed,
    settle_later,
    settle_sent,
    settle_uncertain,
)
from services.notifications.model.contact import Channel, Contact
from services.notifications.model.masks import HIDDEN, masked
from services.notifications.model.message import NO_ADDRESS, Message
from services.notifications.model.sms import signed, texts_of
from services.notifications.providers.port import Outgoing, Permanent, Provider, Transient, Unanswered
from services.notifications.texts import filled, templates, words_for
from shared.auth.actor import service_actor
from shared.events.envelope import Envelope
from shared.home import Home
from shared.ids import new_id
from shared.rules import Unknown
from shared.work import Cause, Work, perform

US = service_actor("notifications")
_YES_OR_NO = TypeAdapter(bool)
_NOTHING: TypeAdapter[None] = TypeAdapter(None)

Providers = Mapping[Channel, Provider]


@dataclass(frozen=True)
class Composed:
    """A message with its text, and what of it is kept."""

    outgoing: Outgoing
    kept: dict[str, object]


def deliver(home: Home, providers: Providers, message_id: str, envelope: Envelope) -> None:
    """Send a message that is due, or note why not. Raises Unknown when there is no such message or contact (yet)."""
    message = home.store.get(Message, message_id)
    if message is None:
        raise Unknown
    if message.settled:
        return
    contact = home.store.get(Contact, message.person_id)
    if contact is None:
        raise Unknown
    provider = providers.get(message.channel)
    delivery = _Delivery(home, envelope, message.id, new_id())
    if provider is None:
        delivery.wait()
        return
    if not delivery.claim(provider):
        return
    composed = compose(home, message, contact)
    if composed.outgoing.to:
        _send(delivery, provider, composed)
    else:
        # They gave another contact since.
        delivery.settle(settle_failed, NO_ADDRESS, composed)


def _send(delivery: "_Delivery", provider: Provider, composed: Composed) -> None:
    try:
        reference = provider.send(composed.outgoing)
    except Transient as error:
        delivery.settle(settle_later, error.code, composed)
    except Permanent as error:
        delivery.settle(settle_failed, error.code, composed)
    except Unanswered as error:
        step = settle_later if provider.recognises_repetition else settle_uncertain
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

    def claim(self, provider: Provider) -> bool:
        name, longest, recognises = provider.name, provider.longest, provider.recognises_repetition
        return perform(
            self.home.store,
            self.home.clock,
            lambda work: claim_message(work, self.message_id, self.token, name, longest, recognises),
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


def compose(home: Home, message: Message, contact: Contact) -> Composed:
    """The message in its reader's language, and the masked form of it that is kept."""
    template = templates()[message.template]
    link = f"{home.settings.base_url}{message.path}"
    shown_link = link
    if template.secret:
        challenge = message.path.rpartition("/")[2]
        link, shown_link = f"{link}/{home.secrets.derive('sign-in', challenge)}", f"{link}/{HIDDEN}"
    outgoing = _outgoing(home, message, contact, link)
    shown = _outgoing(home, message, contact, shown_link)
    kept: dict[str, object] = {"to": masked(outgoing.to), "subject": shown.subject, "text": shown.text}
    if message.channel is Channel.SMS:
        kept["texts"] = texts_of(outgoing.text)
    return Composed(outgoing, kept)


def _outgoing(home: Home, message: Message, contact: Contact, link: str) -> Outgoing:
    template = templates()[message.template]
    language = contact.language
    values = {**message.variables, "recipient": contact.name, "link": link}
    text = template.text(language)
    outgoing = Outgoing(
        key=message.id,
        channel=message.channel,
        to=contact.address(message.channel, message.confirms),
        subject=filled(text.subject, values, language),
        text=filled(text.text, values, language),
        at=message.at,
        person_id=contact.id,
        template=template.name,
        language=language,
        words=words_for(template, values, language),
        links=(link,),
    )
    if message.channel is Channel.SMS:
        spoken = signed(home.settings.sms_signature, filled(text.sms, values, language))
        return replace(outgoing, subject="", text=spoken)
    return outgoing
