"""Every page: its headers, nothing inline, links that stay here, ids that are there once, static files for a year."""

import re
from dataclasses import replace

import pytest

from shared import home
from shared.web.endpoint import Endpoint
from shared.web.static import hashed_names
from tests.infra.local.asking import Answered
from tests.web.client import FORM, Browser, Program
from tests.web.page import Page
from tests.web.routes import ENDPOINTS, addresses, each, reachable, reached

PAGES = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET" and endpoint.page]
SENDING = [endpoint for endpoint in ENDPOINTS if endpoint.method == "POST"]

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def check_headers(answered: Answered) -> None:
    policy = dict(each.strip().split(" ", 1) for each in answered.header("Content-Security-Policy").split(";"))
    assert policy == POLICY
    assert answered.header("X-Content-Type-Options") == "nosniff"
    assert answered.header("Referrer-Policy") == "same-origin"
    assert answered.header("Cross-Origin-Opener-Policy") == "same-origin"
    assert answered.header("Cache-Control") == "no-store"
    assert answered.header("Permissions-Policy")
    names = [name.lower() for name, _ in answered.headers]
    assert len(names) == len(set(names))
    assert not {"server", "x-powered-by", "access-control-allow-origin"} & set(names)


def check_page(answered: Answered) -> Page:
    assert answered.header("Content-Type") == "text/html; charset=utf-8"
    check_headers(answered)
    page = Page(answered.body.decode())
    assert page.inline == []
    # The demonstration's mailbox shows links as they were sent: with our own address before them.
    assert [each for each in page.links if not re.match(r"(http://127.0.0.1:0)?[/#?](?!/)", each)] == []
    assert sorted(page.ids) == sorted(set(page.ids))
    assert set(page.labels) <= set(page.ids)
    assert set(page.described_by) <= set(page.ids)
    assert "{{" not in page.text
    assert page.title.strip(" ·").removesuffix("特派").strip(" ·"), "a page without a title of its own"
    return page


@each(PAGES)
def test_page_keeps_to_the_policy(world, endpoint: Endpoint):
    for role in endpoint.may:
        person = world.persons(role)[0]
        browser = world.browser(person)
        own = [address for address, belongs in addresses(world, endpoint) if reached(endpoint, person, belongs)]
        for address in own[:3]:
            page = check_page(browser.get(address))
            for form in page.forms:
                if form.method == "post" and person.id:
                    assert form.fields.get("form_token"), f"a form to {form.action} without its session's token"


@each(ENDPOINTS)
def test_refusal_keeps_to_the_policy(world, endpoint: Endpoint):
    person, address = reachable(world, endpoint)
    visitor, browser = Browser(world.gateway), world.browser(person)
    check_page(browser.ask("DELETE", address))
    check_page(visitor.get(f"{address}/no/such/page"))
    check_page(visitor.get(f"{address}/%zz"))
    for answered in (
        Program(world.gateway).ask(endpoint.method, address),
        Program(world.gateway).ask("DELETE", address),
    ):
        check_headers(answered) if not endpoint.path.startswith("/static/") or answered.status >= 400 else None
    if endpoint in SENDING:
        check_page(browser.ask("POST", address, b"x=1", content_type=FORM))


@each([endpoint for endpoint in ENDPOINTS if endpoint.method == "GET"])
def test_head_is_the_get_without_its_body(world, endpoint: Endpoint):
    person, address = reachable(world, endpoint)
    program = world.program(person)
    head, whole = program.ask("HEAD", address), program.get(address)
    assert (head.status, head.body) == (whole.status, b"")


@pytest.mark.parametrize("plain", hashed_names())
def test_static_file_is_kept_for_a_year_and_carries_no_session(world, plain):
    for browser in (Browser(world.gateway), world.browser("city")):
        answered = browser.get(f"/static/{hashed_names()[plain]}")
        assert answered.status == 200
        assert answered.header("Cache-Control") == "public, max-age=31536000, immutable"
        assert not answered.header("Set-Cookie")
        assert answered.header("X-Content-Type-Options") == "nosniff"
        assert answered.body
        assert browser.get(f"/static/{plain}").status == 404


@pytest.mark.parametrize(
    ("base_url", "told"), [("https://tepai.example", "max-age=31536000"), ("http://tepai.example", "")]
)
def test_installation_behind_tls_tells_browsers_to_stay_there(world, monkeypatch, base_url, told):
    service = world.machine.services["applications"]
    secured = replace(service.home, settings=replace(service.home.settings, base_url=base_url))
    monkeypatch.setitem(home._homes, "applications", secured)
    for path in ("/", f"/static/{hashed_names()['tepai.css']}", "/no/such/page", "/applications/people"):
        assert Browser(world.gateway).get(path).header("Strict-Transport-Security") == told, path


@pytest.mark.parametrize(
    ("back", "led"),
    [
        ("/applications/schemes", "/applications/schemes"),
        ("//evil.test/", "/evil.test/"),
        ("/\\evil.test", "/%5Cevil.test"),
        ("https://evil.test", "/https%3A//evil.test"),
        ("", "/"),
        ("/a\r\nSet-Cookie: x=y", "/a%0D%0ASet-Cookie%3A%20x=y"),
        ("/applications/inbox?status=accepted&after=a%2Fb", "/applications/inbox?status=accepted&after=a%2Fb"),
        ("/applications/特派", "/applications/%E7%89%B9%E6%B4%BE"),
        ("\t//evil.test", "/evil.test"),
    ],
)
def test_choosing_a_language_leads_back_to_this_site_alone(world, back, led):
    answered = Browser(world.gateway).send("/applications/language", {"language": "en", "back": back})
    assert answered.status == 303
    assert answered.header("Location") == led
    assert answered.header("Set-Cookie").startswith("language=en; ")


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("https://tepai.example/applications/inbox?status=accepted", "/applications/inbox?status=accepted"),
        ("", "/"),
        ("http://[", "/"),
    ],
)
def test_page_of_a_refused_form_leads_back_to_where_the_form_was(world, referer, back):
    answered = world.browser("city").send("/applications/none/accept", {}, referer=referer)
    assert answered.status in (403, 404)
    assert Page(answered.body.decode()).form("/applications/language").fields["back"] == [back]


def test_language_is_chosen_on_the_page_somebody_is_on(world):
    page = world.browser("city").page("/applications/inbox?status=accepted")
    assert page.form("/applications/language").fields["back"] == ["/applications/inbox?status=accepted"]
