"""A request as the proxy event of API Gateway REST, and a function's answer as a response: both are JSON alone."""

import json
import time
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from shared.language import N_
from shared.rules import Refusal

STAGE = "local"

_TEXT_TYPES = ("application/json", "application/x-www-form-urlencoded", "application/problem+json", "application/xml")


class BadAddress(Refusal):
    """An address whose percent-encoding is not UTF-8, or not percent-encoding."""

    says = N_("地址的编码不正确,请检查链接是否完整")


class BadAnswer(Exception):
    """A function answered what the gateway cannot pass on."""


@dataclass(frozen=True)
class Asked:
    """What a client asked, decoded as far as an address goes."""

    method: str
    path: str
    segments: list[str]
    query: dict[str, list[str]]
    headers: dict[str, str]
    source_ip: str
    request_id: str
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What goes back to the client."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def path_segments(raw_path: str) -> list[str]:
    """The decoded segments of an address; one slash at its end makes no difference. Raises BadAddress."""
    trimmed = raw_path.removesuffix("/").removeprefix("/") if raw_path != "/" else ""
    return [_decoded(segment) for segment in trimmed.split("/")]


def query_values(raw_query: str) -> dict[str, list[str]]:
    """The values of each parameter of an address, in order. Raises BadAddress."""
    if not raw_query:
        return {}
    _check_percents(raw_query)
    values: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(raw_query, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError:
        raise BadAddress from None
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def proxy_event(asked: Asked, resource: str, method: str, values: dict[str, str]) -> dict[str, Any]:
    """The event of `asked` on its way to the route `resource`."""
    text, encoded = _event_body(asked)
    return {
        "resource": resource,
        "path": asked.path,
        "httpMethod": method,
        "headers": asked.headers,
        "multiValueHeaders": {name: [value] for name, value in asked.headers.items()},
        "queryStringParameters": {name: given[-1] for name, given in asked.query.items()} or None,
        "multiValueQueryStringParameters": asked.query or None,
        "pathParameters": values or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": asked.path,
            "requestId": asked.request_id,
            "requestTimeEpoch": time.time_ns() // 1_000_000,
            "protocol": "HTTP/1.1",
            "stage": STAGE,
            "identity": {"sourceIp": asked.source_ip, "userAgent": asked.headers.get("User-Agent")},
        },
        "body": text,
        "isBase64Encoded": encoded,
    }


def answer_of(payload: str) -> Answer:
    """What a function answered, as a response. Raises BadAnswer where it is not one, as API Gateway would (502)."""
    try:
        data = json.loads(payload)
        status = data["statusCode"]
        headers = _headers(data)
        body = data.get("body") or ""
        raw = b64decode(body, validate=True) if data.get("isBase64Encoded") else body.encode()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadAnswer(f"not an answer a gateway can pass on: {type(error).__name__}") from error
    if not isinstance(status, int) or not 100 <= status <= 599:
        raise BadAnswer("no status")
    return Answer(status, headers, raw)


def _headers(data: dict[str, Any]) -> list[tuple[str, str]]:
    several = data.get("multiValueHeaders") or {}
    named = {name.lower() for name in several}
    single = [(name, str(value)) for name, value in (data.get("headers") or {}).items() if name.lower() not in named]
    found = single + [(name, str(value)) for name, values in several.items() for value in values]
    for name, value in found:
        (name + value).encode("latin-1")
        if "\r" in value or "\n" in value:
            raise BadAnswer("a header holds a line break")
    return found


def _event_body(asked: Asked) -> tuple[str | None, bool]:
    if not asked.body:
        return None, False
    media_type = asked.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type in _TEXT_TYPES or media_type.startswith("text/") or not media_type:
        try:
            return asked.body.decode(), False
        except UnicodeDecodeError:
            pass
    return b64encode(asked.body).decode("ascii"), True


def _decoded(text: str) -> str:
    if "%" not in text:
        if not text.isascii():
            raise BadAddress
        return text
    _check_percents(text)
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise BadAddress from None


def _check_percents(text: str) -> None:
    for part in text.split("%")[1:]:
        if len(part) < 2 or not all(digit in "0123456789abcdefABCDEF" for digit in part[:2]):
            raise BadAddress
