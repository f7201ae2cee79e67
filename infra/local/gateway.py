"""API Gateway on one machine: a WSGI application in front of the services' functions.

Every request and every answer crosses JSON as a REST proxy event, within the gateway's limits, so that what works here
works on AWS. What the gateway itself has to say is a page or a problem document, like everything else.
"""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from infra.local.front import Front, NotOffered
from infra.local.gateway_refusal import refuse
from infra.local.hands import Hands
from infra.local.lambda_context import LambdaContext
from infra.local.loopback import is_loopback
from infra.local.proxy_event import (
    Answer,
    Asked,
    BadAnswer,
    answer_of,
    path_segments,
    proxy_event,
    query_values,
)
from shared.log import log
from shared.rules import Refusal
from shared.service import Service
from shared.web.incoming import BodyTooLarge
from shared.web.problem import Failure, NotFromHere, TooLong

MOST_BODY_BYTES = 10 * 1024 * 1024
"""API Gateway's limit of a request body."""
MOST_PAYLOAD_BYTES = 6 * 1024 * 1024
"""Lambda's limit of a payload, either way: the event or the answer as JSON."""
WAIT_SECONDS = 29.0
"""The longest API Gateway waits for a function."""

_ABOUT_TO_ASK_SECONDS = 0.02

StartResponse = Callable[[str, list[tuple[str, str]]], object]


class Gateway:
    """The WSGI application. Safe to call from many threads."""

    def __init__(
        self, services: Mapping[str, Service], *, wait_seconds: float = WAIT_SECONDS, loopback_only: bool = False
    ) -> None:
        self._services = services
        self._front = Front({name: service.app for name, service in services.items()})
        self._wait_seconds = wait_seconds
        self._loopback_only = loopback_only
        self._hands = Hands("handler")
        self._idle = threading.Condition()
        self._running = 0
        self._asked_at = 0.0

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        with self._idle:
            self._running += 1
            self._asked_at = time.monotonic()
        try:
            answer = self._answered(environ)
        finally:
            with self._idle:
                self._running -= 1
                self._idle.notify_all()
        headers = [(name, value) for name, value in answer.headers if name.lower() != "content-length"]
        if answer.status >= HTTPStatus.OK and answer.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            headers.append(("Content-Length", str(len(answer.body))))
        start_response(_status_line(answer.status), headers)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def wait_until_idle(self, seconds: float) -> bool:
        """Whether within `seconds` there is a moment in which no request is being answered."""
        with self._idle:
            return self._idle.wait_for(lambda: self._running == 0, timeout=seconds)

    def asking(self) -> bool:
        """Whether somebody waits for an answer, or may be about to ask again."""
        return self._running > 0 or time.monotonic() - self._asked_at < _ABOUT_TO_ASK_SECONDS

    def close(self) -> None:
        """Let the threads go."""
        self._hands.close()

    def _answered(self, environ: Mapping[str, Any]) -> Answer:
        raw_path, _, raw_query = str(environ.get("REQUEST_URI") or _quoted(environ)).partition("?")
        asked = _asked(environ, raw_path)
        try:
            if self._loopback_only and not is_loopback(f"//{environ.get('HTTP_HOST', '')}"):
                raise NotFromHere
            if int(environ.get("CONTENT_LENGTH") or 0) > MOST_BODY_BYTES:
                raise BodyTooLarge
            segments, query = path_segments(raw_path), query_values(raw_query)
            body = environ["wsgi.input"].read(MOST_BODY_BYTES + 1) if environ.get("CONTENT_LENGTH") else b""
            if len(body) > MOST_BODY_BYTES:
                raise BodyTooLarge
            path = "/" + "/".join(segments)
            asked = replace(asked, path=path, segments=segments, query=query, body=body)
            return self._invoked(asked)
        except NotOffered as refusal:
            answer = refuse(self._services, asked, refusal)
            return Answer(answer.status, [*answer.headers, ("Allow", ", ".join(refusal.allowed))], answer.body)
        except (TooLong, NotFromHere) as refusal:
            return refuse(self._services, asked, refusal, ask_store=False)
        except BadAnswer as error:
            log("gateway").error("bad answer", extra={"request": asked.request_id, "why": str(error)})
            return refuse(self._services, asked, Failure(), ask_store=False)
        except Refusal as refusal:
            return refuse(self._services, asked, refusal)

    def _invoked(self, asked: Asked) -> Answer:
        found = self._front.find(asked.method, asked.segments)
        event = json.dumps(proxy_event(asked, found.route.template, found.method, found.values))
        if len(event) > MOST_PAYLOAD_BYTES:
            raise BodyTooLarge
        service = self._services[found.route.service]
        context = LambdaContext(f"tepai-{service.name}", asked.request_id, self._wait_seconds)
        try:
            payload = self._hands.run(lambda: _call(service.app, event, context), self._wait_seconds)
        except TimeoutError:
            log("gateway").error("no answer in time", extra={"route": found.route.template})
            raise TooLong from None
        except Exception as error:
            log("gateway").exception("function failed", extra={"route": found.route.template})
            raise BadAnswer(f"the function raised {type(error).__name__}") from error
        if len(payload) > MOST_PAYLOAD_BYTES:
            raise BadAnswer("the answer is larger than Lambda's 6 MB")
        return answer_of(payload)


def _call(app: Any, event: str, context: LambdaContext) -> str:
    # json.dumps writes ASCII, so its length is its size in bytes.
    return json.dumps(app(json.loads(event), context))


def _asked(environ: Mapping[str, Any], raw_path: str) -> Asked:
    headers = {
        name[5:].replace("_", "-").title(): str(value) for name, value in environ.items() if name.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").title()] = str(environ[name])
    return Asked(
        method=str(environ["REQUEST_METHOD"]),
        path=raw_path,
        segments=[],
        query={},
        headers=headers,
        source_ip=str(environ.get("REMOTE_ADDR", "")),
        request_id=str(uuid.uuid4()),
    )


def _quoted(environ: Mapping[str, Any]) -> str:
    """The address as it was typed, where the server (unlike waitress) does not tell."""
    from urllib.parse import quote

    path = quote(str(environ.get("PATH_INFO") or "/").encode("latin-1"), safe="/%:@!$&'()*+,;=~-._")
    query = environ.get("QUERY_STRING")
    return f"{path}?{query}" if query else path


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"
