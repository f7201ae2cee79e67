"""The machine as a whole: it answers, carries events, stops without cutting anybody off, and comes back."""

import http.client
import json
import logging
import socket
import threading
import time
from typing import ClassVar

import pytest

from infra.local import CannotStart
from infra.local.gateway import MOST_BODY_BYTES
from infra.local.machine import Machine, NeverQuiet
from infra.local.watch import LOOK_AGAIN_SECONDS, Watch
from shared.auth.actor import NOBODY, Reach, Role
from shared.clock import MovableClock, SystemClock
from shared.events.envelope import Event
from shared.ids import new_id
from shared.log import log
from shared.messaging.functions import message_function, schedule_function
from shared.service import Service
from shared.store.record import Record
from shared.view import View
from shared.web.answer import Done
from shared.web.call import Call
from shared.work import Cause
from tests.infra.local.asking import ask

EVERYONE = dict.fromkeys(Role, Reach.ALL)


class RuntimeThingDone(Event):
    """Something for the other service to hear of."""

    thing: str
    left: int = 0


class RuntimeThing(Record):
    heard: int = 0
    failures: ClassVar[int] = 0


class Answer(View):
    id: str


def two_services(tmp_path):  # noqa: C901 - a list of routes
    """One that tells, one that hears and (until nothing is left) tells again."""
    first, second = (Service(name, pages=tmp_path) for name in ("applications", "matching"))

    @first.post("/applications/things", may=EVERYONE)
    def make(call: Call) -> Done[Answer]:
        def command(work) -> str:
            thing = work.put(RuntimeThing(id=work.new_id()))
            work.tell(RuntimeThingDone(thing=thing.id, left=3), about=thing)
            return thing.id

        command.__annotations__["return"] = str
        return Done(Answer(id=call.perform(command)), see="/", status=201)

    @first.get("/healthz", may=EVERYONE)
    def healthz(call: Call) -> Answer:
        return Answer(id="ok")

    @first.get("/applications/slow", may=EVERYONE)
    def slow(call: Call) -> Answer:
        call.site.began.set()  # type: ignore[attr-defined]
        time.sleep(0.5)
        return Answer(id="slow")

    def heard(work, event, envelope) -> None:
        if RuntimeThing.failures > 0:
            RuntimeThing.failures -= 1
            raise RuntimeError("not yet")
        known = work.find(RuntimeThing, event.thing) or RuntimeThing(id=event.thing)
        known = work.put(known.changed(heard=known.heard + 1))
        if event.left:
            work.tell(RuntimeThingDone(thing=event.thing, left=event.left - 1), about=known)

    second.on(RuntimeThingDone, heard)
    first.began = threading.Event()  # type: ignore[attr-defined]
    for service in (first, second):
        message_function(service)
        schedule_function(service, "sweep")
    return {"applications": first, "matching": second}


@pytest.fixture
def machine_of(tmp_path):
    """Makes machines over one folder, and stops what was left running."""
    made = []
    services = two_services(tmp_path)
    RuntimeThing.failures = 0

    def make(**choices) -> Machine:
        made.append(Machine(tmp_path / "data", services=services, **choices))
        made[-1].start()
        return made[-1]

    yield make
    for machine in made:
        machine.stop()


def connection(machine: Machine) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(machine.base_url.removeprefix("http://"), timeout=30)


def make_thing(machine: Machine) -> str:
    asking = connection(machine)
    asking.request("POST", "/applications/things", b"{}", {"Content-Type": "application/json"})
    response = asking.getresponse()
    assert response.status == 201
    made = json.loads(response.read())["id"]
    asking.close()
    return made


def heard(machine: Machine, thing: str) -> int:
    found = machine.stores["matching"].get(RuntimeThing, thing)
    return found.heard if found else 0


def test_events_reach_who_listens_and_what_follows_from_them(machine_of):
    machine = machine_of()
    things = [make_thing(machine) for _ in range(20)]
    machine.drain()
    assert [heard(machine, thing) for thing in things] == [4] * 20
    assert machine.quiet()


def test_without_threads_nothing_happens_before_it_is_drained(machine_of):
    machine = machine_of(background=False)
    thing = make_thing(machine)
    assert not machine.quiet()
    assert heard(machine, thing) == 0
    machine.drain()
    assert heard(machine, thing) == 4


def test_drain_without_threads_tries_again_without_waiting(machine_of):
    machine = machine_of(background=False)
    thing = make_thing(machine)
    RuntimeThing.failures = 4
    began = time.monotonic()
    machine.drain()
    # Four pauses of the back-off would be 17 seconds.
    assert time.monotonic() - began < 10
    assert heard(machine, thing) == 4


def test_poison_goes_to_the_dead_letters_with_its_reason(machine_of):
    machine = machine_of(background=False)
    make_thing(machine)
    RuntimeThing.failures = 1000
    machine.drain()
    (dead,) = machine.queues["matching"].dead()
    assert dead.error.startswith("RuntimeError at tests/infra/local/test_machine.py:")
    assert machine.quiet()


def test_drain_with_threads_says_when_something_stays(machine_of):
    machine = machine_of()
    RuntimeThing.failures = 1000
    make_thing(machine)
    with pytest.raises(NeverQuiet):
        machine.drain(seconds=0.3)


def test_what_was_left_on_its_way_is_carried_on_after_a_start(machine_of):
    machine = machine_of(background=False)
    thing = make_thing(machine)
    machine.queues["matching"].send("no envelope")
    # As a killed worker leaves it: handed out, neither done nor given back.
    assert machine.queues["matching"].receive(visibility_s=3600)
    machine.stop()
    again = machine_of(background=False)
    assert heard(again, thing) == 0
    again.drain()
    assert heard(again, thing) == 4
    assert len(again.queues["matching"].dead()) == 1


def test_schedules_fire_through_the_services_functions(machine_of):
    clock = MovableClock(SystemClock().now())
    machine = machine_of(background=False, clock=clock)
    machine.tick()
    service = machine.services["applications"]
    cause = Cause(new_id(), "", "")
    service.work(lambda work: work.tell(RuntimeThingDone(thing="t"), about=work.put(RuntimeThing(id="t"))), cause)
    clock.move_to(clock.now().replace(year=clock.now().year + 1))
    assert machine.tick() == 2
    # The sweeper published what the relay (which has no thread here) had left over.
    assert machine.stores["applications"].waiting() == []
    assert machine.stores["applications"].earlier(cause.key) is None
    assert NOBODY.signed_in is False


def test_second_machine_on_the_folder_is_refused(machine_of):
    machine_of()
    with pytest.raises(CannotStart, match="in use by another Tepai"):
        machine_of()


def test_port_that_is_taken_is_said_with_another_to_try(machine_of, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=f"PORT={port + 1}"):
            machine_of(address=("127.0.0.1", port))
    assert not (tmp_path / "data").exists()


def test_stop_lets_a_running_request_finish_and_takes_no_more(machine_of):
    machine = machine_of()
    answers = []

    def ask() -> None:
        asking = connection(machine)
        asking.request("GET", "/applications/slow")
        response = asking.getresponse()
        answers.append((response.status, json.loads(response.read()), response.getheader("Connection")))
        asking.close()

    asker = threading.Thread(target=ask)
    asker.start()
    assert machine.services["applications"].began.wait(10)
    machine.stop()
    asker.join(10)
    assert answers == [(200, {"id": "slow"}, "close")]
    refused = connection(machine)
    with pytest.raises(ConnectionError):
        refused.request("GET", "/healthz")
    refused.close()


def test_stop_does_not_wait_for_connections_nobody_uses(machine_of):
    machine = machine_of()
    idle = connection(machine)
    idle.request("GET", "/healthz")
    assert idle.getresponse().read() == b'{"id":"ok"}'
    began = time.monotonic()
    machine.stop()
    assert time.monotonic() - began < 5
    idle.close()


@pytest.mark.parametrize(
    ("demo", "host", "status"),
    [
        (True, "127.0.0.1", 200),
        (True, "127.0.0.1:9000", 200),
        (True, "LocalHost:80", 200),
        (True, "[::1]:8000", 200),
        (True, "evil.example", 400),
        (True, "evil.example:8000", 400),
        (True, "127.0.0.1.evil.example", 400),
        (True, "localhost.evil.example", 400),
        (True, "[::1", 400),
        (True, "", 400),
        (False, "tepai.example.com", 200),
    ],
)
def test_demo_answers_this_machine_by_its_own_names_alone(machine_of, demo, host, status):
    machine = machine_of(demo=demo)
    for path in ("/healthz", "/applications/things"):
        asking = connection(machine)
        asking.putrequest("GET" if path == "/healthz" else "POST", path, skip_host=True)
        asking.putheader("Host", host)
        asking.putheader("Content-Type", "application/json")
        asking.putheader("Content-Length", "0")
        asking.endheaders()
        response = asking.getresponse()
        told = json.loads(response.read())
        asking.close()
        if status == 400:
            assert (response.status, told["type"]) == (400, "urn:tepai:problem:NotFromHere")
            assert "localhost" in told["detail"]
        else:
            assert response.status in (200, 201)


def test_process_itself_may_ask_a_demo_without_an_address_by_any_name(machine_of):
    machine = machine_of(demo=True, address=None, background=False)
    assert ask(machine.gateway, "GET", "/healthz", host="tepai.example").status == 200


class Heard(logging.Handler):
    """The dead letters the log told of."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: list[dict[str, int]] = []
        self.came = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if "python -m infra.local dead" in record.getMessage():
            self.counts.append(record.dead_letters)  # type: ignore[attr-defined]
            self.came.set()


@pytest.fixture
def told_in_log():
    log("runtime")
    handler = Heard()
    logging.getLogger("tepai-runtime").addHandler(handler)
    yield handler
    logging.getLogger("tepai-runtime").removeHandler(handler)


def test_dead_letters_are_said_in_the_log_unasked(machine_of, told_in_log):
    machine = machine_of(background=False)
    watch = Watch(machine.queues)
    assert watch.step() == LOOK_AGAIN_SECONDS
    assert told_in_log.counts == []
    make_thing(machine)
    RuntimeThing.failures = 1000
    machine.drain()
    watch.step()
    assert told_in_log.counts == [{"matching": 1}]
    machine.stop()
    told_in_log.came.clear()
    # A running machine looks by itself, first when it starts.
    machine_of()
    assert told_in_log.came.wait(30)


@pytest.mark.parametrize("extra", [1, 40 * 1024 * 1024])
def test_too_large_a_body_is_a_problem_document_over_http(machine_of, extra):
    machine = machine_of()
    asking = connection(machine)
    asking.putrequest("POST", "/applications/things")
    asking.putheader("Content-Type", "application/json")
    asking.putheader("Content-Length", str(MOST_BODY_BYTES + extra))
    asking.endheaders()
    if extra == 1:
        asking.send(b"x" * (MOST_BODY_BYTES + extra))
    response = asking.getresponse()
    assert response.status == 413
    assert response.getheader("Content-Type") == "application/problem+json"
    assert json.loads(response.read())["status"] == 413
    asking.close()


def test_head_over_http_has_the_length_and_no_body(machine_of):
    asking = connection(machine_of())
    asking.request("HEAD", "/healthz")
    response = asking.getresponse()
    assert (response.status, response.getheader("Content-Length"), response.read()) == (200, "11", b"")
    # The connection is still good for another request.
    asking.request("GET", "/healthz")
    assert asking.getresponse().read() == b'{"id":"ok"}'
    asking.close()
