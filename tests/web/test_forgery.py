"""What another site makes a browser send changes nothing; programs with a bearer token are not troubled."""

import json
from urllib.parse import urlencode

import pytest

from shared.auth.actor import Role
from shared.web.endpoint import Endpoint
from tests.web.asserting import problem, problem_page
from tests.web.client import FORM, JSON, Browser
from tests.web.routes import ENDPOINTS, body, each, reachable

SENDING = [endpoint for endpoint in ENDPOINTS if endpoint.method == "POST"]
SIGNED_IN = [endpoint for endpoint in SENDING if set(endpoint.may) != {Role.PUBLIC}]

FROM_ELSEWHERE = [
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"origin": "https://evil.test"},
    {"origin": "http://127.0.0.1:8000.evil.test"},
    {"origin": "http://evil.test:8000"},
    {"origin": "null"},
    {"origin": "http://["},
    {"origin": "garbage"},
]


def signed_in(world, endpoint: Endpoint) -> tuple[Browser, str]:
    """Somebody who may call the route and is signed in by cookie."""
    person, address = reachable(world, endpoint)
    return world.browser(person if person.id else "city"), address


def own_token(browser: Browser) -> str:
    return browser.page("/").form("/applications/language").fields["form_token"][0]


@each(SENDING)
def test_request_from_another_site_changes_nothing(world, watch, endpoint: Endpoint):
    browser, address = signed_in(world, endpoint)
    token = own_token(browser)
    watch.begin()
    for headers in FROM_ELSEWHERE:
        answered = browser.send(address, {"form_token": token}, **headers)
        problem_page(answered, 403)
        raw = json.dumps(body(world, endpoint)).encode()
        problem(browser.ask("POST", address, raw, accept=JSON, content_type=JSON, **headers), 403)
    assert watch.nothing_happened()


@each([endpoint for endpoint in SENDING if Role.PUBLIC in endpoint.may])
def test_visitor_sent_by_another_site_changes_nothing(world, watch, endpoint: Endpoint):
    _, address = reachable(world, endpoint)
    for headers in FROM_ELSEWHERE:
        problem_page(Browser(world.gateway).send(address, {}, **headers), 403)
    assert watch.nothing_happened()


@each(SIGNED_IN)
def test_form_without_its_sessions_token_changes_nothing(world, watch, endpoint: Endpoint):
    browser, address = signed_in(world, endpoint)
    others = own_token(world.browser("leader"))
    watch.begin()
    for token in ("", "x", others, "特派", "é", "x" * 5000, own_token(browser) + "x", own_token(browser)[:-1]):
        problem_page(browser.send(address, {"form_token": token}), 403)
    problem_page(browser.send(address, {"form_token": [own_token(browser), own_token(browser)]}), 403)
    problem_page(browser.send(address, {}), 403)
    # What a form of another site can send besides, where a browser says nothing of where it comes from.
    for media_type in ("text/plain", "multipart/form-data; boundary=x", ""):
        answered = browser.ask("POST", address, b"", content_type=media_type)
        problem_page(answered, 403)
    assert watch.nothing_happened()


@each(SIGNED_IN)
def test_cookie_beside_another_scheme_of_authorization_is_still_a_browser(world, watch, endpoint: Endpoint):
    browser, address = signed_in(world, endpoint)
    raw = urlencode({"a": "1"}).encode()
    watch.begin()
    answered = browser.ask("POST", address, raw, content_type=FORM, authorization="Basic dXNlcjpwYXNz")
    problem_page(answered, 403)
    assert watch.nothing_happened()


@each(SENDING)
def test_program_with_a_bearer_token_is_not_asked_where_it_comes_from(world, endpoint: Endpoint):
    person, address = reachable(world, endpoint)
    for headers in FROM_ELSEWHERE:
        if not person.id:
            person = world.people["city"]
        answered = world.program(person).post(address, body(world, endpoint), **headers)
        assert answered.status not in (401, 403), answered.body


@pytest.mark.parametrize("headers", [{}, {"sec_fetch_site": "none"}, {"origin": "http://127.0.0.1:8000"}])
def test_form_of_our_own_is_taken(world, headers):
    browser = world.browser("city")
    answered = browser.ask(
        "POST",
        "/applications/language",
        urlencode({"form_token": own_token(browser), "language": "en"}).encode(),
        content_type=FORM,
        **headers,
    )
    assert answered.status == 303
