"""Contacts: one's only once a link sent there was spent, reached over the channel asked for, never told to others."""

import itertools

import pytest

from shared.ids import new_id
from tests.web.asserting import problem
from tests.web.client import Browser, Program
from tests.web.people import enterprise_form

SIGN_IN, ME = "/applications/sign-in", "/applications/me"
_numbers = itertools.count()


def fresh() -> tuple[str, str]:
    """An e-mail address and a phone number nobody has."""
    number = next(_numbers)
    return f"contact{number}@example.com", f"+8619000009{number:03}"


def links_to(world, contact: str) -> list[str]:
    """The links sent to a contact, in no particular order."""
    world.drain()
    found, after = [], ""
    while True:
        page = Program(world.gateway).get(f"/notifications/mailbox{after}").json
        found += [link for mail in page["items"] if mail["to"] == contact for link in mail["links"]]
        if page["next"] is None:
            return [link.removeprefix(world.machine.base_url) for link in found]
        after = f"?after={page['next']}"


def registers(world, name: str, **contact: str) -> None:
    sent = {"new": True, "name": name, "role": "applicant", **contact}
    assert Program(world.gateway).post(SIGN_IN, sent).status == 202


def opens(world, link: str) -> Program:
    """Sign in by a link."""
    answered = Program(world.gateway).post(link, {})
    assert answered.status == 200, answered.body
    return Program(world.gateway, answered.json["token"])


def registered(world, name: str, **contact: str) -> Program:
    (reached,) = contact.values()
    before = links_to(world, reached)
    registers(world, name, **contact)
    return opens(world, newest(world, reached, before))


def newest(world, contact: str, before: list[str]) -> str:
    """The one link sent to a contact since."""
    (new,) = set(links_to(world, contact)) - set(before)
    return new


@pytest.mark.parametrize("new", [True, False])
def test_two_contacts_at_once_are_refused(world, new):
    email, phone = fresh()
    sent = {"email": email, "phone": phone, "new": new, "name": "示例"}
    assert problem(Program(world.gateway).post(SIGN_IN, sent), 422)["type"] == "urn:tepai:problem:OneContact"


def test_registration_never_confirmed_keeps_nobody_from_their_contact(world):
    email, _ = fresh()
    registers(world, "示例冒名者", email=email)
    (squatting,) = links_to(world, email)
    owner = registered(world, "示例本人", email=email)
    stranger = opens(world, squatting)
    own = [program.get(ME).json for program in (owner, stranger)]
    assert own[0] == own[1] == {"email": email, "phone": "", "unconfirmed": ""}
    assert problem(world.program("administrator").post("/applications/people", invitation(email)), 409)


def invitation(email: str) -> dict[str, str]:
    return {"name": "示例", "role": "reviewer", "email": email}


def test_administrator_may_invite_whom_a_stranger_registered(world):
    email, _ = fresh()
    registers(world, "示例冒名者", email=email)
    assert world.program("administrator").post("/applications/people", invitation(email)).status == 201
    for link in links_to(world, email):
        answered = Program(world.gateway).post(link, {})
        assert answered.json["role"] == "reviewer", "whoever has the contact is the one invited"


def test_registered_but_unconfirmed_contact_can_ask_for_another_link(world):
    email, _ = fresh()
    registers(world, "示例", email=email)
    assert Program(world.gateway).post(SIGN_IN, {"email": email}).status == 202
    for link in links_to(world, email):
        assert opens(world, link).get(ME).json["email"] == email
    assert len(links_to(world, email)) == 2


def test_contact_added_is_reached_only_once_its_link_is_spent(world):
    email, phone = fresh()
    person = registered(world, "示例", email=email)
    assert person.post(ME, {"phone": phone}).status == 202
    assert person.get(ME).json == {"email": email, "phone": "", "unconfirmed": phone}
    (link,) = links_to(world, phone)
    assert "示例" in Browser(world.gateway).get(link).body.decode()
    assert Program(world.gateway).post(SIGN_IN, {"phone": phone}).status == 202
    assert links_to(world, phone) == [link], "nobody's yet"
    opens(world, link)
    assert person.get(ME).json == {"email": email, "phone": phone, "unconfirmed": ""}
    before = links_to(world, email)
    assert Program(world.gateway).post(SIGN_IN, {"phone": phone}).status == 202
    assert len(links_to(world, phone)) == 2, "asked for by phone, sent to the phone"
    assert links_to(world, email) == before


def test_contact_of_another_cannot_be_taken_and_is_not_told_of(world):
    (email, _), (other, _) = fresh(), fresh()
    owner, person = registered(world, "示例甲", email=email), registered(world, "示例乙", email=other)
    before, answers = links_to(world, email), []
    for each in ("nobody-at-all@example.com", email):
        answered = person.post(ME, {"email": each}, new_id())
        answers.append((answered.status, answered.body))
        assert person.get(ME).json == {"email": other, "phone": "", "unconfirmed": each}
    assert answers[0] == answers[1]
    assert opens(world, newest(world, email, before)).get(ME).json["email"] == email
    assert owner.get(ME).json["email"] == email
    assert person.get(ME).json["email"] == other


def test_changed_contact_lets_go_of_the_earlier_one(world):
    (earlier, _), (later, _) = fresh(), fresh()
    person = registered(world, "示例甲", email=earlier)
    assert person.post(ME, {"email": later}).status == 202
    opens(world, links_to(world, later)[0])
    assert person.get(ME).json["email"] == later
    again = registered(world, "示例乙", email=earlier)
    assert again.get(ME).json["email"] == earlier


def test_messages_are_in_the_language_of_the_page_registered_on(world):
    email, _ = fresh()
    browser = Browser(world.gateway)
    browser.send("/applications/language", {"language": "en"})
    browser.send(SIGN_IN, {"new": "true", "name": "Example", "role": "applicant", "email": email})
    world.drain()
    people = Program(world.gateway).get("/applications/demo").json["items"]
    id = next(each["id"] for each in people if each["name"] == "Example")
    mails = Program(world.gateway).get(f"/notifications/mailbox?person={id}").json["items"]
    assert [(each["to"], each["subject"]) for each in mails] == [(email, "Your sign-in link")]


def test_number_of_anothers_application_is_not_told(world):
    form, address = enterprise_form("enterprise", 8801), f"/applications/schemes/{world.open_scheme}/enterprise"
    own = world.program("enterprise")
    number = own.post(address, form).json["number"]
    assert number in problem(own.post(address, form, new_id()), 409)["detail"]
    told = problem(world.program("enterprise_2").post(address, form), 409)
    assert told["type"] == "urn:tepai:problem:AppliedByAnother"
    assert number not in str(told)
