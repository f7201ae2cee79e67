"""One request on its way through a handler, and the service as the web sees it."""

import hashlib
import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from pydantic import TypeAdapter

from shared.auth.actor import Actor, Belongs, Reach, reaches
from shared.home import Home, home_of
from shared.ids import new_id
from shared.rules import Unknown
from shared.store.record import R
from shared.web.endpoint import Endpoint
from shared.web.incoming import Incoming
from shared.web.navigation import ROLE_NAMES, places_of
from shared.web.programme import ProgrammeState, state_of
from shared.web.session import Session, form_token
from shared.work import Cause, Work, perform

P = ParamSpec("P")
A = TypeVar("A")

FormContext = Callable[["Call"], dict[str, Any]]
"""What a form's template needs besides what was sent."""


class Site:
    """A service's name, its routes and what its pages need."""

    def __init__(self, name: str, pages: Path) -> None:
        self.name = name
        self.pages = pages
        self.endpoints: list[Endpoint] = []
        self._form_contexts: dict[str, FormContext] = {}
        self.on_renewal: Callable[[Call], None] | None = None
        """What a service does when a session in use is renewed, at most every few minutes of each."""

    @property
    def home(self) -> Home:
        """The ports this service works with in this process."""
        return home_of(self.name)

    def form_data(self, *templates: str) -> Callable[[FormContext], FormContext]:
        """Declare what a form's template needs besides what was sent, so that it can be shown again with its errors."""

        def register(context: FormContext) -> FormContext:
            self._form_contexts.update(dict.fromkeys(templates, context))
            return context

        return register

    def form_context(self, call: "Call") -> dict[str, Any]:
        """What the form of the call's route needs besides what was sent."""
        context = self._form_contexts.get(call.endpoint.form)
        return context(call) if context else {}


@dataclass
class Call:
    """One request on its way through a handler: who asks, of what, in which language, and the ports to answer with."""

    site: "Site"
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

    def find(self, kind: type[R], id: str) -> R | None:
        """A record or None; what was read together with the session is not read again."""
        if (kind, id) in self.session.read:
            record = self.session.read[kind, id]
            return record if isinstance(record, kind) else None
        return self.home.store.get(kind, id)

    def load(self, kind: type[R], id: str, belongs: Callable[[R], Belongs]) -> R:
        """A record the caller may touch. One that is not there and one that is another's look the same: Unknown."""
        record = self.find(kind, id)
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

    @property
    def programme(self) -> ProgrammeState | None:
        """The programme's state as the caller reads it; None while there is no scheme."""
        return state_of(self.session.programme, self.now, self.language)

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
            "back": self.incoming.page_address.removeprefix(self.home.settings.base_path),
            "service": self.site.name,
            "demo": self.home.settings.demo,
            "staff_sign_in": self.home.settings.oidc_name,
            "now": self.now,
            "large": self.incoming.large_text,
            "programme": self.programme,
        }


@cache
def answers_of(command: Callable[..., Any]) -> TypeAdapter[Any]:
    """How a command's answer is kept for repetitions: by its declared return type."""
    return TypeAdapter(inspect.signature(command).return_annotation)


def _fingerprint(path: str, sent: dict[str, Any]) -> str:
    text = json.dumps([path, sent], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
