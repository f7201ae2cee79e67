"""Tokens for programs: bounded by role, scope, number and time, and over at once when they are ended."""

from datetime import timedelta

import pytest

from services.applications.model.access_tokens import MOST_LIVE, AccessTokens
from shared.audit.chain import AuditEntry, entry_id
from shared.auth.actor import PEOPLE
from shared.web.api_catalogue import scopes_for
from tests.web.asserting import problem
from tests.web.client import Program
from tests.web.world import make_world

TOKENS = "/applications/tokens"
READ = {"applications": "/applications/inbox", "matching": "/matching/runs", "outcomes": "/outcomes/reports/annual"}


@pytest.fixture
def fresh(tmp_path_factory):
    """A world of its own, for what moves the clock or counts."""
    world = make_world(tmp_path_factory.mktemp("tokens"))
    for who in ("city", "county"):
        for each in listed(world, who):
            assert world.program(who).post(f"{TOKENS}/{each['id']}/end", {}).status == 200
    yield world
    world.machine.stop()


def made(world, who, *scopes, days=90, key=""):
    answered = world.program(who).post(TOKENS, {"name": "示例程序", "scopes": list(scopes), "days": days}, key=key)
    assert answered.status == 201, answered.body
    return Program(world.gateway, answered.json["token"])


def listed(world, who):
    return world.program(who).get(TOKENS).json["items"]


def test_token_reads_what_it_was_given_and_nothing_else(fresh):
    program = made(fresh, "city", "matching:read")
    assert program.get(READ["matching"]).status == 200
    assert problem(program.get(READ["applications"]), 403)["type"] == "urn:tepai:problem:ScopeMissing"
    assert problem(program.post("/matching/runs", {"scheme_id": fresh.scheme}), 403)


def test_role_bounds_what_a_token_may_be_given(fresh):
    for who, scope in (("county", "notifications:read"), ("enterprise", "outcomes:all"), ("leader", "")):
        answered = fresh.program(who).post(TOKENS, {"name": "x", "scopes": [scope]})
        assert problem(answered, 422)["errors"][0]["pointer"].startswith("/scopes")
    for role in PEOPLE:
        assert scopes_for(role), role


@pytest.mark.parametrize("days", [0, -1, 366, 10**9, "many"])
def test_lifetime_has_bounds(fresh, days):
    assert problem(fresh.program("city").post(TOKENS, {"name": "x", "scopes": ["matching:read"], "days": days}), 422)


def test_token_ends_at_its_time(fresh):
    program = made(fresh, "city", "matching:read", days=2)
    fresh.clock.move_to(fresh.clock.now() + timedelta(days=2) - timedelta(seconds=1))
    assert program.get(READ["matching"]).status == 200
    fresh.clock.move_to(fresh.clock.now() + timedelta(minutes=2))
    problem(program.get(READ["matching"]), 401)
    assert listed(fresh, "city") == []


def test_ended_token_is_over_in_every_service(fresh):
    program = made(fresh, "city", "applications:read", "matching:read", "outcomes:read")
    kept = made(fresh, "city", "matching:read")
    assert [program.get(path).status for path in READ.values()] == [200, 200, 200]
    ended = next(each for each in listed(fresh, "city") if len(each["scopes"]) == 3)
    assert fresh.program("city").post(f"{TOKENS}/{ended['id']}/end", {}).status == 200
    problem(program.get(READ["applications"]), 401)
    fresh.drain()
    assert [program.get(path).status for path in READ.values()] == [401, 401, 401]
    assert kept.get(READ["matching"]).status == 200, "the others go on"
    assert fresh.program("city").get("/applications/schemes").status == 200, "so do sessions"


@pytest.mark.parametrize("path", ["/applications/sessions/end-all"])
def test_signing_out_everywhere_ends_programs_too(fresh, path):
    program = made(fresh, "city", "matching:read", "applications:read")
    assert fresh.program("city").post(path, {}).status == 200
    fresh.drain()
    assert [program.get(path).status for path in list(READ.values())[:2]] == [401, 401]
    assert listed(fresh, "city") == []


def test_change_of_role_ends_programs_too(fresh):
    program = made(fresh, "reviewer", "applications:read")
    reviewer = fresh.people["reviewer"]
    changed = fresh.program("administrator").post(f"/applications/people/{reviewer.id}", {"role": "auditor"})
    assert changed.status == 200, changed.body
    problem(program.get("/applications/people"), 401)


def test_program_reaches_no_account(fresh):
    program = made(fresh, "city", "applications:read", "applications:write")
    for answered in (
        program.get(TOKENS),
        program.post(TOKENS, {"name": "x", "scopes": ["applications:read"]}),
        program.get(f"{TOKENS}/made"),
        program.post(f"{TOKENS}/any/end", {}),
        program.get("/applications/sessions"),
    ):
        assert problem(answered, 403)["type"] == "urn:tepai:problem:PersonOnly"


def test_no_more_than_twenty_live(fresh):
    for _ in range(MOST_LIVE):
        made(fresh, "city", "matching:read")
    full = fresh.program("city").post(TOKENS, {"name": "x", "scopes": ["matching:read"]})
    assert problem(full, 409)["type"] == "urn:tepai:problem:TooManyTokens"
    fresh.program("city").post(f"{TOKENS}/{listed(fresh, 'city')[0]['id']}/end", {})
    made(fresh, "city", "matching:read")


def test_repeated_request_gives_the_same_token(fresh):
    first = made(fresh, "city", "matching:read", key="once")
    again = made(fresh, "city", "matching:read", key="once")
    assert len(listed(fresh, "city")) == 1
    assert again.get(READ["matching"]).status == first.get(READ["matching"]).status == 200


def test_others_tokens_are_nobodys(fresh):
    made(fresh, "city", "matching:read")
    theirs = listed(fresh, "city")[0]["id"]
    assert listed(fresh, "county") == []
    problem(fresh.program("county").post(f"{TOKENS}/{theirs}/end", {}), 404)
    assert len(listed(fresh, "city")) == 1


def test_token_is_shown_once_to_its_owner(fresh):
    browser = fresh.browser("city")
    answered = browser.submit(TOKENS, {"name": "示例程序", "scopes": ["matching:read"], "days": "30"})
    assert (answered.status, answered.header("Location")) == (303, f"{TOKENS}/made")
    cookie = next(value for name, value in answered.headers if name == "Set-Cookie" and value.startswith("tepai_made"))
    assert f"Path={TOKENS}/made" in cookie
    assert {"HttpOnly", "SameSite=Strict", "Max-Age=60"} <= set(cookie.split("; "))
    token = browser.cookies["tepai_made"]
    stranger = fresh.browser("county")
    stranger.cookies["tepai_made"] = token
    assert token not in stranger.get(f"{TOKENS}/made").body.decode()
    assert token in browser.get(f"{TOKENS}/made").body.decode()
    assert "tepai_made" not in browser.cookies
    assert token not in browser.get(f"{TOKENS}/made").body.decode()
    assert Program(fresh.gateway, token).get(READ["matching"]).status == 200


def test_session_is_never_shown_as_a_token(fresh):
    browser = fresh.browser("city")
    browser.cookies["tepai_made"] = browser.cookies["tepai"]
    assert browser.cookies["tepai"] not in browser.get(f"{TOKENS}/made").body.decode()


def test_token_in_a_cookie_signs_nobody_in(fresh):
    browser = fresh.browser()
    browser.cookies["tepai"] = made(fresh, "city", "matching:read").token
    assert browser.get(READ["matching"]).status == 401


def test_every_making_and_ending_is_audited(fresh):
    made(fresh, "city", "matching:read")
    fresh.program("city").post(f"{TOKENS}/{listed(fresh, 'city')[0]['id']}/end", {})
    store = fresh.machine.stores["applications"]
    kept = store.get(AccessTokens, fresh.people["city"].id)
    assert kept is not None
    entries = [store.get(AuditEntry, entry_id(kept, version)) for version in (kept.version - 1, kept.version)]
    assert [entry and entry.action for entry in entries] == ["token made", "token ended"]


def test_token_is_kept_nowhere(fresh):
    token = made(fresh, "city", "matching:read").token
    signature = token.rpartition(".")[2].encode()
    fresh.machine.drain()
    for file in fresh.machine.folder.path.rglob("*"):
        assert not file.is_file() or signature not in file.read_bytes(), file.name


def test_old_records_stay_readable():
    assert AccessTokens.model_validate({"id": "x"}).tokens == ()
