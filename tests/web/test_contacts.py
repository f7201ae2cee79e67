"""Contacts: one's only once a code sent there was given, and nobody learns by asking whose one is."""

import itertools

import pytest

from services.applications.model.people import ContactClaim, Person
from shared.auth.actor import Role
from shared.store.port import Put
from tests.web.asserting import problem
from tests.web.client import JSON, Browser, Program
from tests.web.signing_in import challenge, right_code, sign_up, wrong_code
from tests.web.test_codes import later, store
from tests.web.test_session import claims_of

ME, CODE, RESEND = "/applications/me", "/applications/me/code", "/applications/me/resend"
_numbers = itertools.count()


@pytest.fixture
def world(people_alone):
    return people_alone


def fresh() -> tuple[str, str]:
    """An e-mail address and a phone number nobody has."""
    number = next(_numbers)
    return f"contact{number}@example.com", f"+8619000009{number:03}"


def as_browser(world, contact: str) -> Browser:
    """A browser in which whoever has the contact, or registers by it, is signed in."""
    browser = Browser(world.gateway)
    sign_up(world.machine, contact, browser=browser)
    return browser


def gives(world, browser: Browser, contact: str, code: str = "") -> int:
    """Give a contact and the code sent there, or another; the status of the latter."""
    assert browser.submit(ME, {"contact": contact}).status == 303
    return browser.submit(CODE, {"code": code or right_code(world.machine, browser)}).status


def own(browser: Browser) -> dict[str, str]:
    return Program(browser.gateway, browser.cookies["tepai"]).get(ME).json


def test_contact_is_ones_own_once_its_code_was_given(world):
    email, phone = fresh()
    browser = as_browser(world, email)
    assert browser.submit(ME, {"contact": phone}).status == 303
    assert own(browser) == {"email": email, "phone": ""}
    assert browser.submit(CODE, {"code": wrong_code(world.machine, browser)}).status == 422
    assert own(browser) == {"email": email, "phone": ""}
    assert browser.submit(CODE, {"code": right_code(world.machine, browser)}).status == 303
    assert own(browser) == {"email": email, "phone": phone}
    later(world, seconds=61)
    again = sign_up(world.machine, phone)
    assert again["person"] == claims_of(browser.cookies["tepai"])["sub"]


def test_contact_of_another_cannot_be_taken_and_is_not_told_of(world):
    (email, _), (other, _) = fresh(), fresh()
    owner, person = as_browser(world, email), as_browser(world, other)
    answers = []
    later(world, seconds=61)
    for each in ("nobody-at-all@example.com", email):
        answered = person.submit(ME, {"contact": each})
        page = person.get(CODE).body.decode()
        wrong = person.submit(CODE, {"code": wrong_code(world.machine, person)})
        answers.append((answered.status, answered.header("Location"), len(page), wrong.status))
        assert own(person) == {"email": other, "phone": ""}
    assert answers[0] == answers[1]
    # Whoever reads the other's mail may sign in as them; the contact stays where it is all the same.
    taken = person.send(CODE, {**person.page(CODE).form(CODE).fields, "code": right_code(world.machine, person)})
    assert taken.status == 409
    assert "已登记给另一位用户" in taken.body.decode()
    assert own(owner)["email"] == email
    assert own(person)["email"] == other


def test_changed_contact_lets_go_of_the_earlier_one(world):
    (earlier, _), (between, _) = fresh(), fresh()
    browser = as_browser(world, earlier)
    assert gives(world, browser, between) == 303
    assert own(browser)["email"] == between
    later(world, seconds=61)
    somebody_else = sign_up(world.machine, earlier)
    assert somebody_else["person"] != claims_of(browser.cookies["tepai"])["sub"]


def test_code_of_a_contact_signs_nobody_in_and_that_of_a_sign_in_proves_no_contact(world):
    (email, phone), (other, _) = fresh(), fresh()
    browser = as_browser(world, email)
    browser.submit(ME, {"contact": phone})
    code = right_code(world.machine, browser)
    stranger = Browser(world.gateway)
    stranger.cookies = {name: value for name, value in browser.cookies.items() if name != "tepai"}
    refused = stranger.send("/applications/sign-in/code", {"code": code}, accept=JSON)
    assert problem(refused, 409)["type"] == "urn:tepai:problem:NoChallenge"
    person = as_browser(world, other)
    person.cookies["tepai_code"] = browser.cookies["tepai_code"]
    form = person.page(ME).form(ME).fields
    refused = person.send(CODE, {"form_token": form["form_token"], "code": code}, accept=JSON)
    assert problem(refused, 409)["type"] == "urn:tepai:problem:NoChallenge", "another's challenge"


def test_contacts_code_can_be_asked_for_again(world):
    email, phone = fresh()
    browser = as_browser(world, email)
    browser.submit(ME, {"contact": phone})
    first = challenge(browser)
    assert browser.submit(CODE, {}, action=RESEND).status == 429
    later(world, seconds=60)
    assert browser.submit(CODE, {}, action=RESEND).status == 303
    assert challenge(browser) != first
    assert browser.submit(CODE, {"code": right_code(world.machine, browser)}).status == 303
    assert own(browser)["phone"] == phone


def test_registration_never_proven_in_the_days_of_links_keeps_nobody_from_their_contact(world):
    email, _ = fresh()
    squatter = Person(id="squatter", name="示例冒名者", role=Role.APPLICANT, email=email)
    claim = ContactClaim(id=ContactClaim.id_of(email), person=squatter.id, confirmed=False)
    store(world).commit([Put(squatter), Put(claim)])
    owner = sign_up(world.machine, email, "示例本人")
    assert owner["person"] != squatter.id


def test_invited_person_signs_in_by_code_as_who_was_invited(world):
    email, _ = fresh()
    invitation = {"name": "示例", "role": "reviewer", "email": email}
    administrator = world.program("administrator")
    assert administrator.post("/applications/people", invitation).status == 201
    assert sign_up(world.machine, email)["role"] == "reviewer"
    assert problem(administrator.post("/applications/people", invitation), 409)


def test_code_and_registration_are_in_the_language_of_the_page(world):
    email, _ = fresh()
    browser = Browser(world.gateway)
    browser.send("/applications/language", {"language": "en"})
    person = sign_up(world.machine, email, "Example", browser=browser)["person"]
    assert store(world).get(Person, person).language == "en"
