"""SMS through Amazon SNS, in the regions that offer it (those of `aws-cn` do not)."""

from functools import cached_property
from typing import Any

from services.notifications.providers.aws_calls import LONGEST, carried_out, client
from services.notifications.providers.port import Outgoing
from shared.settings import Settings


class Sns:
    """Sends whole texts."""

    name = "sns"
    longest = LONGEST
    recognises_repetition = False

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, outgoing: Outgoing) -> str:
        """Send; the reference is SNS's MessageId."""
        transactional = {"DataType": "String", "StringValue": "Transactional"}
        answer = carried_out(
            lambda: self._client.publish(
                PhoneNumber=outgoing.to,
                Message=outgoing.text,
                MessageAttributes={"AWS.SNS.SMS.SMSType": transactional},
            )
        )
        return str(answer["MessageId"])

    @cached_property
    def _client(self) -> Any:
        return client("sns", self._settings.sms_region)
