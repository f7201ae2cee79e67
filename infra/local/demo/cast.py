"""The people of the demonstration, each acting through a session of their own."""

from typing import Any

from infra.local import links
from infra.local.demo.client import Client
from infra.local.demo.signing_up import sign_up_once
from infra.local.machine import Machine
from shared.auth.actor import Role

SIGN_IN = "/applications/demo"


class Cast:
    """Signs people in when they first act."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.public = Client(machine.base_url)
        self._clients: dict[tuple[str, str], Client] = {}
        self._people: dict[tuple[str, str], str] = {}

    def administrator(self) -> Client:
        """The first administrator, by the link an empty system has for them."""
        link = links.administrator_link(self._machine)
        if not link:
            return self._by_id(links.first_administrator(self._machine))
        path = link.removeprefix(self._machine.base_url)
        return self.public.signed_in(self.public.post(path, {})["token"])

    def register(self, contact: str, name: str, role: Role, key: str) -> None:
        """Let somebody register by a code sent to their contact, once for each `key`."""
        home = self._machine.services[links.SERVICE].home
        sign_up_once(self.public, home.secrets, contact, name, role.value, key)

    def person(self, role: Role, name: str) -> Client:
        """Somebody who registered or was invited."""
        known = self._clients.get((role, name))
        return known or self._as(role, name)

    def _as(self, role: str, name: str) -> Client:
        if (role, name) not in self._people:
            self._people = self._known()
        client = self._clients[role, name] = self._by_id(self._people[role, name])
        return client

    def _by_id(self, person: str) -> Client:
        return self.public.signed_in(self.public.post(SIGN_IN, {"person": person})["token"])

    def _known(self) -> dict[tuple[str, str], str]:
        people: list[dict[str, Any]] = self.public.get(SIGN_IN)["items"]
        return {(each["role"], each["name"]): each["id"] for each in people}
