"""What a handler may answer, and the security headers every answer carries."""

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

TLS_ONLY = "max-age=31536000"
"""Strict-Transport-Security of an installation people reach over TLS: browsers come no other way for a year."""


@dataclass(frozen=True)
class Shown(Generic[M]):
    """A page or document: `answer` for both faces, `extra` for the page's template alone."""

    answer: M
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Done(Generic[M]):
    """Something was done: programs get `answer` with `status`, a browser is sent on to `see` (303)."""

    answer: M
    see: str
    status: int = 200
    headers: dict[str, Any] = field(default_factory=dict)
    """A header that comes several times (Set-Cookie) has a list."""


@dataclass(frozen=True)
class Away(Done[M]):
    """Like Done, but `see` is a whole address of somebody else's. Never one that was sent to us."""


@dataclass(frozen=True)
class Document:
    """A file to download or a static part of a page, with its own type."""

    body: bytes
    media_type: str
    headers: dict[str, str] = field(default_factory=dict)
