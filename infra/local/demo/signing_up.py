"""Signing in by code as a program does it that holds the installation's secrets: it reads no mail."""

from typing import Any

from infra.local.demo.client import Client, Refused
from services.applications.routes.remembered import CHALLENGE_COOKIE
from shared.auth.codes import code_of
from shared.auth.secrets import Secrets

SIGN_IN = "/applications/sign-in"


def sign_up(client: Client, secrets: Secrets, contact: str, name: str, role: str, key: str = "") -> dict[str, Any]:
    """Sign in by `contact`, as a new person of this name and role where it is nobody's; the session's token and person.

    With a `key` it happens once, however often it is repeated. Raises Refused.
    """
    own = client.with_cookies()
    own.post(SIGN_IN, {"contact": contact}, key)
    code = code_of(secrets, (own.cookies or {})[CHALLENGE_COOKIE].partition(".")[0])
    answer: dict[str, Any] = own.post(f"{SIGN_IN}/code", {"code": code}, key)
    if answer["status"] == "new":
        answer = own.post(f"{SIGN_IN}/new", {"name": name, "role": role}, key)
    return answer


def sign_up_once(
    client: Client, secrets: Secrets, contact: str, name: str, role: str, key: str
) -> dict[str, Any] | None:
    """Let somebody register; None where it is repeated after their session is over."""
    try:
        return sign_up(client, secrets, contact, name, role, key)
    except Refused as refused:
        if refused.code != "CodeUsed":
            raise
        return None
