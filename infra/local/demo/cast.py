"""The people of the demonstration, each acting through a session of their own."""

from datetime import datetime, timedelta
from typing import Any

from infra.local import links
from infra.local.demo.client import Client
from infra.local.demo.door import Door
from infra.local.demo.signing_up import sign_up_once
from infra.local.machine import Machine
from shared.auth.actor import Role
from shared.auth.tokens import LIFETIME

SIGN_IN = "/applications/demo"

_SPARE = timedelta(minutes=2)
"""A session is left for another one so long before it ends: a step may take that long."""


class Cast:
    """Signs people in when they first act, and again when their session is over."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.public = Client(Door(machine))
        self._sessions: dict[str, tuple[datetime, Client]] = {}
        self._people: dict[tuple[str, str], str] = {}

    def administrator(self) -> Client:
        """The first administrator, by the link an empty system has for them."""
        link = links.administrator_link(self._machine)
        if not link:
            return self.known(links.first_administrator(self._machine))
        path = link.removeprefix(self._machine.base_url)
        return self.public.signed_in(self.public.post(path, {})["token"])

    def register(self, contact: str, name: str, role: Role, key: str) -> str:
        """Let somebody register by a code sent to their contact, once for each `key`; answers who they are."""
        home = self._machine.services[links.SERVICE].home
        session = sign_up_once(self.public, home.secrets, contact, name, role.value, key)
        if session is None:
            return self.identified(role, name)
        self._sessions[session["person"]] = (self._machine.clock.now(), self.public.signed_in(session["token"]))
        return str(session["person"])

    def person(self, role: Role, name: str) -> Client:
        """Somebody who registered or was invited."""
        return self.known(self.identified(role, name))

    def identified(self, role: str, name: str) -> str:
        """Who that is, by id."""
        if (role, name) not in self._people:
            self._people = self._listed()
        return self._people[role, name]

    def known(self, person: str) -> Client:
        """Somebody by id."""
        now = self._machine.clock.now()
        began, client = self._sessions.get(person, (None, self.public))
        if began is None or now > began + LIFETIME - _SPARE:
            client = self.public.signed_in(self.public.post(SIGN_IN, {"person": person})["token"])
            self._sessions[person] = (now, client)
        return client

    def _listed(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        after = ""
        while True:
            page: dict[str, Any] = self.public.get(f"{SIGN_IN}?after={after}" if after else SIGN_IN)
            found |= {(each["role"], each["name"]): each["id"] for each in page["items"]}
            after = page.get("next") or ""
            if not after:
                return found
