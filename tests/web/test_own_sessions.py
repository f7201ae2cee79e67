"""Where one is signed in: listed, ended one by one, all others, or all; and what ends them besides their owner."""

from datetime import timedelta

import pytest

from infra.local.links import ready_link
from services.applications.commands.sessions import MOST_ENDED
from services.applications.model.people import ContactClaim
from services.applications.model.sessions import Session, SignIn
from shared.audit.chain import AuditEntry, entry_id
from shared.auth.epoch import SessionEpoch
from tests.web.asserting import problem
from tests.web.client import Browser, Program
from tests.web.signing_in import sign_up
from tests.web.test_session import WITHIN, claims_of, link

SESSIONS = "/applications/sessions"
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0"


@pytest.fixture
def world(people_alone):
    return people_alone


def store(world):
    return world.machine.services["applications"].home.store


def own(world, token: str) -> list[dict]:
    return Program(world.gateway, token).get(SESSIONS).json["items"]


def new_person(world, who: str) -> tuple[str, str]:
    """Somebody fresh, so that others' sign-ins are not among theirs: an e-mail address and a token."""
    email = f"{who}-{world.clock.now().timestamp():.6f}@example.com"
    return email, sign_up(world.machine, email)["token"]


def test_session_is_listed_with_how_and_where_and_no_address(world):
    browser = Browser(world.gateway)
    _, token = new_person(world, "listed")
    person = claims_of(token)["sub"]
    browser.send("/applications/demo", {"person": person}, user_agent=WECHAT)
    lines = own(world, token)
    found = {(each["how"], each["browser"], each["system"], each["here"]) for each in lines}
    assert found == {("demo", "微信", "安卓手机或平板", False), ("code", "其他浏览器", "其他设备", True)}
    for line in lines:
        kept = store(world).get(Session, line["id"])
        assert "192.0.2.7" not in kept.model_dump_json()


def test_session_ended_is_over_in_every_service_and_the_others_go_on(world):
    first, second = (world.token(world.people["city"]) for _ in range(2))
    ended = claims_of(second)["sid"]
    assert Program(world.gateway, first).post(f"{SESSIONS}/{ended}/end", {}).status == 200
    problem(Program(world.gateway, second).get(SESSIONS), 401)
    world.drain()
    for service in WITHIN:
        known = world.machine.services[service].home.store.get(SessionEpoch, world.people["city"].id)
        assert ended in known.ended, service
    assert Program(world.gateway, second).get("/matching/runs").status == 401
    assert Program(world.gateway, first).get("/matching/runs").status == 200
    assert ended not in {each["id"] for each in own(world, first)}


def test_session_of_another_cannot_be_ended(world):
    mine, others = world.program("city"), world.token(world.people["leader"])
    problem(mine.post(f"{SESSIONS}/{claims_of(others)['sid']}/end", {}), 404)
    assert Program(world.gateway, others).get(SESSIONS).status == 200


def test_ending_all_others_keeps_this_one(world):
    browser = world.browser("reviewer")
    others = [world.token(world.people["reviewer"]) for _ in range(3)]
    form = browser.page(SESSIONS).form(f"{SESSIONS}/end-others")
    assert browser.send(form.action, form.fields).status == 303
    for token in others:
        problem(Program(world.gateway, token).get(SESSIONS), 401)
    assert browser.get(SESSIONS).status == 200
    assert len(own(world, browser.cookies["tepai"])) == 1
    world.drain()
    assert browser.get("/matching/runs").status != 401


def test_signing_out_everywhere_ends_this_one_too(world):
    browser, other = world.browser("leader"), world.token(world.people["leader"])
    form = browser.page(SESSIONS).form(f"{SESSIONS}/end-all")
    assert browser.send(form.action, form.fields).status == 303
    assert "tepai" not in browser.cookies
    problem(Program(world.gateway, other).get(SESSIONS), 401)


def test_signing_out_everywhere_ends_links_sent_before_it(world):
    earlier = link(world, "reviewer")
    assert world.program("reviewer").post(f"{SESSIONS}/end-all", {}).status == 200
    told = problem(Program(world.gateway).post(earlier, {}), 409)
    assert told["type"] == "urn:tepai:problem:LinkSpent"
    assert Program(world.gateway).post(link(world, "reviewer"), {}).status == 200, "a later one is good"


def test_change_of_role_ends_links_and_locks_nobody_out(world):
    email = f"invited-{world.clock.now().timestamp():.6f}@example.com"
    administrator = world.program("administrator")
    invited = {"name": "示例受邀人", "role": "leader", "email": email}
    assert administrator.post("/applications/people", invited).status == 201
    claim = store(world).get(ContactClaim, ContactClaim.id_of(email))
    earlier = ready_link(world.machine, claim.person).removeprefix(world.machine.base_url)
    assert administrator.post(f"/applications/people/{claim.person}", {"role": "auditor"}).status == 200
    problem(Program(world.gateway).post(earlier, {}), 409)
    assert claims_of(sign_up(world.machine, email)["token"])["role"] == "auditor"


def test_signing_out_ends_this_session_alone(world):
    first, second = world.program("auditor"), world.program("auditor")
    assert first.post("/applications/sign-out", {}).status == 200
    problem(first.get(SESSIONS), 401)
    assert second.get(SESSIONS).status == 200


def test_taking_on_another_identity_ends_the_one_before(world):
    browser = world.browser("auditor")
    before = browser.cookies["tepai"]
    assert browser.submit("/applications/demo", {"person": world.people["leader"].id}).status == 303
    problem(Program(world.gateway, before).get(SESSIONS), 401)


def test_session_in_use_is_noted_every_few_minutes_and_no_oftener(world):
    browser = world.browser("leader")
    id = claims_of(browser.cookies["tepai"])["sid"]
    noted = []
    for minutes in (2, 2, 2, 2, 4):
        world.clock.move_to(world.clock.now() + timedelta(minutes=minutes))
        browser.get("/applications/me")
        noted.append(store(world).get(Session, id).version)
    assert noted == [1, 1, 2, 2, 3]


def test_sessions_over_by_themselves_are_not_listed(world):
    _, token = new_person(world, "old")
    person = claims_of(token)["sub"]
    world.clock.move_to(world.clock.now() + timedelta(hours=12, seconds=1))
    token = Program(world.gateway).post("/applications/demo", {"person": person}).json["token"]
    assert len(own(world, token)) == 1


def test_sign_ins_and_their_ends_are_in_the_audit_chain(world):
    _, token = new_person(world, "audited")
    id = claims_of(token)["sid"]
    Program(world.gateway, token).post("/applications/sign-out", {})
    kept = store(world).get(SignIn, id)
    entries = [store(world).get(AuditEntry, entry_id(kept, version)) for version in (1, 2)]
    assert [each.action for each in entries] == ["signed in", "signed out"]
    assert kept.ended is not None
    assert kept.audit_head == entries[-1].hash


@pytest.mark.parametrize("role", ["county_officer", "auditor"])
def test_role_change_ends_the_sessions_and_counts_from_the_next_one(world, role):
    email, token = new_person(world, f"promoted-{role}")
    person = claims_of(token)["sub"]
    administrator = world.program("administrator")
    address = f"/applications/people/{person}"
    sent = {"role": role, "county": "410502", "organisation": "示例单位"}
    assert administrator.post(address, sent).status == 200
    problem(Program(world.gateway, token).get(SESSIONS), 401)
    world.drain()
    for place in WITHIN.values():
        problem(Program(world.gateway, token).get(place), 401)
    world.clock.move_to(world.clock.now() + timedelta(minutes=2))
    again = sign_up(world.machine, email)
    assert again["role"] == role
    assert Program(world.gateway, again["token"]).get("/applications/inbox").status == 200
    changed = administrator.get(address).json
    assert (changed["role"], changed["county"]) == (role, "410502")


def test_nobody_changes_their_own_role(world):
    me = world.people["administrator"].id
    refused = world.program("administrator").post(f"/applications/people/{me}", {"role": "leader"})
    assert problem(refused, 409)["type"] == "urn:tepai:problem:OwnRole"


def test_county_officer_needs_a_county(world):
    _, token = new_person(world, "countyless")
    address = f"/applications/people/{claims_of(token)['sub']}"
    refused = world.program("administrator").post(address, {"role": "county_officer"})
    assert problem(refused, 422)["errors"][0]["pointer"] == "/county"


def test_more_ended_sessions_than_are_noted_end_all(world):
    _, token = new_person(world, "many")
    person = claims_of(token)["sub"]
    for _ in range(MOST_ENDED + 1):
        one = Program(world.gateway).post("/applications/demo", {"person": person}).json["token"]
        assert Program(world.gateway, one).post("/applications/sign-out", {}).status == 200
    problem(Program(world.gateway, token).get(SESSIONS), 401)
    assert len(store(world).get(SessionEpoch, person).ended) <= MOST_ENDED
