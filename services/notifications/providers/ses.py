"""E-mail through Amazon SES with the function's own rights, where SES exists (in `aws-cn` it does not)."""

from functools import cached_property
from typing import Any

from services.notifications.providers.aws_calls import LONGEST, carried_out, client
from services.notifications.providers.mime import mime_message
from services.notifications.providers.port import Outgoing
from shared.settings import Settings


class Ses:
    """Sends the same message as over SMTP. SES puts a Message-ID of its own, so a repetition is not recognised."""

    name = "ses"
    longest = LONGEST
    recognises_repetition = False

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, outgoing: Outgoing) -> str:
        """Send; the reference is SES's MessageId."""
        message = mime_message(outgoing, self._settings.mail_from)
        answer = carried_out(
            lambda: self._client.send_email(
                FromEmailAddress=self._settings.mail_from,
                Destination={"ToAddresses": [outgoing.to]},
                Content={"Raw": {"Data": message.as_bytes()}},
            )
        )
        return str(answer["MessageId"])

    @cached_property
    def _client(self) -> Any:
        return client("sesv2", "")
