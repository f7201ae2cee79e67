"""A request as it comes out of a gateway's proxy event."""

import json
import re
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from shared.language import CHINESE, LANGUAGES, N_
from shared.rules import Refusal

LARGEST_BODY = 1024 * 1024
"""Bytes of a JSON or form body. Files do not come this way, so more is a mistake or an attack."""

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"

LANGUAGE_COOKIE = "language"
TEXT_COOKIE = "tepai_text"
LARGE_TEXT = "large"
"""What the cookie of the text's size holds in elder mode; anything else is the usual size."""

MOST_LEVELS = 20
"""How deep sent data may be nested; what is deeper is no form of ours and would only exhaust whoever walks it."""

_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of surrogate pairs: no store, page or document could keep or show them all."""

MOST_ROW_DIGITS = 4
"""Digits of a row's number in a form's field name."""


class BodyTooLarge(Refusal):
    """More than a form or JSON body may hold."""

    says = N_("提交的内容过大，最多 1 MB")


class BadBody(Refusal):
    """Not a JSON object, or no readable form."""

    says = N_("无法读取提交的内容，应为 JSON 对象或网页表单")


class WrongMediaType(Refusal):
    """Neither JSON nor a form."""

    says = N_("不支持的内容类型，请使用 application/json 或网页表单")


@dataclass(frozen=True)
class Incoming:
    """What a client asked, with names lower-cased and cookies read. `route` is the template, `path` what was typed."""

    method: str
    route: str
    path: str
    headers: dict[str, str]
    query: dict[str, list[str]]
    cookies: dict[str, str]
    raw_body: bytes = field(repr=False)
    request_id: str = ""
    source: str = field(default="", repr=False)
    """The address it came from, as the gateway saw it: for counting, never for logs or records as it is."""

    @classmethod
    def of(cls, event: dict[str, Any]) -> "Incoming":
        """Read a REST proxy event."""
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        body = event.get("body") or ""
        raw = b64decode(body) if event.get("isBase64Encoded") else body.encode()
        context = event["requestContext"]
        return cls(
            method=context["httpMethod"],
            route=context["resourcePath"],
            path=event.get("path") or context.get("path") or context["resourcePath"],
            headers=headers,
            query=event.get("multiValueQueryStringParameters") or {},
            cookies=_cookies(headers.get("cookie", "")),
            raw_body=raw,
            request_id=context.get("requestId", ""),
            source=(context.get("identity") or {}).get("sourceIp") or "",
        )

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_form(self) -> bool:
        return self.media_type == FORM_TYPE

    @property
    def wants_page(self) -> bool:
        """Whether a person's browser asked (it names text/html), rather than a program."""
        accept = self.headers.get("accept", "")
        return "text/html" in accept or (self.is_form and JSON_TYPE not in accept)

    @property
    def page_address(self) -> str:
        """The page somebody is on: this address, or for a form that was sent the one it came from."""
        if self.method == "GET":
            return f"{self.path}?{urlencode(self.query, doseq=True)}" if self.query else self.path
        try:
            came_from = urlsplit(self.headers.get("referer", ""))
        except ValueError:
            return "/"
        return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path or "/"

    @property
    def language(self) -> str:
        """The chosen language; Chinese unless the cookie, or for programs Accept-Language, asks for another."""
        chosen = self.cookies.get(LANGUAGE_COOKIE) or self.headers.get("accept-language", "")[:2].lower()
        if self.wants_page and LANGUAGE_COOKIE not in self.cookies:
            return CHINESE
        return chosen if chosen in LANGUAGES else CHINESE

    @property
    def large_text(self) -> bool:
        """Whether the pages are asked for in elder mode."""
        return self.cookies.get(TEXT_COOKIE) == LARGE_TEXT

    def fields(self) -> dict[str, Any]:
        """The body as nested data, from JSON or a form. Raises BodyTooLarge, BadBody, WrongMediaType."""
        if len(self.raw_body) > LARGEST_BODY:
            raise BodyTooLarge
        if self.is_form:
            return nested(_pairs(self.raw_body))
        if self.media_type == JSON_TYPE:
            return _json_object(self.raw_body)
        if not self.raw_body:
            return {}
        raise WrongMediaType


def _cookies(header: str) -> dict[str, str]:
    # Not by http.cookies, which gives up all that follow a cookie it does not like: others on this host set theirs too.
    pairs = (each.strip().partition("=") for each in header.split(";"))
    return {name: value.strip('"') for name, equals, value in pairs if equals}


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        data = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        raise BadBody from None
    if not isinstance(data, dict):
        raise BadBody
    _check_inside(data)
    return data


def _check_inside(data: dict[str, Any]) -> None:
    """Raises BadBody for data nested too deep, and for text with what is no character (see _NO_CHARACTER)."""
    level: list[Any] = [data]
    for _ in range(MOST_LEVELS):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, str) and _NO_CHARACTER.search(each):
                raise BadBody
            inner += [*each, *each.values()] if isinstance(each, dict) else each if isinstance(each, list) else []
        if not inner:
            return
        level = inner
    raise BadBody


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=2000)
    except ValueError:
        raise BadBody from None


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """A form's flat names as nested data: `needs-0-title=x` -> {"needs": [{"title": "x"}]}.

    Empty fields are left out, so that "not filled in" looks the same from a form and from JSON; a name that comes
    several times is a list; rows of a table that are wholly empty disappear.
    """
    tree: dict[str, Any] = {}
    for name, value in pairs:
        # Word processors paste such characters (a soft line break is one): a person is not troubled with them.
        if not (text := _NO_CHARACTER.sub(" ", value).strip()):
            continue
        *parents, leaf = name.split("-", MOST_LEVELS)
        node = tree
        for parent in parents:
            below = node.setdefault(parent, {})
            node = below if isinstance(below, dict) else {}
        if leaf not in node:
            node[leaf] = text
        else:
            node[leaf] = [*(node[leaf] if isinstance(node[leaf], list) else [node[leaf]]), text]
    result = _with_lists(tree)
    return result if isinstance(result, dict) else {}


def _with_lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    inner = {name: _with_lists(child) for name, child in node.items()}
    if inner and all(_is_row(name) for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def _is_row(name: str) -> bool:
    return name.isascii() and name.isdecimal() and len(name) <= MOST_ROW_DIGITS


def flattened(data: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested data as a form's flat names again, the other way round from `nested`; lists of plain values stay lists."""
    flat: dict[str, Any] = {}
    for name, value in data.items():
        rows = (
            dict(enumerate(value))
            if isinstance(value, list | tuple) and any(isinstance(row, dict) for row in value)
            else value
        )
        if isinstance(rows, dict):
            flat |= flattened({str(key): inner for key, inner in rows.items()}, f"{prefix}{name}-")
        else:
            flat[f"{prefix}{name}"] = value
    return flat
