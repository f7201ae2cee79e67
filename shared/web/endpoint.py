"""A route, written once: a typed function, who may call it, and the page it has."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from pydantic import BaseModel

from shared.auth.actor import Actor, Reach, Role
from shared.rules import NotAllowed
from shared.store.record import Record

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
    together: tuple[type[Record], ...] = ()
    """Kinds of the records the address names: `Call.find` has them from the round trip that read the session."""

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


def check_role(endpoint: Endpoint, actor: Actor) -> None:
    """Refuse a role the route does not name."""
    if actor.role not in endpoint.may:
        raise NotAllowed
