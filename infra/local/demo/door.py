"""The gateway's own door: requests of the process itself, who come in before anybody else is let in.

They are the same proxy events for the same routes as over the network, with everything a route checks.
"""

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from infra.local.demo.client import Sent, cookies_of
from infra.local.machine import LOOPBACK, Machine


class Door:
    """Carries requests to the machine's gateway."""

    def __init__(self, machine: Machine) -> None:
        self._gateway = machine.gateway
        self._host = urlsplit(machine.base_url).netloc if machine.base_url else LOOPBACK

    def carry(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Sent:
        """The answer."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "REQUEST_URI": path,
            "REMOTE_ADDR": LOOPBACK,
            "HTTP_HOST": self._host,
            "wsgi.input": io.BytesIO(body or b""),
        }
        if body:
            environ["CONTENT_LENGTH"] = str(len(body))
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            environ["CONTENT_TYPE" if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        started: list[tuple[str, list[tuple[str, str]]]] = []
        chunks = self._gateway(environ, lambda status, sent: started.append((status, sent)))
        status, sent = started[0]
        set_now = [value for name, value in sent if name.lower() == "set-cookie"]
        return Sent(int(status.partition(" ")[0]), cookies_of(set_now), b"".join(chunks))
