"""What programs are told of the API is whole, true, and runs as it stands."""

import json
import re
import subprocess
from html import unescape

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from infra.api_catalogue import fresh
from infra.local.links import ready_link
from infra.local.machine import Machine
from infra.local.services import find_services
from shared.auth.actor import PEOPLE, Role
from shared.web.api_catalogue import catalogue, scopes_for
from shared.web.openapi import KEY_HEADER
from tests.oidc.house import House
from tests.services.applications.examples import SCHEME
from tests.web.client import Browser, Program
from tests.web.routes import ENDPOINTS

SERVICES = tuple(find_services())


def described(world, service):
    answered = Program(world.gateway).get(f"/{service}/openapi.json")
    assert answered.status == 200
    return answered.json


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


@pytest.mark.parametrize("service", SERVICES)
def test_description_is_valid_openapi(world, service):
    errors = list(OpenAPIV31SpecValidator(described(world, service)).iter_errors())
    assert errors == []


@pytest.mark.parametrize("service", SERVICES)
def test_description_says_who_what_and_how_it_fails(world, service):
    document = described(world, service)
    assert set(document["components"]["securitySchemes"]) == {"bearer", "cookie"}
    by_name = {(each.path, each.method.lower()): each for each in ENDPOINTS}
    for path, method, operation in operations(document):
        endpoint = by_name[path, method]
        scope = f"{service}:{'read' if method == 'get' else 'write'}"
        assert {"bearer": [scope]} in operation["security"]
        assert ({} in operation["security"]) == (Role.PUBLIC in endpoint.may)
        assert operation["x-roles"] == {role.value: reach.value for role, reach in endpoint.may.items()}
        refusals = {status: each for status, each in operation["responses"].items() if status[0] in "45"}
        assert refusals
        for status, reference in refusals.items():
            response = document["components"]["responses"][reference["$ref"].rpartition("/")[2]]
            example = response["content"]["application/problem+json"]["example"]
            assert example["status"] == int(status)
        assert ("401" in refusals) == (Role.PUBLIC not in endpoint.may)
        named = [each for each in operation["parameters"] if "$ref" not in each]
        assert all(each["description"] and each["schema"] for each in named)
        asked = {each["name"] for each in named if each["in"] == "query"}
        assert asked == set(endpoint.query.model_fields if endpoint.query else ())
        has_key = {"$ref": f"#/components/parameters/{KEY_HEADER}"} in operation["parameters"]
        assert has_key == (method != "get")


def test_catalogue_is_what_the_routes_say():
    assert fresh(), "run `make api`"
    assert {(each.method, each.path) for routes in catalogue().values() for each in routes} == {
        (each.method, each.path) for each in ENDPOINTS
    }


def test_stale_catalogue_is_found(tmp_path, monkeypatch):
    stale = tmp_path / "api_catalogue.json"
    monkeypatch.setattr("infra.api_catalogue.CATALOGUE", stale)
    assert not fresh()
    stale.write_text("{}", "utf-8")
    assert not fresh()


def test_page_shows_every_route_to_everybody(world):
    for who in (world.browser(), *(world.browser(world.persons(role)[0]) for role in PEOPLE)):
        answered = who.get("/applications/api")
        assert answered.status == 200
        page = answered.body.decode()
        for endpoint in ENDPOINTS:
            assert f"<code>{endpoint.method} {endpoint.path}</code>" in page
        assert len(answered.body) < 80_000


def test_page_is_linked_from_every_page(world):
    assert b'href="/applications/api"' in world.browser().get("/outcomes/public").body


def examples(page: str) -> list[str]:
    found = re.findall(r'<pre class="example"[^>]*><code>(.*?)</code></pre>', page, flags=re.DOTALL)
    return [unescape(each) for each in found]


def officer_of(house: House) -> Program:
    house.invited("officer@example.com", "city_officer")
    found = house.administrator.get("/applications/people?role=city_officer").json["items"][0]["id"]
    link = ready_link(house.machine, found).removeprefix(house.machine.base_url)
    return Program(house.machine.gateway, Program(house.machine.gateway).post(link, {}).json["token"])


def run(command: str, folder, **environment: str) -> subprocess.CompletedProcess:
    clean = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "NO_PROXY": "127.0.0.1", **environment}
    shell = ["bash", "-euo", "pipefail", "-c", command]
    return subprocess.run(shell, env=clean, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_every_example_runs_as_it_stands(tmp_path):
    """On one machine, over the network, with a token made on the page for tokens."""
    house = House(tmp_path / "house", "", TEPAI_OIDC_ISSUER="")
    machine: Machine = house.machine
    try:
        officer = officer_of(house)
        for number in range(21):
            assert officer.post("/applications/schemes", {**SCHEME, "name": f"示例方案{number}"}).status == 201
        made = officer.post("/applications/tokens", {"name": "示例", "scopes": list(scopes_for(Role.CITY_OFFICER))})
        token = made.json["token"]
        page = Browser(machine.gateway).get("/applications/api").body.decode()
        assert f"export TEPAI={machine.base_url}" in page
        commands = examples(page)
        assert len(commands) >= 6
        answers = []
        for command in commands:
            done = run(command, tmp_path, TEPAI=machine.base_url, TOKEN=token)
            assert done.returncode == 0, (command, done.stdout, done.stderr)
            answers.append(done.stdout)
        decoder = json.JSONDecoder()
        listed, paged, twice, problem, public, documents = answers[:6]
        assert "items" in json.loads(listed)
        assert len(json.loads(paged)["items"]) >= 1, "the second page"
        first, end = decoder.raw_decode(twice)
        assert first == json.loads(twice[end:]), "the same answer twice"
        assert "/year" in [each["pointer"] for each in json.loads(problem)["errors"]]
        assert json.loads(public)
        assert documents == ""
        assert json.loads((tmp_path / "matching.json").read_text())["openapi"].startswith("3.1")
        names = [each["name"] for each in officer.get("/applications/schemes").json["items"]]
        assert names.count("Example scheme") == 1
    finally:
        machine.stop()
