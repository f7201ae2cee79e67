"""Route × role: whom a route names, it serves; everybody else it refuses, in both faces."""

from typing import Any

import pytest

from shared.auth.actor import Role
from shared.web.endpoint import Endpoint
from tests.web.asserting import problem, problem_page
from tests.web.routes import ENDPOINTS, ROLES, addresses, named, reached, send


def matrix(*, named_in_may: bool) -> Any:
    return pytest.mark.parametrize(
        ("endpoint", "role"),
        [
            pytest.param(endpoint, role, id=f"{named(endpoint)} {role.value}")
            for endpoint in ENDPOINTS
            for role in ROLES
            if (role in endpoint.may) is named_in_may
        ],
    )


@matrix(named_in_may=False)
def test_role_the_route_does_not_name_is_refused(world, endpoint: Endpoint, role: Role):
    address = addresses(world, endpoint)[0][0]
    for person in world.persons(role):
        status = 403 if person.id else 401
        told = problem(send(world, endpoint, person, address), status)
        assert told["type"] == ("urn:tepai:problem:NotAllowed" if person.id else "urn:tepai:problem:NotSignedIn")
        page = problem_page(send(world, endpoint, person, address, "text/html"), status)
        assert ('href="/applications/sign-in"' in page) or person.id


@matrix(named_in_may=True)
def test_role_the_route_names_is_served(world, endpoint: Endpoint, role: Role):
    statuses = set()
    for person in world.persons(role):
        own = [address for address, belongs in addresses(world, endpoint) if reached(endpoint, person, belongs)]
        for address in own if endpoint.method == "GET" else own[:1]:
            for accept in ("application/json", "text/html"):
                answered = send(world, endpoint, person, address, accept)
                statuses.add(answered.status)
                assert answered.status in (200, 201, 202, 303, 409, 422), answered.body
    assert statuses, "nobody of this role reaches anything through this route: give the world a record for it"
    assert endpoint.method != "GET" or 200 in statuses
