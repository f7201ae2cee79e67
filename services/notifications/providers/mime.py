"""An e-mail as it goes over the wire."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from services.notifications.providers.port import Outgoing, Permanent

SENDER_NAME = "特派"
LANGUAGES = {"zh": "zh-CN", "en": "en"}


def mime_message(outgoing: Outgoing, sender: str) -> EmailMessage:
    """The message with UTF-8 headers and a Message-ID that derives from its key, so that a repetition is recognised.

    Raises Permanent for an address that is none.
    """
    name, address = parseaddr(sender)
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(name or SENDER_NAME, addr_spec=address)
        message["To"] = Address(addr_spec=outgoing.to)
        message["Subject"] = outgoing.subject
    except (ValueError, HeaderParseError):
        raise Permanent("bad_address") from None
    message["Date"] = format_datetime(outgoing.at)
    message["Message-ID"] = f"<{outgoing.key}@{address.rpartition('@')[2]}>"
    # Tells mail systems not to answer with an absence notice (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(outgoing.text, charset="utf-8")
    # Setting the content clears every header about content, so this comes after.
    message["Content-Language"] = LANGUAGES.get(outgoing.language, outgoing.language)
    return message
