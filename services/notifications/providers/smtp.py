"""E-mail over SMTP, as spoken by every mail server and by Amazon SES, Alibaba DirectMail and Tencent SES as well."""

import smtplib
import ssl
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage

from services.notifications.providers.mime import mime_message
from services.notifications.providers.port import Outgoing, Permanent, Transient, Unanswered
from shared.settings import Settings

TIMEOUT_S = 10
IMPLICIT_TLS_PORT = 465


class Smtp:
    """Sends through one mail server, a connection a message."""

    name = "smtp"
    # Each of a dozen exchanges may take TIMEOUT_S at worst.
    longest = timedelta(minutes=2)
    # By the Message-ID: Exchange, Gmail, Dovecot's and Cyrus's duplicate filters drop a second copy; not all do.
    recognises_repetition = True

    def __init__(self, settings: Settings, context: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._context = context

    def send(self, outgoing: Outgoing) -> str:
        """Hand the message to the server; the reference is its Message-ID."""
        message = mime_message(outgoing, self._settings.mail_from)
        server = self._connected()
        try:
            _hand_over(server, message)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        return str(message["Message-ID"])

    def _connected(self) -> smtplib.SMTP:
        """A connection ready for a message. Whatever goes wrong here is for the operator to mend: the message waits."""
        settings = self._settings
        server: smtplib.SMTP | None = None
        try:
            if settings.mail_tls and settings.mail_port == IMPLICIT_TLS_PORT:
                server = smtplib.SMTP_SSL(
                    settings.mail_host, settings.mail_port, timeout=TIMEOUT_S, context=self._tls()
                )
            else:
                server = smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=TIMEOUT_S)
                if settings.mail_tls:
                    server.starttls(context=self._tls())
            if settings.mail_user:
                server.login(settings.mail_user, settings.mail_password)
        except (smtplib.SMTPException, OSError) as error:
            if server is not None:
                server.close()
            raise Transient(_connecting_code(error)) from error
        return server

    def _tls(self) -> ssl.SSLContext:
        return self._context or ssl.create_default_context()


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise _refused(codes[0] if codes else 550) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Permanent("smtp_utf8_address_not_offered") from error
    except (smtplib.SMTPException, OSError) as error:
        # The connection broke somewhere between MAIL and the answer to the last dot.
        raise Unanswered("smtp_connection_lost") from error


def _refused(code: int) -> Transient | Permanent:
    """RFC 5321: 4yz may succeed later, 5yz will not."""
    kind = Permanent if 500 <= code < 600 else Transient
    return kind(f"smtp_{code}")


def _connecting_code(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "smtp_login_refused"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "smtp_tls_or_login_not_offered"
    if isinstance(error, ssl.SSLError):
        return "smtp_tls_failed"
    return "smtp_unreachable"
