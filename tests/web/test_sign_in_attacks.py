"""What somebody tries who knows how signing in is made: other people's trust, old requests, forms they plant."""

from dataclasses import replace
from typing import Any

import pytest

from services.applications.model.challenges import CodeChallenge
from services.applications.model.windows import SourceWindow, day_of
from services.applications.routes.remembered import DEVICE_COOKIE
from shared import home
from shared.auth.codes import code_of
from shared.ids import derived_id, new_id
from shared.web.source import mark_of_front
from tests.web.client import JSON, Browser
from tests.web.signing_in import NEW, SIGN_IN, ask_code, challenge, right_code, sign_up, try_code
from tests.web.test_codes import fresh, known, later, store


@pytest.fixture
def world(people_alone):
    return people_alone


def trusted_for(world, cookie: str, contact: str) -> bool:
    """Whether a browser with this device cookie counts as one that signed in to the contact before."""
    browser = Browser(world.gateway)
    browser.cookies[DEVICE_COOKIE] = cookie
    assert ask_code(browser, contact).status == 202
    return store(world).get(CodeChallenge, challenge(browser)).trusted


def test_own_sign_in_sent_again_with_anothers_challenge_gives_no_trust_in_their_contact(world):
    mine, theirs = known(world, "attacker"), known(world, "victim")
    browser, key = Browser(world.gateway), new_id()
    ask_code(browser, mine)
    code = right_code(world.machine, browser)
    assert try_code(browser, code, idempotency_key=key).status == 200
    later(world, minutes=2)
    browser.cookies.clear()
    ask_code(browser, theirs)
    answered = try_code(browser, code, idempotency_key=key)
    assert answered.status != 200
    later(world, minutes=2)
    assert not trusted_for(world, browser.cookies.get(DEVICE_COOKIE, ""), theirs)


def test_own_registration_sent_again_with_anothers_challenge_gives_no_trust_in_their_contact(world):
    mine, theirs = fresh("attacker"), known(world, "victim")
    browser, key, who = Browser(world.gateway), new_id(), {"name": "示例", "role": "applicant"}
    ask_code(browser, mine)
    try_code(browser, right_code(world.machine, browser))
    assert browser.send(NEW, who, accept=JSON, idempotency_key=key).status == 200
    browser.cookies.clear()
    ask_code(browser, theirs)
    assert browser.send(NEW, who, accept=JSON, idempotency_key=key).status == 409
    assert DEVICE_COOKIE not in browser.cookies


def test_own_contacts_proof_sent_again_with_anothers_challenge_gives_no_trust_in_their_contact(world):
    mine, theirs = fresh("attacker"), known(world, "victim")
    browser, key = Browser(world.gateway), new_id()
    sign_up(world.machine, mine, browser=browser)
    browser.submit("/applications/me", {"contact": fresh("other")})
    code = right_code(world.machine, browser)
    sent: dict[str, Any] = {**browser.page("/applications/me/code").form("/applications/me/code").fields, "code": code}
    assert browser.send("/applications/me/code", {**sent, "idempotency_key": key}).status == 303
    browser.cookies.pop(DEVICE_COOKIE)
    browser.submit("/applications/me", {"contact": theirs})
    assert browser.send("/applications/me/code", {**sent, "idempotency_key": key}).status != 303
    assert DEVICE_COOKIE not in browser.cookies


def test_same_request_makes_another_code_once_the_first_is_forgotten(world):
    """A code seen once is none again: the client's key, which it chooses, does not decide the code."""
    browser, key = Browser(world.gateway), new_id()
    assert browser.send(SIGN_IN, {"contact": fresh("key")}, accept=JSON, idempotency_key=key).status == 202
    assert challenge(browser) != derived_id(f"http/public/request_code/{key}", "1")


def counted_from(world, address: str) -> int:
    """How many codes were asked for from an address this hour."""
    secrets, now = world.machine.services["applications"].home.secrets, world.clock.now()
    window = store(world).get(SourceWindow, secrets.derive("source", f"{day_of(now)}\x1f{address}/32"))
    return window.hourly if window else 0


def test_people_behind_the_front_are_counted_by_their_own_addresses(world):
    mark = mark_of_front(world.machine.services["applications"].home.secrets)
    for address in ("198.51.100.21", "198.51.100.22"):
        browser = Browser(world.gateway)
        sent = {"x_tepai_source": address, "x_tepai_front": mark}
        body = {"contact": fresh("front")}
        assert browser.send(SIGN_IN, body, accept=JSON, **sent).status == 202
        assert counted_from(world, address) == 1


@pytest.mark.parametrize("mark", ["", "x", "é"])
def test_nobody_but_the_front_says_where_another_request_comes_from(world, mark):
    before, theirs = counted_from(world, "192.0.2.7"), "198.51.100.23"
    sent = {"x_tepai_source": theirs, "x_tepai_front": mark}
    body = {"contact": fresh("front")}
    assert Browser(world.gateway).send(SIGN_IN, body, accept=JSON, **sent).status == 202
    assert (counted_from(world, theirs), counted_from(world, "192.0.2.7")) == (0, before + 1)


@pytest.mark.parametrize(
    "spelt", ["(1){}", "{}(b.c)", "a,{}", "<{}>", "{},b.c", "a;{}", "{}:25.c", 'a"b{}', "a\\{}", "[{}", "（1）{}"]
)
def test_mailbox_has_no_second_spelling_with_limits_of_its_own(world, spelt):
    answered = ask_code(Browser(world.gateway), spelt.format(fresh("spelt")))
    assert answered.status == 422


@pytest.fixture
def behind_tls(world, monkeypatch):
    for name, service in world.machine.services.items():
        secured = replace(service.home, settings=replace(service.home.settings, base_url="https://tepai.example"))
        monkeypatch.setitem(home._homes, name, secured)
    return world


def test_behind_tls_no_neighbouring_host_can_set_our_cookies(behind_tls):
    contact, browser = fresh("neighbour"), Browser(behind_tls.gateway)
    ask_code(browser, contact)
    mark = browser.cookies["__Host-tepai_code"]
    code = code_of(behind_tls.machine.services["applications"].home.secrets, mark.partition(".")[0])
    try_code(browser, code)
    answered = browser.send(NEW, {"name": "示例", "role": "applicant"}, accept=JSON)
    cookies = [value for name, value in answered.headers if name == "Set-Cookie"]
    assert {each.partition("=")[0] for each in cookies} == {
        "__Host-tepai", "__Host-tepai_code", "__Host-tepai_device",
    }  # fmt: skip
    for each in cookies:
        assert "; Path=/; HttpOnly; SameSite=Lax; Secure" in each
        assert "domain" not in each.lower()
    assert browser.get("/applications/me").status == 200
    planted = Browser(behind_tls.gateway)
    planted.cookies["tepai"] = browser.cookies["__Host-tepai"]
    assert planted.get("/applications/me").status == 401
