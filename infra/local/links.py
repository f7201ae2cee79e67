"""The links a start prints: one per role in the demonstration, the first administrator's in an empty system.

And those the operator asks for at the machine: `python -m infra.local administrator`.
"""

import os
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from infra.local import CannotStart
from infra.local.folder import Folder
from infra.local.machine import Machine
from infra.local.run import Choices
from services.applications.commands.people import Challenged, bootstrap_administrator, link_to
from services.applications.model.people import (
    INVITATION_LIFETIME,
    LINK_LIFETIME,
    AlreadyAdministered,
    FirstAdministrator,
    Person,
)
from shared.auth.actor import PEOPLE, Role, service_actor
from shared.clock import SystemClock
from shared.home import Home
from shared.ids import new_id
from shared.messaging.bus import NoBus
from shared.settings import Settings
from shared.store.sqlite import SqliteStore
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
    """The first administrator's link, or "" once they have a contact, by which they can ask for one themselves."""
    home = _home(machine)
    try:
        return _link(home, _performed(home, bootstrap_administrator))
    except AlreadyAdministered:
        return ""


def first_administrator(machine: Machine) -> str:
    """Who the first administrator is, by id; "" in an empty system."""
    first = machine.stores[SERVICE].get(FirstAdministrator, "first")
    return first.person if first else ""


def ready_link(machine: Machine, person_id: str) -> str:
    """A link that signs this person in, told to nobody else."""
    return _ready(_home(machine), person_id, INVITATION_LIFETIME)


def print_administrators(environment: Mapping[str, str] = os.environ) -> int:
    """Print a fresh link per administrator; Tepai may run or stand. Raises CannotStart where there are no records."""
    choices = Choices.of(environment)
    folder = Folder(choices.data_dir)
    records = folder.records(SERVICE)
    if not records.is_file():
        raise CannotStart(f"{records} 不存在：请检查 DATA_DIR。 / {records} does not exist: check DATA_DIR.")
    host = f"[{choices.host}]" if ":" in choices.host else choices.host
    base_url = environment.get("TEPAI_BASE_URL") or f"http://{host}:{choices.port}"
    with closing(SqliteStore(records)) as store:
        home = Home(store, NoBus(), SystemClock(), folder.secrets(), Settings(base_url=base_url.rstrip("/")))
        people = store.query(Person.by_role, Role.ADMINISTRATOR.value).items
        found = [(each.name, _ready(home, each.id, LINK_LIFETIME)) for each in people]
        if not found:
            found = [("首位管理员 / first administrator", _link(home, _performed(home, bootstrap_administrator)))]
        for name, link in found:
            print(f"{name} {link}")
    return 0


def _ready(home: Home, person_id: str, lifetime: timedelta) -> str:
    def challenge(work: Work) -> Challenged:
        return link_to(work, work.get(Person, person_id), lifetime)

    return _link(home, _performed(home, challenge))


def _per_role(machine: Machine) -> list[str]:
    store = machine.stores[SERVICE]
    lines = []
    for role in PEOPLE:
        people = store.query(Person.by_role, role.value, limit=1).items
        if people:
            lines.append(f"  {ROLE_NAMES[role]}（{people[0].name}） {ready_link(machine, people[0].id)}")
    return lines


def _home(machine: Machine) -> Home:
    return machine.services[SERVICE].home


def _performed(home: Home, command: Any) -> Challenged:
    key = new_id()
    return perform(
        home.store,
        home.clock,
        command,
        by=service_actor("operator"),
        cause=Cause(f"local/{key}", key, key),
        answers=TypeAdapter(Challenged),
    )


def _link(home: Home, challenged: Challenged) -> str:
    token = home.secrets.derive("sign-in", challenged.challenge_id)
    return f"{home.settings.base_url}/applications/sign-in/{challenged.challenge_id}/{token}"
