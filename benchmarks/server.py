"""Tepai itself, in a process of its own: the one-machine home in demo mode, with a scheme and the people it takes.

    python -m benchmarks.server FOLDER

It writes one JSON line when it is ready and runs until it is told to end. Everybody and everything in it comes through
the public commands. Its clock stands at ten in the morning, whenever it runs: by night no notices go out by SMS.
"""

import json
import signal
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from benchmarks.forms import SCHEME, enterprise_form
from infra.local.collector import spare_what_stays
from infra.local.demo.cast import Cast
from infra.local.machine import Machine
from shared.auth.actor import Role
from shared.clock import BEIJING

ENTERPRISE = "示例测速企业"
CITY_OFFICER = "示例市局经办"
LISTED_AT_FIRST = 60
_QUIET_SECONDS = 60.0


class MorningClock:
    """Runs as the machine's clock does, from ten in the morning of its day in China."""

    def __init__(self) -> None:
        now = datetime.now(UTC)
        self._ahead = now.astimezone(BEIJING).replace(hour=10, minute=0) - now

    def now(self) -> datetime:
        """The time."""
        return datetime.now(UTC) + self._ahead


def main(folder: str) -> None:
    """Serve until SIGTERM."""
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    machine = Machine(folder, demo=True, clock=MorningClock())
    machine.start()
    spare_what_stays()
    try:
        print(json.dumps(settled(machine)), flush=True)
        ending.wait()
    finally:
        machine.stop()


def settled(machine: Machine) -> dict[str, Any]:
    """Everybody invited, the scheme published, some applications in: where to ask, and whose tokens to ask with."""
    cast = Cast(machine)
    officer = {"name": CITY_OFFICER, "role": Role.CITY_OFFICER, "email": "officer@example.cn"}
    cast.administrator().post("/applications/people", officer)
    cast.register("enterprise@example.cn", ENTERPRISE, Role.ENTERPRISE, "bench-enterprise")
    today = machine.clock.now().astimezone(BEIJING).date()
    window = {"opens": today.isoformat(), "closes": (today + timedelta(days=30)).isoformat()}
    scheme = cast.person(Role.CITY_OFFICER, CITY_OFFICER).post("/applications/schemes", SCHEME | window)["scheme_id"]
    submit = f"/applications/schemes/{scheme}/enterprise"
    for number in range(LISTED_AT_FIRST):
        cast.person(Role.ENTERPRISE, ENTERPRISE).post(submit, enterprise_form(number))
    machine.drain(_QUIET_SECONDS)
    parts = urlsplit(machine.base_url)
    return {
        "host": parts.hostname,
        "port": parts.port,
        "submit": submit,
        "list": "/applications/inbox",
        "mailbox": "/notifications/mailbox",
        "enterprise": token_of(cast, Role.ENTERPRISE, ENTERPRISE),
        "officer": token_of(cast, Role.CITY_OFFICER, CITY_OFFICER),
    }


def token_of(cast: Cast, role: Role, name: str) -> str:
    """A bearer token of somebody."""
    people = cast.public.get("/applications/demo")["items"]
    person = next(each["id"] for each in people if (each["role"], each["name"]) == (role, name))
    return str(cast.public.post("/applications/demo", {"person": person})["token"])


if __name__ == "__main__":
    main(sys.argv[1])
