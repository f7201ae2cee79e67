"""What a provider, or somebody in its place, may hand out: nothing but an honest proof signs anybody in."""

import json
import time
from datetime import timedelta

import pytest
from joserfc.jwk import ECKey

from services.applications.model.people import ContactClaim
from shared.auth.oidc import transport
from shared.store.port import Put
from tests.oidc.forger import Forger
from tests.oidc.house import House

ABOUT = "/.well-known/openid-configuration"


@pytest.fixture(scope="module")
def forging(tmp_path_factory):
    forger = Forger()
    house = House(tmp_path_factory.mktemp("house"), forger.address)
    house.invited("officer@example.com", "county_officer")
    house.invited("pending@example.com", "auditor")
    yield house, forger
    house.machine.stop()
    forger.server.shutdown()
    forger.server.server_close()


@pytest.fixture
def house(forging):
    house, forger = forging
    forger.reset()
    forger.now = house.clock.now
    house.forget()
    yield house
    house.forget()


@pytest.fixture
def forger(forging):
    return forging[1]


def tried(house, forger):
    browser = house.browser()
    return house.came_back(browser, forger.came_back_to(house.left(browser)))


def test_honest_proof_signs_in(house, forger):
    assert tried(house, forger).header("Location") == "/"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": ["tepai", "another"]},
        {"aud": ["tepai", "another"], "azp": "another"},
        {"azp": "another"},
        {"aud": None},
        {"iss": "https://issuer.example"},
        {"iss": None},
        {"exp": int(time.time()) - 600},
        {"exp": None},
        {"iat": int(time.time()) + 600},
        {"iat": None},
        {"nbf": int(time.time()) + 600},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 300},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=str,
)
def test_proof_with_a_wrong_claim_is_refused(house, forger, claims):
    forger.claims = claims
    assert house.why(tried(house, forger)) == "bad_proof"


@pytest.mark.parametrize("verified", [False, None, "true", 1, "false"])
def test_only_an_address_that_is_verified_counts(house, forger, verified):
    forger.claims = {"sub": f"never-seen-{verified}", "email_verified": verified}
    assert house.why(tried(house, forger)) == "not_staff"


def test_unsigned_proof_is_refused(house, forger):
    forger.header = {"alg": "none"}
    assert house.why(tried(house, forger)) == "bad_proof"


def test_public_key_is_no_shared_secret(house, forger):
    forger.confuse()
    assert house.why(tried(house, forger)) == "bad_proof"


def test_proof_signed_by_a_strangers_key_is_refused(house, forger):
    forger.signing = ECKey.generate_key("P-256")
    assert house.why(tried(house, forger)) == "bad_proof"
    forger.header = {"alg": "ES256", "kid": "unheard-of"}
    assert house.why(tried(house, forger)) == "bad_proof"


def test_new_key_is_asked_for_once_and_not_at_every_token(house, forger):
    assert tried(house, forger).header("Location") == "/"
    forger.signing = forger.key = ECKey.generate_key("P-256", auto_kid=True)
    forger.header = {"alg": "ES256", "kid": forger.key.kid}
    assert house.why(tried(house, forger)) == "bad_proof", "just asked: not again within the minute"
    house.clock.move_to(house.clock.now() + timedelta(seconds=90))
    assert tried(house, forger).header("Location") == "/"
    assert forger.asked.count("/jwks") == 2
    forger.header = {"alg": "ES256", "kid": "unheard-of"}
    for _ in range(3):
        assert house.why(tried(house, forger)) == "bad_proof"
    assert forger.asked.count("/jwks") == 2


def test_what_the_provider_says_of_itself_is_asked_again_after_an_hour(house, forger):
    house.left(house.browser())
    house.left(house.browser())
    assert forger.asked.count(ABOUT) == 1
    house.clock.move_to(house.clock.now() + timedelta(hours=1, seconds=1))
    house.left(house.browser())
    assert forger.asked.count(ABOUT) == 2


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://issuer.example"},
        {"token_endpoint": "http://169.254.169.254/latest/meta-data"},
        {"jwks_uri": "http://localhost:1/jwks"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://evil.example/authorize"},
        {"token_endpoint": None},
        {"code_challenge_methods_supported": ["plain"]},
    ],
    ids=str,
)
def test_provider_that_names_what_is_not_its_own_is_not_asked(house, forger, metadata):
    forger.metadata = metadata
    assert house.why(house.browser().get("/applications/staff-sign-in")) == "unreachable"
    assert forger.asked == [ABOUT]


@pytest.mark.parametrize(
    "answer",
    [500, 404, 302, b"", b"[]", b"<html>", b"\xff\xfe", b"[" * 100_000, b"x" * (transport.LARGEST_ANSWER + 1)],
    ids=lambda answer: str(answer)[:12],
)
@pytest.mark.parametrize("path", [ABOUT, "/jwks", "/token"])
def test_provider_that_answers_nonsense_is_a_clear_page(house, forger, path, answer):
    forger.answers[path] = answer
    if path == "/token":
        assert house.why(tried(house, forger)) in ("unreachable", "bad_proof")
    else:
        assert house.why(house.browser().get("/applications/staff-sign-in")) == "unreachable"
    assert "/elsewhere" not in forger.asked, "no redirect is followed"


@pytest.mark.parametrize("keys", [[], [{}], [7], None, [{"kty": "oct", "k": "AAAA"}], [{"kty": "RSA", "n": 1}]])
def test_provider_without_a_usable_key_is_refused(house, forger, keys):
    forger.answers["/jwks"] = json.dumps({"keys": keys}).encode()
    assert house.why(house.browser().get("/applications/staff-sign-in")) == "unreachable"


def test_provider_that_trickles_is_given_up(house, forger, monkeypatch):
    monkeypatch.setattr(transport, "TIMEOUT_S", 0.5)
    forger.answers[ABOUT] = b" " * 500_000
    forger.slow_s = 0.2
    began = time.monotonic()
    assert house.why(house.browser().get("/applications/staff-sign-in")) == "unreachable"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("said", [{"sub": "another", "email": "officer@example.com", "email_verified": True}, 500])
def test_claims_told_apart_must_be_the_same_persons(house, forger, said):
    forger.claims = {"email": None, "email_verified": None, "sub": "new-here"}
    forger.metadata = {"userinfo_endpoint": f"{forger.address}/userinfo"}
    forger.answers["/userinfo"] = said if isinstance(said, int) else json.dumps(said).encode()
    assert house.why(tried(house, forger)) in ("bad_proof", "unreachable")


def test_claims_told_apart_count(house, forger):
    forger.claims = {"email": None, "email_verified": None, "sub": "new-here-2"}
    forger.metadata = {"userinfo_endpoint": f"{forger.address}/userinfo"}
    told = {"sub": "new-here-2", "email": "Officer@Example.com", "email_verified": True}
    forger.answers["/userinfo"] = json.dumps(told).encode()
    assert tried(house, forger).header("Location") == "/"


def test_who_was_linked_stays_so_without_an_address(house, forger):
    assert tried(house, forger).header("Location") == "/"
    forger.claims = {"email": "changed@example.com", "email_verified": False}
    assert tried(house, forger).header("Location") == "/"


def test_contact_that_is_not_confirmed_proves_nothing(house, forger):
    forger.claims = {"sub": "pending", "email": "pending@example.com"}
    store = house.machine.stores["applications"]
    claim = store.get(ContactClaim, ContactClaim.id_of("pending@example.com"))
    assert claim is not None
    store.commit([Put(claim.changed(confirmed=False))])
    assert house.why(tried(house, forger)) == "not_staff"
    claim = store.get(ContactClaim, claim.id)
    assert claim is not None
    store.commit([Put(claim.changed(confirmed=True))])
    assert tried(house, forger).header("Location") == "/"
