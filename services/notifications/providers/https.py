"""One signed request to a provider, and what its failing says about whether the message went out."""

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from services.notifications.providers.port import Permanent, Transient, Unanswered

TIMEOUT_S = 10
LARGEST_ANSWER = 1024 * 1024


def host_of(endpoint: str) -> str:
    """What the Host header says, and is signed as."""
    return urlsplit(endpoint).netloc


def post(endpoint: str, target: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """POST and read the JSON answer, which providers send with any status.

    Raises Transient when nothing reached the provider, Unanswered when something did and no understandable answer came.
    """
    parts = urlsplit(endpoint)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=TIMEOUT_S)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise Transient("provider_unreachable") from error
        try:
            connection.request("POST", target, body=body, headers=dict(headers))
            response = connection.getresponse()
            status, text = response.status, response.read(LARGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered("provider_did_not_answer") from error
    finally:
        connection.close()
    return _answer(status, text)


def _answer(status: int, text: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    if isinstance(answer, dict):
        return answer
    if status == http.client.TOO_MANY_REQUESTS:
        raise Transient("provider_http_429")
    if 400 <= status < 500:
        raise Permanent(f"provider_http_{status}")
    raise Unanswered(f"provider_http_{status}")


def code_for(settings_templates: Mapping[str, str], template: str, language: str) -> str:
    """The provider's code of a registered text. Raises Transient for one not registered: it waits for the operator."""
    code = settings_templates.get(f"{template}.{language}")
    if not code:
        raise Transient("sms_template_not_registered")
    return code
