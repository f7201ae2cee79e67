"""A client of the server: JSON, as any program could speak to it."""

import http.client
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 60.0


class Refused(Exception):
    """The server declined; the text is its problem document."""

    def __init__(self, method: str, path: str, status: int, problem: Any) -> None:
        super().__init__(f"{method} {path}: {status} {json.dumps(problem, ensure_ascii=False)}")
        self.status = status
        self.code = str((problem or {}).get("type", "")).rpartition(":")[2]
        """The problem's name for programs."""


@dataclass(frozen=True)
class Sent:
    """What came back: the status, what it set as cookies, and the text."""

    status: int
    cookies: dict[str, str]
    text: bytes


class Carrier(Protocol):
    """Takes a request to the server."""

    def carry(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Sent:
        """The answer. Raises OSError where there is no server."""
        ...


class OverHttp:
    """Over the network."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._prefix = parts.path.rstrip("/")
        self._host, self._port = parts.hostname or "", parts.port

    def carry(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Sent:
        """The answer. Raises OSError."""
        # A connection each: one kept open would be a matter of its own when the server ends in between.
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request(method, self._prefix + path, body, dict(headers))
            response = connection.getresponse()
            set_now = response.headers.get_all("Set-Cookie") or ()
            return Sent(response.status, cookies_of(set_now), response.read())
        finally:
            connection.close()


class Client:
    """Speaks as nobody, or as the person a bearer token belongs to."""

    def __init__(self, to: str | Carrier, token: str = "") -> None:
        self._carrier = OverHttp(to) if isinstance(to, str) else to
        self._token = token
        self.cookies: dict[str, str] | None = None
        """What answers set, for a client that keeps cookies."""

    def with_cookies(self) -> "Client":
        """Another client that keeps cookies, with none yet."""
        client = Client(self._carrier, self._token)
        client.cookies = {}
        return client

    def signed_in(self, token: str) -> "Client":
        """Another client, of the person this token belongs to."""
        return Client(self._carrier, token)

    def get(self, path: str) -> Any:
        """The answer. Raises Refused, and OSError where there is no server."""
        return self._ask("GET", path, None, "")

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        """Send `body`; with the same `key` it happens once, however often it is sent. Raises like `get`."""
        return self._ask("POST", path, body, key)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None, key: str) -> Any:
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = self._carrier.carry(method, path, None if body is None else json.dumps(body).encode(), headers)
        if self.cookies is not None:
            self.cookies |= sent.cookies
        answer = json.loads(sent.text) if sent.text else None
        if sent.status >= 400:
            raise Refused(method, path, sent.status, answer)
        return answer


def cookies_of(set_now: Iterable[str]) -> dict[str, str]:
    """The cookies that `Set-Cookie` values set, by name."""
    pairs = (each.partition(";")[0].partition("=") for each in set_now)
    return {name: value for name, _, value in pairs}
