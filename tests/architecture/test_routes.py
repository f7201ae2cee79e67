"""Every route of every service says who may call it, has its page, and stands where its service lives."""

import importlib
import re

import pytest

from shared.auth.actor import Reach, Role
from shared.web.endpoint import Endpoint
from shared.web.navigation import PLACES
from shared.web.openapi import openapi
from shared.web.pages import TEMPLATES

SERVICES = ("applications", "matching", "outcomes", "notifications")
FRONT = ("/", "/healthz", "/static/guide", "/static/guide.csv", "/static/{name}")

ALL = [
    (name, importlib.import_module(f"services.{name}.app").service, endpoint)
    for name in SERVICES
    for endpoint in importlib.import_module(f"services.{name}.app").service.endpoints
]
NAMED = [pytest.param(*each, id=f"{each[2].method} {each[2].path}") for each in ALL]


@pytest.mark.parametrize(("name", "service", "endpoint"), NAMED)
def test_route_says_who_may_call_it(name, service, endpoint: Endpoint):
    assert endpoint.may, "a route without roles is nobody's"
    assert {type(role) for role in endpoint.may} == {Role}
    assert {type(reach) for reach in endpoint.may.values()} == {Reach}
    assert Role.SERVICE not in endpoint.may
    assert endpoint.summary


@pytest.mark.parametrize(("name", "service", "endpoint"), NAMED)
def test_route_stands_below_its_service(name, service, endpoint: Endpoint):
    below = endpoint.path == f"/{name}" or endpoint.path.startswith(f"/{name}/")
    assert below or (name == "applications" and endpoint.path in FRONT)


@pytest.mark.parametrize(("name", "service", "endpoint"), NAMED)
def test_route_is_typed_and_has_its_templates(name, service, endpoint: Endpoint):
    assert endpoint.signature.return_annotation is not None
    assert endpoint.method == "GET" or endpoint.body is not None, "a change without a declared body"
    placeholders = set(re.findall(r"{(\w+)}", endpoint.path))
    assert placeholders <= set(endpoint.signature.parameters), "a place in the path the function does not take"
    for template in filter(None, (endpoint.page, endpoint.form)):
        assert (service.pages / template).exists() or (TEMPLATES / template).exists(), template


@pytest.mark.parametrize("name", SERVICES)
def test_description_of_the_api_names_every_route(name):
    service = importlib.import_module(f"services.{name}.app").service
    described = openapi(service)
    assert {(path, method) for path, methods in described["paths"].items() for method in methods} == {
        (each.path, each.method.lower()) for each in service.endpoints
    }
    handlers = [each.name for each in service.endpoints]
    assert len(handlers) == len(set(handlers)), "two routes of one operation name"


def test_navigation_leads_nowhere_a_role_may_not_go():
    pages = {endpoint.path: endpoint for _, _, endpoint in ALL if endpoint.method == "GET" and endpoint.page}
    for place in PLACES:
        assert place.path in pages, f"{place.path} is no page"
        assert set(place.roles) <= set(pages[place.path].may), place.path


def test_every_change_that_a_form_sends_can_show_the_form_again():
    for name, service, endpoint in ALL:
        if endpoint.body and endpoint.body.model_fields and endpoint.form:
            assert endpoint.form in service._form_contexts or endpoint.form == "sign_in.html", (
                f"{name}: {endpoint.form}"
            )
