"""Signing in by code, as its owner does it and as everybody else tries to."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from services.applications.model.challenges import MOST_TRIES, CodeChallenge
from services.applications.model.windows import SOURCE_HOURLY, STRANGERS_DAILY, STRANGERS_HOURLY
from services.applications.routes.remembered import CHALLENGE_COOKIE, DEVICE_COOKIE
from shared.ids import new_id
from shared.web.own_path import LONGEST_PATH
from tests.web.asserting import problem
from tests.web.client import Browser, Program
from tests.web.page import Page
from tests.web.signing_in import CODE, NEW, SIGN_IN, ask_code, challenge, right_code, sign_up, try_code, wrong_code

RESEND = "/applications/sign-in/resend"


@pytest.fixture
def world(people_alone):
    return people_alone


def later(world, **terms: float) -> None:
    world.clock.move_to(world.clock.now() + timedelta(**terms))


def fresh(mark: str) -> str:
    """An address nobody has."""
    return f"{mark}-{new_id()[:8]}@example.com"


def asked(world, contact: str) -> Browser:
    """A browser that has just asked for a code."""
    browser = Browser(world.gateway)
    answered = ask_code(browser, contact)
    assert answered.status == 202, answered.body.decode()
    return browser


def known(world, mark: str) -> str:
    """An address that is somebody's, its minute over."""
    contact = fresh(mark)
    sign_up(world.machine, contact)
    later(world, minutes=61)
    return contact


def store(world):
    return world.machine.services["applications"].home.store


def type_of(answered) -> str:
    return answered.json["type"].rpartition(":")[2]


# The way it is meant


def test_new_person_says_who_they_are_and_is_signed_in(world):
    browser, contact = Browser(world.gateway), fresh("new")
    sent = browser.followed(browser.submit(SIGN_IN, {"contact": contact}))
    assert "六位验证码" in sent.body.decode()
    answered = browser.submit(CODE, {"code": right_code(world.machine, browser)})
    assert answered.header("Location") == NEW
    done = browser.submit(NEW, {"name": "示例新人", "role": "enterprise"})
    assert done.status == 303
    assert browser.page("/applications/me").text.count(contact) == 1
    assert CHALLENGE_COOKIE not in browser.cookies


def test_known_person_is_signed_in_and_goes_on_where_they_were_going(world):
    contact, browser = known(world, "known"), Browser(world.gateway)
    page = f"{SIGN_IN}?next=/applications/me%3Fa%3D%E7%89%B9"
    browser.submit(page, {"contact": contact}, action=SIGN_IN)
    answered = browser.submit(CODE, {"code": right_code(world.machine, browser)})
    assert answered.header("Location") == "/applications/me?a=%E7%89%B9"
    assert browser.get("/applications/me").status == 200


@pytest.mark.parametrize(
    "typed", ["138 0000 8821", "138-0000-8821", "+86 13800008821", "0086-138-0000-8821", "１３８００００８８２１"]
)
def test_number_is_taken_however_it_is_typed(world, typed):
    later(world, minutes=61)
    browser = asked(world, typed)
    assert store(world).get(CodeChallenge, challenge(browser)).contact == "+8613800008821"
    later(world, hours=24)


def test_address_is_taken_in_capitals_and_full_width(world):
    mark = new_id()[:8]
    browser = asked(world, f" Wide{mark.upper()}＠Example.com ")
    assert store(world).get(CodeChallenge, challenge(browser)).contact == f"wide{mark}@example.com"


@pytest.mark.parametrize("typed", ["", "12345", "zhang", "a@b", "010-62770000", "x" * 300, "1380000882", "@", "１"])
def test_what_is_no_contact_is_refused_in_words(world, typed):
    answered = ask_code(Browser(world.gateway), typed)
    assert problem(answered, 422)["errors"][0]["pointer"] == "/contact"


def test_code_is_taken_with_spaces_and_full_width_digits(world):
    browser = asked(world, fresh("digits"))
    code = right_code(world.machine, browser)
    wide = "".join(chr(0xFF10 + int(each)) for each in code)
    assert try_code(browser, f"{wide[:3]} {wide[3:]}").status == 202


def test_code_goes_over_the_channel_of_the_contact_in_the_language_of_the_page(world):
    world.drain()
    browser, contact = Browser(world.gateway), fresh("english")
    browser.cookies["language"] = "en"
    ask_code(browser, contact)
    subject = f"CodeChallenge/{challenge(browser)}"
    (envelope,) = [each for each in store(world).waiting(1000) if each.subject == subject]
    assert envelope.data["contact"] == contact
    assert (envelope.data["channel"], envelope.data["language"], envelope.data["trusted"]) == ("email", "en", False)
    assert envelope.type == "SignInCodeRequested"
    assert right_code(world.machine, browser) not in envelope.model_dump_json()
    world.drain()


# Guessing


def test_five_wrong_tries_end_the_challenge_and_say_how_many_are_left(world):
    browser = asked(world, fresh("guess"))
    for left in (4, 3, 2, 1):
        answered = try_code(browser, wrong_code(world.machine, browser, left))
        assert f"还可以试 {left} 次" in problem(answered, 422)["detail"]
    assert type_of(try_code(browser, wrong_code(world.machine, browser))) == "CodeSpent"
    sixth = try_code(browser, right_code(world.machine, browser))
    assert (sixth.status, type_of(sixth)) == (409, "CodeSpent")


def test_guesses_at_once_are_no_more_than_five(world):
    """The right code comes last in the row of guesses; of all that are counted, none beyond the fifth tells anything."""
    browser = asked(world, fresh("parallel"))
    cookies = dict(browser.cookies)

    def guess(number: int) -> str:
        own = Browser(world.gateway)
        own.cookies = dict(cookies)
        return type_of(try_code(own, wrong_code(world.machine, own, number)))

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(guess, range(1, 25)))
    assert told.count("WrongCode") <= MOST_TRIES - 1
    assert set(told) <= {"WrongCode", "CodeSpent", "Busy"}
    assert store(world).get(CodeChallenge, challenge(browser)).tries == MOST_TRIES
    assert type_of(try_code(browser, right_code(world.machine, browser))) == "CodeSpent"


def test_wrong_try_repeated_under_its_key_counts_once(world):
    browser, key = asked(world, fresh("repeated")), new_id()
    wrong = wrong_code(world.machine, browser)
    for _ in range(3):
        assert "还可以试 4 次" in try_code(browser, wrong, idempotency_key=key).json["detail"]
    assert store(world).get(CodeChallenge, challenge(browser)).tries == 1


def test_page_shown_again_after_a_wrong_try_can_be_sent_again(world):
    browser = asked(world, fresh("again"))
    answered = browser.submit(CODE, {"code": wrong_code(world.machine, browser)})
    assert answered.status == 422
    form = Page(answered.body.decode()).form(CODE)
    right = browser.send(CODE, {**form.fields, "code": right_code(world.machine, browser)})
    assert right.status == 303


def test_code_is_good_for_five_minutes(world):
    in_time, late = asked(world, fresh("in-time")), asked(world, fresh("late"))
    later(world, minutes=5)
    assert try_code(in_time, right_code(world.machine, in_time)).status == 202
    later(world, seconds=1)
    assert type_of(try_code(late, right_code(world.machine, late))) == "CodeExpired"


def test_new_person_has_half_an_hour_to_say_who_they_are(world):
    browser = asked(world, fresh("slow"))
    assert try_code(browser, right_code(world.machine, browser)).status == 202
    later(world, minutes=30, seconds=1)
    answered = browser.send(NEW, {"name": "示例", "role": "applicant"}, accept="application/json")
    assert type_of(answered) == "ProofTooOld"


# Replay, fixation, and challenges of others


def test_code_is_good_once(world):
    contact = known(world, "once")
    browser = asked(world, contact)
    cookies, code = dict(browser.cookies), right_code(world.machine, browser)
    assert try_code(browser, code).status == 200
    browser.cookies = cookies
    again = try_code(browser, code)
    assert (again.status, type_of(again)) == (409, "CodeUsed")


def test_answer_repeated_under_its_key_begins_nothing_after_sign_out(world):
    contact, key = known(world, "replayed"), new_id()
    browser = asked(world, contact)
    cookies, code = dict(browser.cookies), right_code(world.machine, browser)
    first = try_code(browser, code, idempotency_key=key).json["token"]
    browser.cookies = dict(cookies)
    assert try_code(browser, code, idempotency_key=key).status == 200, "the answer was lost on its way"
    assert Program(world.gateway, first).post("/applications/sign-out", {}).status == 200
    browser.cookies = dict(cookies)
    assert try_code(browser, code, idempotency_key=key).status == 409


def test_code_of_one_challenge_opens_no_other(world):
    one, other = asked(world, fresh("one")), asked(world, fresh("other"))
    assert try_code(other, right_code(world.machine, one)).status == 422


def test_challenge_is_of_the_browser_that_asked(world):
    browser = asked(world, known(world, "bound"))
    code, id = right_code(world.machine, browser), challenge(browser)
    good = browser.cookies[CHALLENGE_COOKIE]
    stranger = Browser(world.gateway)
    for cookie in (
        "",
        id,
        f"{id}.",
        f"{id}.x",
        good[:-1],
        f"{good}A",
        f"{new_id()}.{good.partition('.')[2]}",
        "特.派",
        ".",
    ):
        stranger.cookies = {CHALLENGE_COOKIE: cookie} if cookie else {}
        assert type_of(try_code(stranger, code)) == "NoChallenge", cookie
        assert "本浏览器没有等待填写的验证码" in stranger.page(CODE).text
    assert try_code(browser, code).status == 200


def test_nobody_can_be_made_to_answer_anothers_challenge(world):
    """Login fixation: a page of another site sends the attacker's contact, or their code, in the victim's browser."""
    victim = Browser(world.gateway)
    elsewhere = {"origin": "https://evil.test", "sec_fetch_site": "cross-site"}
    refused = victim.send(SIGN_IN, {"contact": fresh("evil")}, **elsewhere)
    assert refused.status == 403
    assert CHALLENGE_COOKIE not in victim.cookies
    attacker = asked(world, fresh("evil"))
    code = right_code(world.machine, attacker)
    for address in (f"{CODE}?tepai_code={attacker.cookies[CHALLENGE_COOKIE]}", CODE):
        answered = victim.send(address, {"code": code, CHALLENGE_COOKIE: attacker.cookies[CHALLENGE_COOKIE]})
        assert answered.status in (409, 422)
        assert "tepai" not in victim.cookies


def test_session_begins_anew_at_sign_in_whatever_cookie_was_there(world):
    contact = known(world, "fixed")
    browser = asked(world, contact)
    browser.cookies["tepai"] = planted = world.token(world.people["reviewer"])
    code = right_code(world.machine, browser)
    assert try_code(browser, code).status == 403, "without the token of the planted session's forms"
    assert browser.submit(CODE, {"code": code}).status == 303
    assert browser.cookies["tepai"] != planted
    assert contact in browser.page("/applications/me").text
    problem(Program(world.gateway, planted).get("/applications/me"), 401)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world):
    browser, contact = Browser(world.gateway), known(world, "flags")
    answers = [ask_code(browser, contact)]
    answers.append(try_code(browser, right_code(world.machine, browser)))
    cookies = [value for each in answers for name, value in each.headers if name == "Set-Cookie"]
    assert {each.partition("=")[0] for each in cookies} == {"tepai", CHALLENGE_COOKIE, DEVICE_COOKIE}
    for each in cookies:
        assert {"Path=/", "HttpOnly", "SameSite=Lax"} <= set(each.split("; "))
        assert contact not in each


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.test/", "//evil.test", "/\\evil.test", "\\\\evil.test", "evil", "javascript:alert(1)", "/a\r\nSet-Cookie: x=y",
     "/a\nb", "/%0d%0aSet-Cookie:x=y", " //evil.test", "/\t/evil.test", "http:/evil.test", "/" + "x" * 2000, "", "/@evil.test"],
)  # fmt: skip
def test_one_goes_on_to_no_other_host_and_with_no_other_header(world, elsewhere):
    contact, browser = known(world, "next"), Browser(world.gateway)
    asking = ask_code(browser, contact, next=elsewhere)
    if len(elsewhere) > LONGEST_PATH:
        problem(asking, 422)
        return
    answered = try_code(browser, right_code(world.machine, browser), accept="text/html")
    location = answered.header("Location")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert not {"\r", "\n", "\t", " "} & set(location)
    assert not any("x=y" in value for name, value in answered.headers if name == "Set-Cookie")


# Who is known


def test_answer_is_the_same_for_a_known_and_an_unknown_contact(world):
    answers = []
    for contact in (known(world, "same"), fresh("same")):
        browser = Browser(world.gateway)
        program = ask_code(browser, contact)
        page = browser.get(CODE).body.decode()
        headers = [(name, value.partition("=")[0]) for name, value in program.headers]
        answers.append((program.status, program.body, headers, len(page)))
    assert answers[0] == answers[1]


def test_work_is_the_same_for_a_known_and_an_unknown_contact(world, monkeypatch):
    """The same reads and the same writes, in the same order: what takes time in the store."""
    counted = []
    for contact in (known(world, "work"), fresh("work")):
        did: list[str] = []
        kind = type(store(world))
        for name in ("get", "query", "commit", "earlier", "get_many", "get_together"):
            monkeypatch.setattr(kind, name, noting(did, name, getattr(kind, name)))
        asked(world, contact)
        monkeypatch.undo()
        counted.append(did)
    assert counted[0] == counted[1]
    assert [each for each in counted[0] if each.startswith("commit")]


def noting(did: list[str], name: str, real):
    def note(self, *given, **named):
        what = given[0].__name__ if name == "get" else ""
        if name == "commit":
            what = " ".join(sorted(f"{type(each).__name__} {type(each.record).__name__}" for each in given[0]))
        did.append(f"{name} {what}")
        return real(self, *given, **named)

    return note


def test_time_is_the_same_for_a_known_and_an_unknown_contact(world):
    """Loosely, since other things run on the machine: neither half is wholly apart from the other."""
    took: dict[bool, list[float]] = {True: [], False: []}
    for number in range(12):
        for is_known in (True, False) if number % 2 else (False, True):
            contact = known(world, "time") if is_known else fresh("time")
            began = time.perf_counter()
            asked(world, contact)
            took[is_known].append(time.perf_counter() - began)
    known_median, unknown_median = (statistics.median(took[each]) for each in (True, False))
    assert min(took[True]) < max(took[False])
    assert min(took[False]) < max(took[True])
    assert 1 / 5 < known_median / unknown_median < 5


@pytest.mark.parametrize("first_known", [True, False])
def test_key_used_again_does_not_tell_who_is_known(world, first_known):
    key, answers = new_id(), []
    Program(world.gateway).post(SIGN_IN, {"contact": known(world, "k") if first_known else fresh("k")}, key)
    for contact in (known(world, "k"), fresh("k")):
        again = Program(world.gateway).post(SIGN_IN, {"contact": contact}, key)
        answers.append((again.status, again.body))
    assert answers[0] == answers[1]


# Floods and lock-outs


def test_another_code_is_sent_after_a_minute_and_takes_the_place_of_the_first(world):
    browser = asked(world, fresh("resend"))
    first = right_code(world.machine, browser), dict(browser.cookies)
    early = browser.submit(CODE, {}, action=RESEND)
    assert early.status == 429
    assert "起可以重新获取" in early.body.decode()
    later(world, seconds=60)
    assert browser.submit(CODE, {}, action=RESEND).status == 303
    second = right_code(world.machine, browser)
    old = Browser(world.gateway)
    old.cookies = first[1]
    assert type_of(try_code(old, first[0])) == "CodeUsed"
    assert try_code(browser, second).status == 202


def test_code_asked_for_by_a_stranger_leaves_the_owners_good(world):
    contact = known(world, "both")
    owner = asked(world, contact)
    later(world, seconds=60)
    stranger = asked(world, contact)
    for number in range(1, 7):
        try_code(stranger, wrong_code(world.machine, stranger, number))
    assert try_code(owner, right_code(world.machine, owner)).status == 200


def test_strangers_cannot_lock_somebody_out_of_a_browser_they_used(world):
    contact, owner = fresh("locked"), Browser(world.gateway)
    sign_up(world.machine, contact, browser=owner)
    owner.cookies.pop("tepai")
    later(world, days=1)
    for hour in range(3):
        for number in range(STRANGERS_HOURLY + 2):
            later(world, seconds=61)
            status = ask_code(Browser(world.gateway), contact).status
            free = number < STRANGERS_HOURLY and hour * STRANGERS_HOURLY + number < STRANGERS_DAILY
            assert status == (202 if free else 429), (hour, number)
        later(world, seconds=61)
        assert ask_code(owner, contact).status == 202, "the owner's own part"
        later(world, minutes=54)


def test_device_cookie_is_of_its_contact_and_of_ours_alone(world):
    contact, browser = fresh("device"), Browser(world.gateway)
    sign_up(world.machine, contact, browser=browser)
    cookie = browser.cookies[DEVICE_COOKIE]
    tampered = [
        cookie[:-1] + ("A" if cookie[-1] != "A" else "B"),
        "x.99999999999.y",
        "~~~",
        "特",
        cookie.replace(".", ".9", 1),
    ]
    trusted = []
    for value, to in [(cookie, contact), (cookie, fresh("device")), *((each, contact) for each in tampered)]:
        later(world, hours=25)
        asking = Browser(world.gateway)
        asking.cookies[DEVICE_COOKIE] = value
        ask_code(asking, to)
        trusted.append(store(world).get(CodeChallenge, challenge(asking)).trusted)
    assert trusted == [True, *([False] * 6)]
    later(world, days=180)
    asking = Browser(world.gateway)
    asking.cookies[DEVICE_COOKIE] = cookie
    ask_code(asking, contact)
    assert store(world).get(CodeChallenge, challenge(asking)).trusted is False, "too old"


def test_one_place_cannot_ask_without_end_and_others_are_not_kept_from_it(world):
    later(world, hours=2)
    at = {"remote_addr": "203.0.113.9"}
    statuses = [ask_from(world, at["remote_addr"]) for _ in range(SOURCE_HOURLY + 2)]
    assert statuses == [202] * SOURCE_HOURLY + [429, 429]
    assert ask_from(world, "203.0.113.10") == 202
    assert ask_from(world, "203.0.113.9", known_browser=True) == 202, "who signed in here before has no such limit"
    later(world, hours=1)
    assert ask_from(world, "203.0.113.9") == 202


def ask_from(world, address: str, *, known_browser: bool = False) -> int:
    browser, contact = Browser(world.gateway), fresh("place")
    if known_browser:
        sign_up(world.machine, contact, browser=browser)
        later(world, seconds=61)
        browser.cookies.pop("tepai")
    gateway = browser.gateway

    def from_there(environ, start_response):
        return gateway({**environ, "REMOTE_ADDR": address}, start_response)

    browser.gateway = from_there
    return ask_code(browser, contact).status
