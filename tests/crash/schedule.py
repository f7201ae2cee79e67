"""One seeded schedule over some services: requests, relays, deliveries, work and ticks in any order, with perils."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from shared.auth.actor import Actor, Role
from shared.auth.secrets import Secrets
from shared.clock import MovableClock
from shared.home import Home, move_in
from shared.messaging.functions import scheduled_event
from shared.messaging.local_bus import LocalBus, subscriptions
from shared.messaging.queue_file import QueueFile
from shared.messaging.relay import drain
from shared.messaging.sqlite_queue import SqliteQueue
from shared.messaging.worker import work_off
from shared.rules import Refusal
from shared.service import Service
from shared.settings import Settings
from shared.store.faults import FaultyStore
from shared.store.port import StoreError
from shared.work import Busy, Cause, perform
from tests.crash.perils import Chance, Killed, MortalQueue, MortalStore, Road, WriteThenPublish

START = datetime(2026, 3, 1, tzinfo=UTC)
VISIBILITY_S = 40
MOST_ROUNDS = 300
ANSWER = TypeAdapter(str)
SOMEBODY = Actor(person="person-1", role=Role.APPLICANT)
SETTINGS = Settings(demo=True)


@dataclass(frozen=True)
class Request:
    """What a client asks for, and asks again under the same key until it is answered."""

    key: str
    verb: Callable[..., str]
    of: tuple[Any, ...] = ()
    service: str = "gardens"
    by: Actor = SOMEBODY
    patient: bool = False
    """Whether a refusal only means that something has not arrived yet."""


class NeverQuiet(Exception):
    """Something is still on its way when nothing goes wrong any more."""


class Schedule:
    """`stores` are fresh or hold other seeds' records only. `outbox=False` runs the mutant that writes, then tells.

    A subclass says what is asked for, stage by stage, and which tick it has.
    """

    ticking = ("gardens", "daily")

    def __init__(self, seed: int, services: dict[str, Service], stores: dict[str, Any], *, outbox: bool = True) -> None:
        self.seed = seed
        self.services = services
        self.stores = stores
        self.chance = Chance(seed)
        self.chance.meanwhile = self._step
        self.clock = MovableClock(START)
        self.file = QueueFile(":memory:", now=lambda: self.clock.now().timestamp(), synchronous="OFF")
        self.road = Road(LocalBus(self.file, subscriptions(services.values())), self.chance)
        self.queues = {name: SqliteQueue(self.file, name) for name in services}
        self.answers: dict[Request, str] = {}
        self.ticks: list[datetime] = []
        self.requests: list[Request] = []
        self.pending: list[Request] = []
        self._stages = self.stages()
        self.homes = {name: self._home(name, outbox) for name in services}

    def run(self) -> None:
        """Run it through its perils, and then until everything is quiet. Raises NeverQuiet."""
        try:
            for name, home in self.homes.items():
                move_in(name, home)
            while self._next_stage():
                for _ in range(self.most_steps):
                    if not self.pending:
                        break
                    self._step()
                else:
                    break
            for _ in range(self.chance.random.randint(5, 30)):
                self._step()
            self.chance.calm = True
            self.chance.steps.append("calm")
            self._settle()
        finally:
            self.file.close()

    most_steps = 200
    """After so many steps a stage is left to be finished in calm."""

    def stages(self) -> Iterator[list[Request]]:
        """What clients ask for; a stage begins when everything of the one before is answered."""
        raise NotImplementedError

    def _next_stage(self) -> bool:
        self.pending = next(self._stages, [])
        self.requests += self.pending
        return bool(self.pending)

    def _home(self, name: str, outbox: bool) -> Home:
        store = MortalStore(FaultyStore(self.stores[name], self.chance.fault), self.chance, name)
        told = store if outbox else WriteThenPublish(store, self.road, self.chance)
        return Home(store=told, bus=self.road, clock=self.clock, secrets=Secrets((), "x"), settings=SETTINGS)

    def _step(self) -> None:
        steps = (self._ask, self._relay, self.road.arrive, self._work, self._tick, self._sweep, self._pass_time)
        (step,) = self.chance.random.choices(steps, weights=(5, 5, 7, 9, 1, 1, 2))
        self.chance.steps.append(step.__name__.strip("_"))
        try:
            step()
        except Killed:
            pass
        except StoreError as error:
            self.chance.steps.append(f"  failed: {error!r}")

    def _ask(self) -> None:
        """A client sends one of its next requests; not answered, it will ask again."""
        if self.pending:
            self._send(self.chance.random.choice(self.pending[:3]))

    def _send(self, request: Request) -> None:
        self.chance.steps.append(f"  ask {request.key} {request.of}")
        home = self.homes[request.service]
        try:
            answer = perform(
                home.store, self.clock, lambda work: request.verb(work, *request.of),
                by=request.by, cause=Cause(request.key, request.key, request.key), answers=ANSWER, pause=lambda seconds: None,
            )  # fmt: skip
        except Busy:
            return
        except Refusal as refusal:
            if request.patient:
                return
            answer = refusal.code
        self.answers[request] = answer
        if request in self.pending:
            self.pending.remove(request)

    def _relay(self) -> None:
        drain(self.homes[self._somewhere()].store, self.road)

    def _work(self) -> None:
        name = self._somewhere()
        function = self.services[name].app.handler_map["on_message"]
        most = self.chance.random.randint(1, 4)
        queue: Any = MortalQueue(self.queues[name], self.chance)
        work_off(queue, function, most=most, visibility_s=VISIBILITY_S)

    def _tick(self) -> None:
        """The daily tick of one of these days, as likely as not for the second time."""
        at = START + timedelta(days=self.chance.random.randint(1, 3))
        self.ticks.append(at)
        self._fire(at)

    def _fire(self, at: datetime) -> None:
        service, name = self.ticking
        self.services[service].app.handler_map[name](scheduled_event(at), None)

    def _sweep(self) -> None:
        """Each service's schedules of every minute: the sweeper, and what it has of its own."""
        service = self.services[self._somewhere()]
        self._fire_now(service, self.chance.random.choice(self._of_every_minute(service)))

    def _of_every_minute(self, service: Service) -> list[str]:
        return ["sweep", *(name for name in service.schedules if (service.name, name) != self.ticking)]

    def _fire_now(self, service: Service, name: str) -> None:
        service.app.handler_map[name](scheduled_event(self.clock.now()), None)

    def _pass_time(self) -> None:
        self.clock.move_to(self.clock.now() + timedelta(seconds=self.chance.random.choice((1, 20, 100))))

    def _somewhere(self) -> str:
        return self.chance.random.choice(list(self.services))

    def _settle(self) -> None:
        """Nothing goes wrong any more: who was not answered asks again, killed ticks and dead letters come again."""
        for at in self.ticks:
            self._fire(at)
        for _ in range(MOST_ROUNDS):
            self._round()
            if self.quiet() and not self.pending and not self._next_stage():
                return
        raise NeverQuiet(
            f"{[queue.depth() for queue in self.queues.values()]}, {[q.dead() for q in self.queues.values()]}"
        )

    def _round(self) -> None:
        """Everybody who waits asks once, time passes, and everything that can arrive and be worked does."""
        for request in list(self.pending):
            self._send(request)
        self.clock.move_to(self.clock.now() + timedelta(seconds=400))
        for service in self.services.values():
            for name in self._of_every_minute(service):
                self._fire_now(service, name)
        while self.road.travelling:
            self.road.arrive()
        for name, queue in self.queues.items():
            self._work_all(queue, self.services[name].app.handler_map["on_message"])

    def _work_all(self, queue: SqliteQueue, function: Callable[..., Any]) -> None:
        queue.redrive()
        while work_off(queue, function, visibility_s=VISIBILITY_S):
            pass

    def quiet(self) -> bool:
        """Whether nothing is on its way."""
        waiting = any(store.waiting(1) for store in self.stores.values())
        return not waiting and not self.road.travelling and not any(sum(q.depth()) for q in self.queues.values())
