"""Sessions: forged, stolen, renewed, ended; links: used twice, old, tampered with."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from infra.local.links import ready_link
from shared.auth import tokens
from shared.auth.secrets import Secrets
from shared.ids import new_id
from tests.web.asserting import problem
from tests.web.client import Browser, Program

WITHIN = {
    "applications": "/applications/inbox",
    "matching": "/matching/runs",
    "outcomes": "/outcomes/records",
    "notifications": "/notifications/outbox",
}
"""In each service something a city officer reads."""


def pass_time(world, **terms: float) -> None:
    world.clock.move_to(world.clock.now() + timedelta(**terms))


def claims_of(token: str) -> dict:
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def part(data: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def forgeries(world) -> dict[str, str]:
    secrets = world.machine.services["applications"].home.secrets
    good = world.token(world.people["city"])
    head, payload, signature = good.split(".")
    claims, ours = claims_of(good), secrets.signing_keys[0]
    public = ECKey.import_key(ours).as_dict(private=False)
    pem = ECKey.import_key(ours).as_pem(private=False)
    stranger = Secrets.fresh().signing_keys[0]

    def signed(changed: dict, header: dict | None = None, key: dict = ours) -> str:
        return jwt.encode(
            {"alg": "ES256", "kid": ours["kid"], **(header or {})}, {**claims, **changed}, ECKey.import_key(key)
        )

    def hs256(secret: bytes) -> str:
        signing = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': ours['kid']})}.{payload}"
        mac = hmac.new(secret, signing.encode(), hashlib.sha256).digest()
        return f"{signing}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"

    assert world.program("city").get("/applications/inbox").status == 200
    now = int(world.clock.now().timestamp())
    return {
        "alg none": f"{part({'alg': 'none', 'typ': 'JWT'})}.{payload}.",
        "alg none with its signature": f"{part({'alg': 'none', 'kid': ours['kid']})}.{payload}.{signature}",
        "HS256 with the public key": hs256(json.dumps(public, separators=(",", ":")).encode()),
        "HS256 with the public key in PEM": hs256(pem),
        "another key under our key's name": signed({}, key=stranger),
        "another key under its own name": signed({}, {"kid": stranger["kid"]}, stranger),
        "another key in its header": signed({}, {"jwk": ECKey.import_key(stranger).as_dict(private=False)}, stranger),
        "another role": f"{head}.{part({**claims, 'role': 'administrator'})}.{signature}",
        "another signature": f"{head}.{payload}.{signature[:-8]}AAAAAAAA",
        "no signature": f"{head}.{payload}.",
        "expired": signed({"iat": now - 3600, "exp": now - 60}),
        "issued in the future": signed({"iat": now + 60, "exp": now + 900}),
        "began too long ago": signed({"began": now - 12 * 3600 - 1}),
        "another issuer": signed({"iss": "elsewhere"}),
        "no issuer": signed({"iss": None}),
        "no role": signed({"role": None}),
        "a role there is none of": signed({"role": "king"}),
        "a moment beyond all": signed({"exp": 10**30}),
        "a text for a moment": signed({"exp": "tomorrow"}),
        "a list for its person": signed({"epoch": []}),
        "no token": "a.b.c",
        "no characters of a token": "特派.é.%00",
        "a deep header": f"{base64.urlsafe_b64encode(b'[' * 5000).decode()}.{payload}.{signature}",
    }


@pytest.mark.parametrize("place", WITHIN.values())
def test_forged_token_is_nobodys(world, place):
    for why, token in forgeries(world).items():
        told = problem(Program(world.gateway, token).get(place), 401)
        assert told["type"] == "urn:tepai:problem:NotSignedIn", why
        browser = Browser(world.gateway)
        browser.cookies["tepai"] = token
        assert browser.get(place).status == 401, why


def test_token_of_an_older_key_of_ours_is_good(world):
    """Keys are rotated by putting a new one first: sessions under the older one go on."""
    home = world.machine.services["applications"].home
    token = world.token(world.people["city"])
    rotated = Secrets((Secrets.fresh().signing_keys[0], *home.secrets.signing_keys), home.secrets.derivation_secret)
    actor, _, _ = tokens.read(rotated, token, world.clock.now())
    assert actor.person == world.people["city"].id
    newer = tokens.issue(rotated, actor, world.clock.now())
    with pytest.raises(tokens.BadToken):
        tokens.read(home.secrets, newer, world.clock.now())


def test_cookie_stolen_before_sign_out_is_refused_in_every_service_after_it(world):
    assert set(WITHIN) >= set(world.machine.services), "say what a city officer reads in the new service"
    browser, stolen = world.browser("city"), Browser(world.gateway)
    stolen.cookies = dict(browser.cookies)
    token = browser.cookies["tepai"]
    token_kept = browser.page("/").form("/applications/sign-out").fields
    assert {stolen.get(place).status for place in WITHIN.values()} == {200}
    answered = browser.send("/applications/sign-out", token_kept)
    assert answered.status == 303
    assert "Max-Age=0" in answered.header("Set-Cookie")
    assert "tepai" not in browser.cookies
    assert stolen.get("/applications/inbox").status == 401, "at once where it happened"
    world.drain()
    for place in WITHIN.values():
        assert stolen.get(place).status == 401, place
        assert Program(world.gateway, token).get(place).status == 401, place
        assert world.program("city").get(place).status == 200, "a new session is a good one"


def test_session_is_renewed_while_in_use_and_only_then(world):
    browser = world.browser("city")
    first = browser.cookies["tepai"]
    pass_time(world, minutes=4, seconds=59)
    browser.get("/applications/inbox")
    assert browser.cookies["tepai"] == first
    for place in WITHIN.values():
        before = browser.cookies["tepai"]
        pass_time(world, minutes=5, seconds=1)
        assert browser.get(place).status == 200
        assert browser.cookies["tepai"] != before
        assert claims_of(browser.cookies["tepai"])["began"] == claims_of(first)["began"]
        assert claims_of(browser.cookies["tepai"])["sid"] == claims_of(first)["sid"]
    pass_time(world, minutes=15, seconds=31)
    assert browser.get("/applications/inbox").status == 401


def test_bearer_token_is_not_renewed(world):
    program = world.program("city")
    pass_time(world, minutes=10)
    answered = program.get("/applications/inbox")
    assert answered.status == 200
    assert not answered.header("Set-Cookie")


def test_session_ends_after_twelve_hours_of_use(world):
    browser = world.browser("city")
    for _ in range(55):
        pass_time(world, minutes=13)
        assert browser.get("/applications/inbox").status == 200
    pass_time(world, minutes=6)
    assert browser.get("/applications/inbox").status == 401


def test_renewing_hands_nobodys_session_to_a_cache(world):
    browser = world.browser("city")
    style = next(iter(world.records["name"]))
    pass_time(world, minutes=6)
    answered = browser.get(f"/static/{style}")
    assert answered.status == 200
    assert not answered.header("Set-Cookie")
    assert browser.get("/applications/inbox").header("Set-Cookie")


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(world):
    answered = Browser(world.gateway).send("/applications/demo", {"person": world.people["city"].id})
    _, *flags = answered.header("Set-Cookie").split("; ")
    assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_cookies_of_others_beside_ours_do_no_harm(world):
    browser = world.browser("city")
    browser.cookies = {"a": '{"b": "c d"}', "x y": "@", **browser.cookies, "z": "[=]"}
    assert browser.get("/applications/inbox").status == 200


def link(world, who: str) -> str:
    """A link that signs somebody in, as an invitation carries it."""
    return ready_link(world.machine, world.people[who].id).removeprefix(world.machine.base_url)


def test_link_signs_in_once(world):
    address, browser = link(world, "auditor"), Browser(world.gateway)
    page = browser.page(address)
    assert "tepai" not in browser.cookies, "a scanner that follows the link spends nothing"
    form = page.form(address)
    assert browser.send(address, {**form.fields}).status == 303
    assert browser.get("/applications/me").status == 200
    assert Browser(world.gateway).submit(address, {}).status == 409
    problem(Program(world.gateway).post(address, {}), 409)


def test_link_repeated_under_its_key_begins_nothing_after_sign_out(world):
    address, key = link(world, "auditor"), new_id()
    first = Program(world.gateway).post(address, {}, key)
    again = Program(world.gateway).post(address, {}, key)
    assert again.status == 200
    assert claims_of(again.json["token"])["sid"] == claims_of(first.json["token"])["sid"]
    assert Program(world.gateway, first.json["token"]).post("/applications/sign-out", {}).status == 200
    problem(Program(world.gateway).post(address, {}, key), 409)


def test_link_repeated_under_its_key_begins_nothing_later(world):
    address, key = link(world, "auditor"), new_id()
    assert Program(world.gateway).post(address, {}, key).status == 200
    pass_time(world, minutes=15, seconds=1)
    problem(Program(world.gateway).post(address, {}, key), 409)


def test_link_is_good_for_a_week(world):
    old, older = (link(world, "auditor") for _ in range(2))
    pass_time(world, days=7)
    assert Program(world.gateway).post(old, {}).status == 200
    pass_time(world, seconds=1)
    problem(Program(world.gateway).post(older, {}), 409)


def test_link_tampered_with_is_no_page(world):
    one, other = (link(world, "auditor").split("/") for _ in range(2))
    good = "/".join(one)
    tampered = [
        "/".join([*one[:-1], other[-1]]),
        "/".join([*one[:-2], other[-2], one[-1]]),
        good[:-1],
        good + "A",
        good.swapcase().replace("/APPLICATIONS/SIGN-IN/", "/applications/sign-in/"),
        "/".join([*one[:-1], "%E7%89%B9"]),
        "/".join([*one[:-2], new_id(), one[-1]]),
    ]
    for address in tampered:
        problem(Program(world.gateway).post(address, {}), 404)
        assert Browser(world.gateway).get(address).status == 404
    assert Program(world.gateway).post(good, {}).status == 200
