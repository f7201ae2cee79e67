"""SMS through Tencent Cloud (SMS 2021-01-11, SendSms), signed with TC3-HMAC-SHA256.

Source: Tencent Cloud, "Signature v3" and the SendSms reference.
"""

import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from services.notifications.providers.https import code_for, host_of, post
from services.notifications.providers.port import NotDelivered, Outgoing, Permanent, Transient, Unanswered
from shared.clock import Clock
from shared.settings import Settings

ENDPOINT = "https://sms.tencentcloudapi.com"
REGION = "ap-guangzhou"
SERVICE = "sms"
VERSION = "2021-01-11"
ALGORITHM = "TC3-HMAC-SHA256"
JSON_TYPE = "application/json; charset=utf-8"
SIGNED_HEADERS = "content-type;host"

LATER = ("LimitExceeded", "RequestLimitExceeded", "FailedOperation.InsufficientBalanceInSmsPackage")
"""Codes that begin so go away by themselves, or when the operator pays or waits."""
NOBODY_KNOWS = ("InternalError", "FailedOperation.FailResolvePacket", "ResourceUnavailable")
"""Codes of something that broke at the provider: the text may have gone out."""


class Tencent:
    """Sends registered texts."""

    name = "tencent"
    longest = timedelta(minutes=1)
    recognises_repetition = False

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._endpoint = settings.sms_endpoint or ENDPOINT

    def send(self, outgoing: Outgoing) -> str:
        """Send; the reference is Tencent's SerialNo."""
        settings = self._settings
        body = json.dumps(
            {
                "PhoneNumberSet": [outgoing.to],
                "SmsSdkAppId": settings.sms_app_id,
                "SignName": settings.sms_signature,
                "TemplateId": code_for(settings.sms_templates, outgoing.template, outgoing.language),
                "TemplateParamSet": list(outgoing.words.values()),
                "SessionContext": outgoing.key,
            }
        ).encode()
        now = self._clock.now()
        host = host_of(self._endpoint)
        headers = {
            "Content-Type": JSON_TYPE,
            "Host": host,
            "X-TC-Action": "SendSms",
            "X-TC-Version": VERSION,
            "X-TC-Region": settings.sms_region or REGION,
            "X-TC-Timestamp": str(int(now.timestamp())),
            "Authorization": authorization(settings.sms_key_id, settings.sms_key_secret, SERVICE, host, body, now),
        }
        return _reference(post(self._endpoint, "/", headers, body))


def _reference(answer: dict[str, Any]) -> str:
    response = answer.get("Response") or {}
    if error := response.get("Error"):
        raise _not_delivered(str(error.get("Code", "")))
    statuses = response.get("SendStatusSet") or [{}]
    status = statuses[0]
    if status.get("Code") == "Ok":
        return str(status.get("SerialNo", ""))
    raise _not_delivered(str(status.get("Code", "")))


def _not_delivered(code: str) -> NotDelivered:
    if code.startswith(LATER):
        return Transient(f"tencent_{code}")
    if not code or code.startswith(NOBODY_KNOWS):
        return Unanswered(f"tencent_{code}")
    return Permanent(f"tencent_{code}")


def authorization(key_id: str, key_secret: str, service: str, host: str, body: bytes, moment: datetime) -> str:
    """The Authorization header of a POST of JSON to `/` at `moment`; content type and host are signed."""
    day = moment.astimezone(UTC).strftime("%Y-%m-%d")
    canonical = f"POST\n/\n\ncontent-type:{JSON_TYPE}\nhost:{host}\n\n{SIGNED_HEADERS}\n{sha256(body).hexdigest()}"
    scope = f"{day}/{service}/tc3_request"
    text = f"{ALGORITHM}\n{int(moment.timestamp())}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{key_secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), sha256).digest()
    signature = hmac.new(key, text.encode(), sha256).hexdigest()
    return f"{ALGORITHM} Credential={key_id}/{scope}, SignedHeaders={SIGNED_HEADERS}, Signature={signature}"
