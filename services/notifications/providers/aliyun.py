"""SMS through Alibaba Cloud (Dysmsapi 2017-05-25, SendSms), signed with ACS3-HMAC-SHA256.

Source: Alibaba Cloud, "V3 request structure and signature" and the SendSms reference.
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, timedelta
from hashlib import sha256
from urllib.parse import quote

from services.notifications.providers.https import code_for, host_of, post
from services.notifications.providers.port import Outgoing, Permanent, Transient, Unanswered
from shared.clock import Clock
from shared.settings import Settings

ENDPOINT = "https://dysmsapi.aliyuncs.com"
VERSION = "2017-05-25"
ALGORITHM = "ACS3-HMAC-SHA256"

LATER = ("Throttling", "isv.BUSINESS_LIMIT_CONTROL", "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE")
"""Codes that begin so go away by themselves, or when the operator pays or waits."""
NOBODY_KNOWS = ("isp.SYSTEM_ERROR", "InternalError", "ServiceUnavailable", "isp.UNKNOWN")
"""Codes of something that broke at the provider: the text may have gone out."""


class Aliyun:
    """Sends registered texts."""

    name = "aliyun"
    longest = timedelta(minutes=1)
    recognises_repetition = False

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._endpoint = settings.sms_endpoint or ENDPOINT

    def send(self, outgoing: Outgoing) -> str:
        """Send; the reference is Alibaba's BizId."""
        settings = self._settings
        query = canonical_query(
            {
                "PhoneNumbers": outgoing.to,
                "SignName": settings.sms_signature,
                "TemplateCode": code_for(settings.sms_templates, outgoing.template, outgoing.language),
                "TemplateParam": json.dumps(dict(outgoing.words), ensure_ascii=False),
                "OutId": outgoing.key,
            }
        )
        headers = {
            "host": host_of(self._endpoint),
            "x-acs-action": "SendSms",
            "x-acs-content-sha256": sha256(b"").hexdigest(),
            "x-acs-date": self._clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": VERSION,
        }
        signed = authorization(settings.sms_key_id, settings.sms_key_secret, "POST", query, headers)
        answer = post(self._endpoint, f"/?{query}", {**headers, "Authorization": signed}, b"")
        code = str(answer.get("Code", ""))
        if code == "OK":
            return str(answer.get("BizId", ""))
        raise _not_delivered(code)


def _not_delivered(code: str) -> Transient | Permanent | Unanswered:
    if code.startswith(LATER):
        return Transient(f"aliyun_{code}")
    if not code or code.startswith(NOBODY_KNOWS):
        return Unanswered(f"aliyun_{code}")
    return Permanent(f"aliyun_{code}")


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Parameters sorted by name, percent-encoded by RFC 3986."""
    return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(parameters.items()))


def authorization(key_id: str, key_secret: str, method: str, query: str, headers: Mapping[str, str]) -> str:
    """The Authorization header of a request to `/`; all of `headers` are signed, their names in lower case."""
    names = sorted(headers)
    signed_names = ";".join(names)
    canonical = "\n".join(
        [
            method,
            "/",
            query,
            *(f"{name}:{headers[name].strip()}" for name in names),
            "",
            signed_names,
            headers["x-acs-content-sha256"],
        ]
    )
    text = f"{ALGORITHM}\n{sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), text.encode(), sha256).hexdigest()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={signed_names},Signature={signature}"
