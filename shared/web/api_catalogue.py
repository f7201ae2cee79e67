"""What the four services offer programs, read from the catalogue that `make api` writes out of their routes."""

import json
from functools import cache
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from shared.auth.actor import Role

CATALOGUE = Path(__file__).with_suffix(".json")


class Route(BaseModel, frozen=True, defer_build=True):
    """One route: who may call it, and which scope a program's token needs for it."""

    method: str
    path: str
    summary: str
    roles: tuple[Role, ...]
    scope: str


@cache
def catalogue() -> dict[str, tuple[Route, ...]]:
    """Service -> its routes, by path."""
    return TypeAdapter(dict[str, tuple[Route, ...]]).validate_python(json.loads(CATALOGUE.read_text("utf-8")))


@cache
def scopes_for(role: Role) -> tuple[str, ...]:
    """The scopes that give a program of this role anything its person may and the public may not."""
    own = (each for routes in catalogue().values() for each in routes if role in each.roles)
    return tuple(dict.fromkeys(each.scope for each in own if Role.PUBLIC not in each.roles))
