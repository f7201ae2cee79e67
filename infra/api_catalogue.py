"""The catalogue of the API: every route of the four services in one file, for the one page that shows them all.

`python -m infra.api_catalogue` after a change of routes; `python -m infra.api_catalogue check` in `make check`: exit
code 1 when the file is not what the routes say. Services never import each other, so the page reads it from here.
"""

import json
import sys
from typing import Any

from infra.local.services import find_services
from shared.auth.scopes import scope_of
from shared.web.api_catalogue import CATALOGUE
from shared.web.endpoint import Endpoint


def collected() -> dict[str, list[dict[str, Any]]]:
    """Service -> its routes, by path."""
    return {
        name: [_route(name, each) for each in sorted(service.endpoints, key=lambda it: (it.path, it.method))]
        for name, service in find_services().items()
    }


def _route(service: str, endpoint: Endpoint) -> dict[str, Any]:
    return {
        "method": endpoint.method,
        "path": endpoint.path,
        "summary": endpoint.summary,
        "roles": [role.value for role in endpoint.may],
        "scope": scope_of(service, endpoint.method),
    }


def written() -> str:
    """The file as it should be: a line for each route."""
    services = []
    for name, routes in collected().items():
        lines = ",\n".join(f"  {json.dumps(route, ensure_ascii=False)}" for route in routes)
        services.append(f"{json.dumps(name)}: [\n{lines}\n]")
    return "{" + ",\n".join(services) + "}\n"


def fresh() -> bool:
    """Whether the file is what the routes say."""
    return CATALOGUE.exists() and CATALOGUE.read_text("utf-8") == written()


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        if not fresh():
            print(f"{CATALOGUE.name} is not what the routes say: run `make api`")
            sys.exit(1)
    else:
        CATALOGUE.write_text(written(), "utf-8")
