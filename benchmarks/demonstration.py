"""The demonstration programme, in a process of its own: what the pages are measured on.

    python -m benchmarks.demonstration FOLDER

It writes one JSON line, the address and a session for each role, when it is ready, and runs until it is told to end.
"""

import io
import json
import signal
import sys
import threading
from typing import Any

from benchmarks.server import MorningClock
from infra.local.collector import spare_what_stays
from infra.local.demo.client import Client
from infra.local.demo.load import load_demo
from infra.local.machine import Machine

SIGN_IN = "/applications/demo"


def main(folder: str) -> None:
    """Serve until SIGTERM."""
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    machine = Machine(folder, demo=True, clock=MorningClock())
    machine.start()
    spare_what_stays()
    try:
        load_demo(machine, io.StringIO(), ending.is_set)
        print(json.dumps({"base_url": machine.base_url, "tokens": sessions(machine)}), flush=True)
        ending.wait()
    finally:
        machine.stop()


def sessions(machine: Machine) -> dict[str, str]:
    """Role -> a session of the first of that role; of visitors, who have none, an empty one."""
    client = Client(machine.base_url)
    first: dict[str, str] = {}
    people: list[dict[str, Any]] = client.get(SIGN_IN)["items"]
    for person in people:
        first.setdefault(person["role"], person["id"])
    return {"public": ""} | {role: client.post(SIGN_IN, {"person": id})["token"] for role, id in first.items()}


if __name__ == "__main__":
    main(sys.argv[1])
