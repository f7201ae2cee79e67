"""Which service and which of its routes an address belongs to: one front for all four, as on AWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.web.problem import MethodNotOffered, NoSuchPage

FRONT_SERVICE = "applications"
"""The service that answers `/`, `/healthz` and `/static/…` for the whole site."""


@dataclass(frozen=True)
class Route:
    """One address of a service, whatever the method: `/applications/{id}`."""

    service: str
    template: str
    methods: tuple[str, ...]

    @property
    def segments(self) -> list[str]:
        return self.template.split("/")[1:]


@dataclass(frozen=True)
class Found:
    """Where a request goes. `method` is the one to call: a HEAD is answered by the GET."""

    route: Route
    method: str
    values: dict[str, str]


class NotOffered(MethodNotOffered):
    """The address is there, but not for this method; `allowed` are those it is there for."""

    says = MethodNotOffered.says

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__()
        self.allowed = allowed

    @property
    def code(self) -> str:
        return MethodNotOffered.__name__


class Front:
    """The routes of all services, found by address."""

    def __init__(self, apps: Mapping[str, Any]) -> None:
        self._services = frozenset(apps)
        self._literal: dict[str, dict[str, Route]] = {name: {} for name in apps}
        self._by_length: dict[tuple[str, int], list[Route]] = {}
        for name, app in apps.items():
            for template, entries in app.routes.items():
                self._add(Route(name, template, tuple(sorted(entries))))
        for routes in self._by_length.values():
            # Literal segments beat placeholders, the leftmost difference deciding.
            routes.sort(key=lambda route: [segment.startswith("{") for segment in route.segments])

    def find(self, method: str, segments: list[str]) -> Found:
        """The route of an address given as decoded segments (`/a/b` is ["a", "b"], `/` is [""]).

        Raises NoSuchPage, or NotOffered for a method the address does not have.
        """
        route, values = self._match(segments)
        wanted = "GET" if method == "HEAD" else method
        if wanted not in route.methods:
            raise NotOffered((*route.methods, "HEAD") if "GET" in route.methods else route.methods)
        return Found(route, wanted, values)

    def _add(self, route: Route) -> None:
        if "{" in route.template:
            self._by_length.setdefault((route.service, len(route.segments)), []).append(route)
        else:
            self._literal[route.service][route.template] = route

    def _match(self, segments: list[str]) -> tuple[Route, dict[str, str]]:
        service = segments[0] if segments[0] in self._services else FRONT_SERVICE
        literal = self._literal.get(service, {}).get("/" + "/".join(segments))
        if literal is not None:
            return literal, {}
        for route in self._by_length.get((service, len(segments)), ()):
            values = _values(route.segments, segments)
            if values is not None:
                return route, values
        raise NoSuchPage


def _values(template: list[str], segments: list[str]) -> dict[str, str] | None:
    values = {}
    for expected, given in zip(template, segments, strict=True):
        if expected.startswith("{"):
            if not given:
                return None
            values[expected[1:-1]] = given
        elif expected != given:
            return None
    return values
