"""Signing in by code as a browser does, the code worked out as only who has the secrets can."""

from typing import Any

from services.applications.routes.remembered import CHALLENGE_COOKIE
from shared.auth.codes import code_of
from tests.infra.local.asking import Answered
from tests.web.client import JSON, Browser, Program

SIGN_IN, CODE, NEW = "/applications/sign-in", "/applications/sign-in/code", "/applications/sign-in/new"


def challenge(browser: Browser) -> str:
    """The id of the challenge a browser carries."""
    return browser.cookies[CHALLENGE_COOKIE].partition(".")[0]


def right_code(machine: Any, browser: Browser) -> str:
    """The code that was sent for it."""
    return code_of(machine.services["applications"].home.secrets, challenge(browser))


def wrong_code(machine: Any, browser: Browser, number: int = 1) -> str:
    """A code that is not it; another one for each number."""
    return f"{(int(right_code(machine, browser)) + number) % 10**6:06}"


def ask_code(browser: Browser, contact: str, **sent: str) -> Answered:
    """Ask for a code, as a program that keeps cookies does."""
    return browser.send(SIGN_IN, {"contact": contact, **sent}, accept=JSON)


def try_code(browser: Browser, code: str, **headers: str) -> Answered:
    return browser.send(CODE, {"code": code}, **{"accept": JSON, **headers})


def sign_up(machine: Any, contact: str, name: str = "示例", role: str = "applicant", browser: Any = None) -> Any:
    """Sign in by a contact, or register by it where it is nobody's; the answer with its token."""
    browser = browser or Browser(machine.gateway)
    asked = ask_code(browser, contact)
    assert asked.status == 202, asked.body.decode()
    answered = try_code(browser, right_code(machine, browser))
    if answered.status == 202:
        answered = browser.send(NEW, {"name": name, "role": role}, accept=JSON)
    assert answered.status == 200, answered.body.decode()
    return answered.json


def signed_in(machine: Any, contact: str, name: str = "示例") -> Program:
    """A program with a session of whoever has the contact."""
    return Program(machine.gateway, sign_up(machine, contact, name)["token"])
