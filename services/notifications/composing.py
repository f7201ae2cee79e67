"""Making a message: for whom, in which words, and what of it is kept."""

from dataclasses import dataclass, replace

from services.notifications.model.contact import Channel, Contact
from services.notifications.model.masks import HIDDEN, HIDDEN_CODE, masked
from services.notifications.model.message import Message
from services.notifications.model.recipient import CodeRecipient
from services.notifications.model.sms import signed, texts_of
from services.notifications.providers.port import Outgoing
from services.notifications.rules import CODE_PAGES
from services.notifications.texts import filled, templates, words_for
from shared.auth.codes import code_of
from shared.home import Home
from shared.rules import Unknown
from shared.store.port import Store


@dataclass(frozen=True, repr=False)
class Reader:
    """Whom a message goes to: a person we know, or whoever has the number or address a code was asked for."""

    to: str
    language: str
    name: str = ""
    person_id: str = ""
    challenge_id: str = ""
    trusted: bool = False


@dataclass(frozen=True)
class Composed:
    """A message with its text, and what of it is kept."""

    outgoing: Outgoing
    kept: dict[str, object]


def reader_of(store: Store, message: Message) -> Reader | None:
    """Whom a message goes to. None for a code whose address is erased. Raises Unknown for a person not known (yet)."""
    if message.is_code:
        code = store.get(CodeRecipient, message.id)
        if code is None:
            return None
        return Reader(code.to, code.language, challenge_id=code.challenge_id, trusted=code.trusted)
    contact = store.get(Contact, message.person_id)
    if contact is None:
        raise Unknown
    return Reader(contact.address(message.channel, message.confirms), contact.language, contact.name, contact.id)


def compose(home: Home, message: Message, reader: Reader) -> Composed:
    """The message in its reader's language, and the masked form of it that is kept."""
    said, shown = _secrets(home, message, reader)
    outgoing = _outgoing(home, message, reader, said)
    masked_one = _outgoing(home, message, reader, shown)
    kept: dict[str, object] = {"to": masked(outgoing.to), "subject": masked_one.subject, "text": masked_one.text}
    if message.channel is Channel.SMS:
        kept["texts"] = texts_of(outgoing.text)
    return Composed(outgoing, kept)


def _secrets(home: Home, message: Message, reader: Reader) -> tuple[dict[str, str], dict[str, str]]:
    """What only the reader may see, its link or code, as it is sent and as it is kept."""
    if message.is_code:
        link = f"{home.settings.base_url}{CODE_PAGES[message.template]}"
        code = code_of(home.secrets, reader.challenge_id)
        return {"link": link, "code": code}, {"link": link, "code": HIDDEN_CODE}
    link = f"{home.settings.base_url}{message.path}"
    if not templates()[message.template].secret:
        return {"link": link}, {"link": link}
    challenge = message.path.rpartition("/")[2]
    return {"link": f"{link}/{home.secrets.derive('sign-in', challenge)}"}, {"link": f"{link}/{HIDDEN}"}


def _outgoing(home: Home, message: Message, reader: Reader, secrets: dict[str, str]) -> Outgoing:
    template = templates()[message.template]
    language = reader.language
    values = {**message.variables, "recipient": reader.name, **secrets}
    text = template.text(language)
    outgoing = Outgoing(
        key=message.id,
        channel=message.channel,
        to=reader.to,
        subject=filled(text.subject, values, language),
        text=filled(text.text, values, language),
        at=message.at,
        person_id=reader.person_id,
        template=template.name,
        language=language,
        words=words_for(template, values, language),
        links=(secrets["link"],),
        code=secrets.get("code", ""),
    )
    if message.channel is Channel.SMS:
        spoken = signed(home.settings.sms_signature, filled(text.sms, values, language))
        return replace(outgoing, subject="", text=spoken)
    return outgoing
