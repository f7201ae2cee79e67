"""Staff sign in by a real provider: its own pages, its own rules, PKCE enforced."""

import base64
import hashlib
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from services.applications.model.people import Person
from services.applications.model.sessions import SignIn
from shared.auth.oidc.flow import LASTS, Flow
from tests.oidc.house import RETURN, START, Account
from tests.oidc.issuer import CLIENT_ID, CLIENT_SECRET, STAFF, UNVERIFIED


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def with_(address: str, **changed: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{urlencode(asked(address) | changed)}"


def test_officer_signs_in_and_is_who_they_are(house):
    browser = house.browser()
    address = house.left(browser, "?next=/applications/inbox")
    back = Account(STAFF).consents(address)
    assert urlsplit(back).path == RETURN
    answered = house.came_back(browser, back)
    assert (answered.status, answered.header("Location")) == (303, "/applications/inbox")
    assert browser.get("/applications/inbox").status == 200
    assert "tepai_staff" not in browser.cookies
    # Known from now on by the provider's name for them, and noted as every sign-in is.
    again = house.browser()
    assert house.came_back(again, Account(STAFF).consents(house.left(again))).header("Location") == "/"


def test_what_is_asked_of_the_provider(house):
    browser = house.browser()
    sent = asked(house.left(browser))
    assert (sent["response_type"], sent["client_id"], sent["redirect_uri"]) == ("code", CLIENT_ID, house.redirect_uri)
    assert set(sent["scope"].split()) == {"openid", "email"}
    flow = Flow.opened(
        house.machine.services["applications"].home.secrets, browser.cookies["tepai_staff"], house.clock.now()
    )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(flow.verifier.encode()).digest()).decode().rstrip("=")
    assert (sent["code_challenge"], sent["code_challenge_method"]) == (challenge, "S256")
    assert len({flow.state, flow.nonce, flow.verifier}) == 3
    assert (sent["state"], sent["nonce"]) == (flow.state, flow.nonce)
    assert flow.verifier not in browser.cookies["tepai_staff"], "sealed, not only signed"


def test_cookie_of_a_sign_in_under_way_is_narrow(house):
    answered = house.browser().get(START)
    attributes = answered.header("Set-Cookie").split("; ")[1:]
    assert set(attributes) >= {f"Path={START}", "HttpOnly", "SameSite=Lax", f"Max-Age={int(LASTS.total_seconds())}"}


@pytest.mark.parametrize("email", [UNVERIFIED, "nobody@example.com", "enterprise@example.com"])
def test_everybody_else_is_answered_alike(house, email):
    before = len(house.machine.stores["applications"].query(Person.everybody, "all", limit=100).items)
    browser = house.browser()
    assert house.why(house.came_back(browser, Account(email).consents(house.left(browser)))) == "not_staff"
    assert len(house.machine.stores["applications"].query(Person.everybody, "all", limit=100).items) == before


def test_provider_insists_on_pkce_and_on_the_exact_address(house):
    browser = house.browser()
    sent = asked(house.left(browser))
    account = Account(STAFF)
    account.consents(f"{house.issuer}/authorize/?{urlencode(sent)}")
    without = {name: value for name, value in sent.items() if not name.startswith("code_challenge")}
    for wrong in (without, sent | {"redirect_uri": f"{house.redirect_uri}/elsewhere"}):
        answered = account.session.get(
            f"{house.issuer}/authorize/?{urlencode(wrong)}", allow_redirects=False, timeout=20
        )
        assert answered.status_code == 400 or "error=invalid_request" in answered.headers["Location"]


def test_code_without_its_verifier_is_worth_nothing(house):
    browser = house.browser()
    code = asked(Account(STAFF).consents(house.left(browser)))["code"]
    stolen = requests.post(
        f"{house.issuer}/token/",
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": house.redirect_uri,
            "code_verifier": "x" * 43,
        },
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=20,
    )
    assert stolen.json()["error"] == "invalid_grant"


def test_person_who_declines_is_told_so(house):
    browser = house.browser()
    assert house.why(house.came_back(browser, Account(STAFF).consents(house.left(browser), allow=False))) == "declined"


def test_answer_replayed_signs_nobody_in(house):
    browser = house.browser()
    back = Account(STAFF).consents(house.left(browser))
    kept = browser.cookies["tepai_staff"]
    assert house.came_back(browser, back).status == 303
    assert house.why(house.came_back(house.browser(), back)) == "not_ours", "another browser never began it"
    thief = house.browser()
    thief.cookies["tepai_staff"] = kept
    assert house.why(house.came_back(thief, back)) == "declined", "the provider takes a code once"


def test_code_of_another_sign_in_is_refused(house):
    """Injected: the attacker's own code in the victim's browser, or the victim's in the attacker's."""
    attacker, victim = house.browser(), house.browser()
    theirs = asked(Account(STAFF).consents(house.left(attacker)))
    mine = asked(house.left(victim))
    injected = f"{house.redirect_uri}?{urlencode({'code': theirs['code'], 'state': mine['state']})}"
    assert house.why(house.came_back(victim, injected)) in ("declined", "not_ours")
    whole = f"{house.redirect_uri}?{urlencode(theirs)}"
    assert house.why(house.came_back(house.browser(), whole)) == "not_ours"


@pytest.mark.parametrize(
    "changed",
    [{"state": "guessed"}, {"state": ""}, {"iss": "https://issuer.example"}],
    ids=["guessed", "empty", "mix-up"],
)
def test_answer_to_another_question_is_refused(house, changed):
    browser = house.browser()
    back = Account(STAFF).consents(house.left(browser))
    assert house.why(house.came_back(browser, with_(back, **changed))) == "not_ours"


def test_answer_with_two_states_is_refused(house):
    browser = house.browser()
    back = Account(STAFF).consents(house.left(browser))
    assert house.why(house.came_back(browser, f"{back}&state=another")) == "not_ours"


def begun_otherwise(house, browser, **changed) -> None:
    """Let the sign-in under way in this browser have begun in another way."""
    secrets = house.machine.services["applications"].home.secrets
    flow = Flow.opened(secrets, browser.cookies["tepai_staff"], house.clock.now())
    browser.cookies["tepai_staff"] = replace(flow, **changed).sealed(secrets)


@pytest.mark.parametrize("seconds", [-LASTS.total_seconds() - 60, 3600])
def test_answer_at_the_wrong_time_is_refused(house, seconds):
    browser = house.browser()
    back = Account(STAFF).consents(house.left(browser))
    begun_otherwise(house, browser, begun=int(house.clock.now().timestamp() + seconds))
    assert house.why(house.came_back(browser, back)) == "not_ours"


def test_provider_of_another_day_is_refused(house):
    """A sign-in begun before the operator changed the provider does not end at the new one."""
    browser = house.browser()
    back = Account(STAFF).consents(house.left(browser))
    begun_otherwise(house, browser, issuer="https://earlier.example")
    assert house.why(house.came_back(browser, back)) == "not_ours"


@pytest.mark.parametrize("changed", [{"nonce": "x" * 43}, {"verifier": "x" * 43}])
def test_proof_for_another_browser_is_refused(house, changed):
    browser = house.browser()
    back = Account(STAFF).consents(house.left(browser))
    begun_otherwise(house, browser, **changed)
    assert house.why(house.came_back(browser, back)) in ("bad_proof", "declined")


@pytest.mark.parametrize("cookie", ["", "x", "e30.e30.e30", "a.b.c.d.e", "e" * 4000])
def test_forged_cookie_is_refused(house, cookie):
    browser = house.browser()
    back = Account(STAFF).consents(house.left(browser))
    browser.cookies["tepai_staff"] = cookie
    assert house.why(house.came_back(browser, back)) == "not_ours"


def test_people_are_sent_on_to_our_own_pages_alone(house):
    for asked_for in ("https://evil.example/", "//evil.example", "/\\evil.example", "/%0d%0aX:1"):
        browser = house.browser()
        back = Account(STAFF).consents(house.left(browser, f"?next={asked_for}"))
        answered = house.came_back(browser, back)
        assert answered.status == 303
        location = answered.header("Location")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


def test_every_sign_in_is_in_the_audit_chain(house):
    browser = house.browser()
    assert house.came_back(browser, Account(STAFF).consents(house.left(browser))).status == 303
    store = house.machine.stores["applications"]
    from shared.auth import tokens

    secrets = house.machine.services["applications"].home.secrets
    actor, _, _ = tokens.read(secrets, browser.cookies["tepai"], house.clock.now())
    noted = store.get(SignIn, actor.session)
    assert noted is not None
    assert (noted.how.value, noted.person) == ("oidc", actor.person)
    assert noted.audit_head
