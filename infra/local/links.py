"""The links a start prints: one per role in the demonstration, the first administrator's in an empty system."""

from typing import Any

from pydantic import TypeAdapter

from infra.local.machine import Machine
from services.applications.commands.people import Challenged, bootstrap_administrator
from services.applications.model.people import (
    INVITATION_LIFETIME,
    AlreadyAdministered,
    FirstAdministrator,
    Person,
    SignInChallenge,
)
from shared.auth.actor import PEOPLE, service_actor
from shared.ids import new_id
from shared.web.navigation import ROLE_NAMES
from shared.work import Cause, Work, perform

SERVICE = "applications"


def sign_in_lines(machine: Machine, *, demo: bool) -> list[str]:
    """What to print: addresses that sign somebody in, each good once and for a week."""
    if demo:
        return ["一键登录（每个链接用一次，每次启动都有新的）/ sign-in links (each good once):", *_per_role(machine)]
    link = administrator_link(machine)
    return [f"首位管理员登录 / first administrator: {link}"] if link else []


def administrator_link(machine: Machine) -> str:
    """The first administrator's link, or "" once one has signed in."""
    try:
        return _link(machine, _performed(machine, bootstrap_administrator).challenge_id)
    except AlreadyAdministered:
        return ""


def first_administrator(machine: Machine) -> str:
    """Who the first administrator is, by id; "" in an empty system."""
    first = machine.stores[SERVICE].get(FirstAdministrator, "first")
    return first.person if first else ""


def ready_link(machine: Machine, person_id: str) -> str:
    """A link that signs this person in, told to nobody else."""

    def challenge(work: Work) -> Challenged:
        person = work.get(Person, person_id)
        until = work.at + INVITATION_LIFETIME
        return Challenged(challenge_id=work.put(SignInChallenge(id=work.new_id(), person=person.id, expires=until)).id)

    return _link(machine, _performed(machine, challenge).challenge_id)


def _per_role(machine: Machine) -> list[str]:
    store = machine.stores[SERVICE]
    lines = []
    for role in PEOPLE:
        people = store.query(Person.by_role, role.value, limit=1).items
        if people:
            lines.append(f"  {ROLE_NAMES[role]}（{people[0].name}） {ready_link(machine, people[0].id)}")
    return lines


def _performed(machine: Machine, command: Any) -> Challenged:
    home = machine.services[SERVICE].home
    key = new_id()
    return perform(
        home.store,
        home.clock,
        command,
        by=service_actor("operator"),
        cause=Cause(f"local/{key}", key, key),
        answers=TypeAdapter(Challenged),
    )


def _link(machine: Machine, challenge_id: str) -> str:
    token = machine.services[SERVICE].home.secrets.derive("sign-in", challenge_id)
    return f"{machine.base_url}/applications/sign-in/{challenge_id}/{token}"
