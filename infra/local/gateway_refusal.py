"""What the gateway says by itself, in the face and language that were asked for, on the site's own problem page."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from infra.local.front import FRONT_SERVICE
from infra.local.proxy_event import Answer, Asked, answer_of, proxy_event
from shared.auth.actor import Reach, Role
from shared.rules import Refusal
from shared.service import Service
from shared.web.answer import SECURITY_HEADERS
from shared.web.dispatch import dispatch
from shared.web.endpoint import Endpoint
from shared.web.incoming import Incoming
from shared.web.problem import PROBLEM_TYPE, problem_of

_EVERYONE = dict.fromkeys(Role, Reach.ALL)
_PERSONAL = ("Cookie", "Authorization")


def refuse(services: Mapping[str, Service], asked: Asked, refusal: Refusal, *, ask_store: bool = True) -> Answer:
    """The answer that says `refusal`. Without `ask_store` nobody is recognised, as the store may be what hangs."""
    event = proxy_event(_as_reading(asked, ask_store), asked.path, "GET", {})
    service = services.get(FRONT_SERVICE)
    if service is None:
        return plain_refusal(refusal, Incoming.of(event).language)

    def say(call: Any) -> None:
        raise refusal

    # Not the address: what was typed there may be personal, and a route is what logs name.
    response = dispatch(service, Endpoint("GET", "(none)", _EVERYONE, say), event, {})
    return answer_of(json.dumps(response.to_dict(service.app.api.binary_types)))


def plain_refusal(refusal: Refusal, language: str) -> Answer:
    """The same as a problem document and nothing else."""
    problem = problem_of(refusal, language)
    body = problem.model_dump_json(exclude_none=True).encode()
    return Answer(problem.status, [*SECURITY_HEADERS.items(), ("Content-Type", PROBLEM_TYPE)], body)


def _as_reading(asked: Asked, ask_store: bool) -> Asked:
    """The request without what was sent: only who asks and how they want to be answered matters here."""
    headers = {name: value for name, value in asked.headers.items() if ask_store or name not in _PERSONAL}
    return replace(asked, method="GET", headers=headers, query={}, body=b"")
