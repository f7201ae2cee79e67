import threading
import time
from pathlib import Path
from typing import Any

import pytest
from chalice import Response

from infra.local.gateway import MOST_PAYLOAD_BYTES, Gateway
from shared.auth.actor import Reach, Role
from shared.auth.secrets import Secrets
from shared.clock import SystemClock
from shared.home import Home, move_in
from shared.messaging.bus import NoBus
from shared.service import CONTENT_TYPES, Service
from shared.settings import Settings
from shared.store.sqlite import SqliteStore
from shared.view import View
from shared.web.answer import Document
from shared.web.call import Call

EVERYONE = dict.fromkeys(Role, Reach.ALL)
SECRETS = Secrets.fresh()


class Echo(View):
    service: str
    path: str
    values: list[str]
    query: dict[str, list[str]]
    headers: dict[str, str]
    source_ip: str
    body: list[int]
    seen_by_app: str


class Slow:
    """A handler that takes as long as the test wants."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.done = threading.Event()


def echoing(name: str, slow: Slow) -> Service:  # noqa: C901 - a list of routes
    service = Service(name, pages=Path(__file__).parent)

    def echo(call: Call, *values: str) -> Echo:
        # Long enough that every other thread comes in between.
        time.sleep(0.001)
        seen = service.app.current_request
        assert seen is not None
        context = seen.to_original_event()["requestContext"]
        return Echo(
            service=name,
            path=call.incoming.path,
            values=list(values),
            query=call.incoming.query,
            headers=call.incoming.headers,
            source_ip=context["identity"]["sourceIp"],
            body=list(call.incoming.raw_body[:100]),
            seen_by_app=seen.headers.get("x-mine", ""),
        )

    @service.get(f"/{name}/echo", may=EVERYONE)
    def plain(call: Call) -> Echo:
        return echo(call)

    @service.post(f"/{name}/echo", may=EVERYONE)
    def post(call: Call) -> Echo:
        return echo(call)

    @service.get(f"/{name}/things/{{thing}}", may=EVERYONE)
    def thing(call: Call, thing: str) -> Echo:
        return echo(call, "thing", thing)

    @service.get(f"/{name}/things/new", may=EVERYONE)
    def new(call: Call) -> Echo:
        return echo(call, "new")

    @service.get(f"/{name}/things/{{thing}}/parts/{{part}}", may=EVERYONE)
    def part(call: Call, thing: str, part: str) -> Echo:
        return echo(call, thing, part)

    @service.get(f"/{name}/slow", may=EVERYONE)
    def slowly(call: Call) -> Echo:
        slow.go_on.wait(30)
        slow.done.set()
        return echo(call)

    @service.get(f"/{name}/large", may=EVERYONE)
    def large(call: Call) -> Document:
        return Document(b"x" * MOST_PAYLOAD_BYTES, "text/plain")

    @service.get(f"/{name}/picture", may=EVERYONE)
    def picture(call: Call) -> Document:
        return Document(bytes(range(256)), "image/png")

    def route(path: str, view, method: str = "GET") -> None:
        view.__name__ = path.rpartition("/")[2]
        service.app.route(path, methods=[method], content_types=CONTENT_TYPES)(view)

    def raw() -> dict[str, list[int]]:
        assert service.app.current_request is not None
        raw_body: Any = service.app.current_request.raw_body
        return {"body": list(raw_body)}

    route(f"/{name}/raw", raw, "POST")
    route(f"/{name}/cookies", lambda: Response("{}", headers={"Set-Cookie": ["a=1", "b=2"], "X-One": "1"}))
    route(f"/{name}/unsayable", lambda: Response(b"\xff", headers={"Content-Type": "text/plain"}))
    route(f"/{name}/beyond-latin", lambda: Response("{}", headers={"X-Name": "特派"}))
    return service


@pytest.fixture
def slow():
    made = Slow()
    yield made
    made.go_on.set()


@pytest.fixture
def services(slow):
    made = {name: echoing(name, slow) for name in ("applications", "matching")}
    stores = []
    for name in made:
        stores.append(SqliteStore(":memory:"))
        home = Home(store=stores[-1], bus=NoBus(), clock=SystemClock(), secrets=SECRETS, settings=Settings())
        move_in(name, home)
    yield made
    for store in stores:
        store.close()


@pytest.fixture
def gateway(services):
    made = Gateway(services)
    yield made
    made.close()
