"""Requests at once, of many people to all services: everyone gets their own answer."""

import random
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.web.session import COOKIE
from tests.infra.local.asking import Answered, ask
from tests.web.client import HTML, JSON, Program
from tests.web.people import Person
from tests.web.routes import ENDPOINTS, addresses, reached

READING = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET"]
THREADS = 16


@pytest.fixture(autouse=True)
def threads_take_turns_often():
    """A handler is short: with the usual 5 ms a thread would finish it before another one comes in between."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def read(world, person: Person, token: str, address: str, accept: str, language: str) -> Answered:
    cookie = f"{COOKIE}={token}; language={language}" if token else f"language={language}"
    return ask(world.gateway, "GET", address, accept=accept, cookie=cookie)


def test_everyone_gets_their_own_answer(world):
    """The same questions one after the other and all at once, in another order, are answered the same."""
    asked = []
    for person in world.people.values():
        token = world.token(person)
        for endpoint in READING:
            own = [
                address
                for address, belongs in addresses(world, endpoint)
                if person.role in endpoint.may and reached(endpoint, person, belongs)
            ]
            asked += [(person, token, address, JSON, "zh") for address in own[:3]]
    chance = random.Random(7391)
    alone = [read(world, *each) for each in asked]
    assert len({answered.body for answered in alone}) > 100, "too few different answers to tell apart"
    together = list(enumerate(asked))
    chance.shuffle(together)
    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(lambda each: (each[0], read(world, *each[1])), together))
    for place, answered in answers:
        assert (answered.status, answered.body) == (alone[place].status, alone[place].body), asked[place][2]


def test_pages_at_once_are_each_of_their_own_person(world):
    """A page's form token belongs to one session: no page carries another's."""
    people = list(world.people.values())
    browsers = [world.browser(person) for person in people]
    tokens = [browser.page("/").form("/applications/language").fields["form_token"][0] for browser in browsers]
    assert len(set(tokens)) == len(people)
    places = [random.Random(number).randrange(len(people)) for number in range(200)]

    def one(place: int) -> tuple[int, str]:
        answered = ask(world.gateway, "GET", "/", accept=HTML, cookie=f"{COOKIE}={browsers[place].cookies[COOKIE]}")
        return place, answered.body.decode()

    with ThreadPoolExecutor(THREADS) as threads:
        for place, text in threads.map(one, places):
            assert [token for token in tokens if token in text] == [tokens[place]]


def test_changes_at_once_are_each_answered_to_who_made_them(world):
    """Sign-ins in the same moment: each token is of the person who asked for it."""
    people = list(world.people.values()) * 8

    def one(person: Person) -> tuple[str, str]:
        return person.id, Program(world.gateway).post("/applications/demo", {"person": person.id}).json["person"]

    with ThreadPoolExecutor(THREADS) as threads:
        assert all(asked == answered for asked, answered in threads.map(one, people))
