"""How a provider is spoken to: only where the operator said it is, without redirects, briefly, and not at length."""

import http.client
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from shared.auth.oidc.refusals import Unreachable

TIMEOUT_S = 5.0
"""For one request altogether: a person waits for it, and a function's gateway gives up after 29 s."""
LARGEST_ANSWER = 512 * 1024
_CHUNK = 16 * 1024


class Reply:
    """An answer, with as much of `requests.Response` as Authlib asks for."""

    def __init__(self, status_code: int, body: bytes) -> None:
        self.status_code = status_code
        self.body = body

    def json(self) -> Any:
        """The body read as JSON. Raises ValueError."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deep") from error

    def raise_for_status(self) -> None:
        """Raises Unreachable for an answer that is no success."""
        if self.status_code >= 400:
            raise Unreachable(f"the provider answered {self.status_code}")


class Transport:
    """Asks the hosts it was given and no other. Stands where Authlib's client expects a `requests.Session`.

    `origins` are `scheme://host[:port]`. Whatever address a document of the provider names, nothing else is ever asked,
    so no such document can send us to a machine within the house.
    """

    def __init__(self, origins: frozenset[str]) -> None:
        self._origins = origins

    def check(self, address: str) -> str:
        """The address, if it may be asked. Raises Unreachable."""
        if origin_of(address) not in self._origins:
            raise Unreachable("the provider names an address that is not its own")
        return address

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """GET. Raises Unreachable."""
        return self._ask("GET", url, b"", {"Accept": "application/json", **(headers or {})})

    def post(self, url: str, data: Mapping[str, str], headers: Mapping[str, str], auth: Any) -> Reply:
        """POST a form, with the client's own proof in it as `auth` (Authlib's) puts it. Raises Unreachable."""
        url, with_proof, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return self._ask("POST", url, body.encode(), with_proof)

    def _ask(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        parts = urlsplit(self.check(url))
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        until = time.monotonic() + TIMEOUT_S
        connection = kind(parts.netloc, timeout=TIMEOUT_S)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        try:
            connection.request(method, target, body=body or None, headers=dict(headers))
            response = connection.getresponse()
            return Reply(response.status, _read(response, until))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreachable("the provider does not answer") from error
        finally:
            connection.close()


def _read(response: http.client.HTTPResponse, until: float) -> bytes:
    """The whole body. Raises Unreachable for one too large or too slow: a byte now and then is no answer either."""
    body = b""
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > LARGEST_ANSWER or time.monotonic() > until:
            raise Unreachable("the provider's answer is too large or too slow")
    return body


def origin_of(address: str) -> str:
    """`scheme://host[:port]` in lower case; empty for what is no such address, or carries a user's name."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}"
