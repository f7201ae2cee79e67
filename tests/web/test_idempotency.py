"""A request that is repeated has one effect and one answer; its key is its sender's alone."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from services.applications.model.people import ContactClaim
from services.applications.model.windows import ContactWindow
from shared.ids import new_id
from tests.infra.local.asking import Answered
from tests.services.applications.examples import SCHEME
from tests.web.asserting import problem, problem_page
from tests.web.client import Program
from tests.web.drafting import begun, fill, new_scheme
from tests.web.people import enterprise_form
from tests.web.world import OUTCOME, SERVICE, World

_numbers = itertools.count(7000)


@dataclass(frozen=True)
class Case:
    """Something sent, and how many of its kind there are."""

    program: Program
    address: str
    sent: dict[str, Any]
    other: dict[str, Any]
    count: Callable[[], int]


def listed(program: Program, address: str) -> int:
    """How many a listing holds, over all its pages."""
    total, after = 0, ""
    while True:
        page = program.get(f"{address}{'&' if '?' in address else '?'}after={after}" if after else address).json
        total += len(page["items"])
        if not page["next"]:
            return total
        after = page["next"]


def application(world: World) -> Case:
    program = world.program("enterprise")
    sent = enterprise_form("enterprise", next(_numbers))
    address = f"/applications/schemes/{world.open_scheme}/enterprise"
    return Case(program, address, sent, {**sent, "demand": 2}, lambda: listed(program, "/applications/mine"))


def scheme(world: World) -> Case:
    other = {**SCHEME, "name": "另一个方案"}
    program = world.program("city")
    return Case(program, "/applications/schemes", SCHEME, other, lambda: listed(program, "/applications/schemes"))


def invitation(world: World) -> Case:
    program = world.program("administrator")
    sent = {"name": "示例", "role": "leader", "email": f"twice{next(_numbers)}@example.com"}
    count = lambda: listed(program, "/applications/people?role=leader")  # noqa: E731
    return Case(program, "/applications/people", sent, {**sent, "name": "示例二"}, count)


def sign_in(world: World) -> Case:
    sent = {"contact": f"twice{next(_numbers)}@example.com"}

    def asked() -> int:
        window = world.machine.services["applications"].home.store.get(
            ContactWindow, ContactClaim.id_of(sent["contact"])
        )
        return window.daily if window else 0

    other = {"contact": "person1@example.com"}
    return Case(Program(world.gateway), "/applications/sign-in", sent, other, asked)


def service_log(world: World) -> Case:
    return _reported(world, "services", SERVICE)


def outcome(world: World) -> Case:
    return _reported(world, "outcomes", OUTCOME)


def _reported(world: World, what: str, sent: dict[str, Any]) -> Case:
    dispatch, belongs = next(iter(world.records["dispatch_id"].items()))
    owner = next(each for each in world.people.values() if each.id in belongs.people and each.role == "applicant")
    program = world.program(owner)
    address, other = f"/outcomes/dispatches/{dispatch}/{what}", {**sent, "text": "另一次服务，讲解了另一台设备。"}
    return Case(program, address, sent, other, lambda: listed(program, "/outcomes/records"))


CASES = pytest.mark.parametrize("case_of", [application, scheme, invitation, sign_in, service_log, outcome])


def same(one: Answered, other: Answered) -> bool:
    return (one.status, one.body, one.header("Location")) == (other.status, other.body, other.header("Location"))


@CASES
def test_same_key_and_body_have_one_effect_and_one_answer(world, case_of):
    case, key = case_of(world), new_id()
    before = case.count()
    first = case.program.post(case.address, case.sent, key)
    assert first.status in (201, 202), first.body
    assert case.count() == before + 1
    assert all(same(first, case.program.post(case.address, case.sent, key)) for _ in range(3))
    assert case.count() == before + 1


@CASES
def test_same_key_with_another_body_is_refused(world, case_of):
    case, key = case_of(world), new_id()
    case.program.post(case.address, case.sent, key)
    before = case.count()
    told = problem(case.program.post(case.address, case.other, key), 422)
    assert told["type"] == "urn:tepai:problem:KeyTaken"
    assert case.count() == before


@CASES
def test_same_request_sent_by_threads_at_once_has_one_effect_and_one_answer(world, case_of):
    for _ in range(3):
        case, key = case_of(world), new_id()
        before = case.count()
        with ThreadPoolExecutor(4) as threads:
            sent = [threads.submit(case.program.post, case.address, case.sent, key) for _ in range(4)]
        answers = [each.result() for each in sent]
        assert answers[0].status in (201, 202), answers[0].body
        assert all(same(answers[0], each) for each in answers)
        assert case.count() == before + 1


@CASES
def test_another_key_is_another_request(world, case_of):
    case = case_of(world)
    before = case.count()
    answers = [case.program.post(case.address, case.sent, new_id()) for _ in range(2)]
    allowed = 1 if case_of in (application, invitation, sign_in) else 2
    assert case.count() == before + allowed
    refused = 429 if case_of is sign_in else 409
    assert [each.status for each in answers if each.status >= 400] == [refused] * (2 - allowed)


def test_keys_of_two_persons_do_not_collide(world):
    key, ids = new_id(), set()
    for who in ("enterprise", "enterprise_2"):
        sent = enterprise_form(who, next(_numbers))
        answered = world.program(who).post(f"/applications/schemes/{world.open_scheme}/enterprise", sent, key)
        ids.add(answered.json["application_id"])
    assert len(ids) == 2


def test_key_used_for_one_record_is_no_key_for_another(world):
    county = world.program("county")
    key = new_id()
    ids = []
    for _ in range(2):
        sent = enterprise_form("enterprise", next(_numbers))
        address = f"/applications/schemes/{world.open_scheme}/enterprise"
        ids.append(world.program("enterprise").post(address, sent).json["application_id"])
    assert county.post(f"/applications/{ids[0]}/accept", {}, key).status == 200
    problem(county.post(f"/applications/{ids[1]}/accept", {}, key), 422)
    assert county.get(f"/applications/{ids[1]}").json["status"] == "submitted"


@pytest.mark.parametrize("key", ["x" * 101, "x" * 5000, "a\x7fb", "a\tb"])
def test_key_that_is_none_is_refused(world, watch, key):
    case = application(world)
    watch.begin()
    told = problem(case.program.post(case.address, case.sent, key), 422)
    assert told["errors"][0]["pointer"] == "/idempotency_key"
    assert watch.nothing_happened()


def test_key_of_a_hundred_characters_is_one(world):
    case = application(world)
    assert case.program.post(case.address, case.sent, "x" * 100).status == 201


def form_of(world: World, browser: Any) -> tuple[str, dict[str, Any]]:
    """The page that sends a draft, all of whose sections are filled in."""
    program = world.program("enterprise")
    draft = begun(program, new_scheme(world))
    fill(program, draft, enterprise_form("enterprise", next(_numbers)))
    address = f"{draft}/check"
    return address, browser.page(address).form(address).fields | {"declared": "true"}


def section_form(world: World, browser: Any) -> tuple[str, dict[str, Any]]:
    address = begun(world.program("enterprise"), world.open_scheme) + "/sections/demand"
    return address, browser.page(address).form(address).fields | {"demand": "2"}


def test_form_sent_twice_by_a_double_click_is_one_application(world):
    browser = world.browser("enterprise")
    before = listed(world.program("enterprise"), "/applications/mine")
    address, fields = form_of(world, browser)
    with ThreadPoolExecutor(2) as threads:
        clicks = [threads.submit(browser.send, address, fields) for _ in range(2)]
    first, second = (each.result() for each in clicks)
    assert first.status == second.status == 303
    assert first.header("Location") == second.header("Location")
    assert "申报已收到" in browser.followed(first).body.decode()
    assert listed(world.program("enterprise"), "/applications/mine") == before + 1


def test_form_changed_and_sent_again_is_shown_with_its_values(world):
    browser = world.browser("enterprise")
    address, fields = section_form(world, browser)
    assert browser.send(address, fields).status == 303
    page = problem_page(browser.send(address, {**fields, "demand": "7"}), 422)
    assert 'value="7"' in page
    assert "该提交编号已用于另一份内容" in page


def test_two_opened_forms_have_two_keys(world):
    browser = world.browser("enterprise")
    keys = {section_form(world, browser)[1]["idempotency_key"][0] for _ in range(2)}
    assert len(keys) == 2
