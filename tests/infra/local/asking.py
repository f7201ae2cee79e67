"""A WSGI request to the gateway, and what came back."""

import io
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answered:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        return found[0] if found else ""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(gateway, method: str, target: str, body: bytes = b"", **headers: str) -> Answered:
    """`target` is what stands in the request line; a header is named with underscores."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "REQUEST_URI": target,
        "PATH_INFO": target.partition("?")[0],
        "QUERY_STRING": target.partition("?")[2],
        "REMOTE_ADDR": "192.0.2.7",
        "wsgi.input": io.BytesIO(body),
    }
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    for name, value in headers.items():
        key = name.upper()
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    started: list[Any] = []
    chunks = gateway(environ, lambda status, sent: started.append((status, sent)))
    status, sent = started[0]
    return Answered(int(status.split()[0]), sent, b"".join(chunks))
