"""A route, written once: a typed function, who may call it, and the page it has. It answers JSON or HTML."""

import hashlib
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter

from shared.auth.actor import Actor, Belongs, Reach, Role, reaches
from shared.home import Home
from shared.ids import new_id
from shared.rules import NotAllowed, Unknown
from shared.store.record import R
from shared.web.incoming import Incoming
from shared.web.navigation import ROLE_NAMES, places_of
from shared.web.session import Session, form_token
from shared.work import Cause, Work, perform

if TYPE_CHECKING:
    from shared.service import Service

P = ParamSpec("P")
A = TypeVar("A")

May = Mapping[Role, Reach]
"""Who may call a route, and how far each role reaches through it."""

KEY_FIELD = "idempotency_key"
TOKEN_FIELD = "form_token"  # noqa: S105 - a field's name
LONGEST_KEY = 100


@dataclass(frozen=True)
class Endpoint:
    """One declared route. `page` renders its answer, `form` is shown again when what was sent must be mended."""

    method: str
    path: str
    may: May
    handler: Callable[..., Any]
    page: str = ""
    form: str = ""
    summary: str = ""

    @property
    def name(self) -> str:
        return self.handler.__name__

    @cached_property
    def signature(self) -> inspect.Signature:
        return inspect.signature(self.handler)

    @cached_property
    def body(self) -> type[BaseModel] | None:
        """The model of what is sent: the type of the handler's parameter `body`."""
        return self._parameter("body")

    @cached_property
    def query(self) -> type[BaseModel] | None:
        """The model of the address's parameters: the type of the handler's parameter `query`."""
        return self._parameter("query")

    @cached_property
    def answer(self) -> type[BaseModel] | None:
        """The model of the answer: the returned type, or what Shown or Done hold."""
        returned = self.signature.return_annotation
        for candidate in (returned, *get_args(returned)):
            if inspect.isclass(candidate) and issubclass(candidate, BaseModel):
                return candidate
        return None

    def _parameter(self, name: str) -> type[BaseModel] | None:
        parameter = self.signature.parameters.get(name)
        return None if parameter is None else parameter.annotation


@dataclass
class Call:
    """One request on its way through a handler: who asks, of what, in which language, and the ports to answer with."""

    service: "Service"
    endpoint: Endpoint
    incoming: Incoming
    session: Session
    home: Home
    sent: dict[str, Any] = field(default_factory=dict)
    """The body's fields as they came, for a form that must be shown again."""
    key: str = ""
    """The Idempotency-Key, or the form's hidden one, or a fresh one."""

    @property
    def actor(self) -> Actor:
        return self.session.actor

    @property
    def language(self) -> str:
        return self.incoming.language

    @property
    def now(self) -> datetime:
        return self.home.clock.now()

    @property
    def reach(self) -> Reach:
        """How far the caller's role reaches through this route."""
        return self.endpoint.may[self.actor.role]

    def load(self, kind: type[R], id: str, belongs: Callable[[R], Belongs]) -> R:
        """A record the caller may touch. One that is not there and one that is another's look the same: Unknown."""
        record = self.home.store.get(kind, id)
        if record is None:
            raise Unknown
        self.claim(belongs(record))
        return record

    def claim(self, belongs: Belongs) -> None:
        """Refuse, as Unknown, what belongs to people the caller's role does not reach on this route."""
        if not reaches(self.actor, self.reach, belongs):
            raise Unknown

    def perform(self, command: Callable[Concatenate[Work, P], A], *args: P.args, **kwargs: P.kwargs) -> A:
        """Carry out a command once for this request's key, however often the request is sent."""
        who = self.actor.person or "public"
        cause = Cause(
            key=f"http/{who}/{command.__name__}/{self.key}",
            correlation_id=self.incoming.request_id or self.key,
            causation_id=self.key,
            fingerprint=_fingerprint(self.incoming.path, self.sent),
        )
        answer: A = perform(
            self.home.store,
            self.home.clock,
            lambda work: command(work, *args, **kwargs),
            by=self.actor,
            cause=cause,
            answers=answers_of(command),
        )
        return answer

    def url_for(self, path: str) -> str:
        """A link people can follow: `path` behind the gateway's base path."""
        return f"{self.home.settings.base_path}{path}"

    def page_context(self) -> dict[str, Any]:
        """What every template knows."""
        return {
            "actor": self.actor,
            "role": self.actor.role.value,
            "role_name": ROLE_NAMES.get(self.actor.role, ""),
            "places": places_of(self.actor.role),
            "url_for": self.url_for,
            "form_token": form_token(self.home, self.session),
            "idempotency_key": self.key or new_id(),
            "here": self.incoming.path,
            "service": self.service.name,
            "demo": self.home.settings.demo,
            "now": self.now,
        }


@cache
def answers_of(command: Callable[..., Any]) -> TypeAdapter[Any]:
    """How a command's answer is kept for repetitions: by its declared return type."""
    return TypeAdapter(inspect.signature(command).return_annotation)


def _fingerprint(path: str, sent: dict[str, Any]) -> str:
    text = json.dumps([path, sent], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_role(endpoint: Endpoint, actor: Actor) -> None:
    """Refuse a role the route does not name."""
    if actor.role not in endpoint.may:
        raise NotAllowed
