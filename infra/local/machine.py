"""One machine: every service with its home in one data folder, behind one address.

    machine = Machine(folder, demo=True)
    machine.start()      # answers at machine.base_url; relay, workers and scheduler run
    machine.stop()       # nobody is cut off; what was answered is on the disk

With `background=False` nothing runs by itself: `drain()` carries what happened to everybody who listens, without
waiting and always in the same order, which is what a test wants. `address` is host and port (0: any free port), or None
where nobody but the process itself comes in, through `machine.gateway`.
"""

import socket
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from infra.local import CannotStart
from infra.local.demo.clock import DemonstrationClock
from infra.local.folder import Folder, explained
from infra.local.gateway import Gateway
from infra.local.http_server import HttpServer, bound
from infra.local.precedence import Precedence
from infra.local.scheduler import Scheduler, schedules_of
from infra.local.services import find_services
from infra.local.watch import Watch
from infra.local.workers import Loop, Relay, Worker
from shared.clock import Clock, SystemClock
from shared.home import Home, move_in
from shared.messaging.local_bus import LocalBus, subscriptions
from shared.messaging.queue_file import QueueFile
from shared.messaging.sqlite_queue import SqliteQueue
from shared.service import Service
from shared.settings import Settings
from shared.store.sqlite import SqliteStore

LOOPBACK = "127.0.0.1"
RELAY, CLOCK, WATCH = "relay", "clock", "watch"
SWITCH_SECONDS = 0.0005
STOP_SECONDS = 10.0
_QUIET_POLL_SECONDS = 0.02
_MOST_ROUNDS = 100_000


class NeverQuiet(Exception):
    """Events keep causing events, or one waits longer than the caller wanted to."""


class Machine:
    """See the module."""

    def __init__(
        self,
        data_dir: Path | str,
        *,
        address: tuple[str, int] | None = (LOOPBACK, 0),
        clock: Clock | None = None,
        demo: bool = False,
        environment: Mapping[str, str] | None = None,
        background: bool = True,
        services: Mapping[str, Service] | None = None,
    ) -> None:
        self.folder = Folder(Path(data_dir))
        real = clock or SystemClock()
        self.clock: Clock = DemonstrationClock(real) if demo else real
        self.base_url = ""
        self.services: Mapping[str, Service] = services or {}
        self.stores: dict[str, SqliteStore] = {}
        self.queues: dict[str, SqliteQueue] = {}
        self._bound_to = address
        self._demo = demo
        self._environment = dict(environment or {})
        self._background = background
        self._http: HttpServer | None = None
        self._closing = ExitStack()
        self._running: list[Loop] = []
        self._stirs = 0
        self._skipped_seconds = 0.0

    def start(self, before: "Callable[[Machine], None] | None" = None) -> None:
        """Open the folder and begin to answer. Raises CannotStart or StoreError, each saying what to do.

        `before` is carried out when everything is there but nothing runs by itself and nobody is answered yet; what it
        raises is raised here, and the folder let go of.
        """
        try:
            # The address is taken first: who comes while the services are being loaded waits, and is then served.
            sock = bound(*self._bound_to) if self._bound_to else None
            if sock:
                self._closing.callback(sock.close)
            self.base_url = self._environment.get("TEPAI_BASE_URL") or self._address(sock)
            self._open()
            # Without an address nobody but the process itself comes in, by whatever name.
            self.gateway = Gateway(self.services, loopback_only=self._demo and sock is not None)
            self._closing.callback(self.gateway.close)
            if before:
                before(self)
        except BaseException:
            self._closing.close()
            raise
        if sock:
            self._http = HttpServer(self.gateway, sock)
            self._http.start()
        if self._background:
            # Who waits for an answer should not wait 5 ms (Python's own choice) for a thread nobody waits for.
            sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_SECONDS))
            self._running = list(self._loops.values())
            for loop in self._running:
                loop.start()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Accept no more, finish what runs, for at most `seconds`, and let go of the folder."""
        until = time.monotonic() + seconds
        if self._http:
            self._http.stop(seconds)
        for loop in self._running:
            loop.end()
        for loop in self._running:
            loop.join(max(0.0, until - time.monotonic()))
        self._http, self._running = None, []
        self._closing.close()

    def drain(self, seconds: float = 30.0) -> None:
        """Let everything that happened reach everybody. Raises NeverQuiet.

        With background threads this waits for them; without, it does their work here, and what is to be tried again
        later is tried now. Dead letters stay where they are. Ticks of the clock are not fired: see `tick`.
        """
        if self._running:
            self._wait_for_quiet(seconds)
            return
        for _ in range(_MOST_ROUNDS):
            done = self._relay.drain() + sum(worker.work_batch() for worker in self._workers.values())
            if not done and not self._skip_to_next():
                return
        raise NeverQuiet("events keep causing events")

    def tick(self) -> int:
        """Fire the schedules that are due by the machine's clock; answers how many."""
        return self._scheduler.fire_due()

    def quiet(self) -> bool:
        """Whether nothing is on its way: no outbox holds an event and no queue a message."""
        stirs = self._stirs
        waiting = any(store.waiting(1) for store in self.stores.values())
        queued = any(sum(queue.depth()[:2]) for queue in self.queues.values())
        # Looked at one after the other, an event could slip by from where we look next to where we looked already.
        return not waiting and not queued and stirs == self._stirs

    def _open(self) -> None:
        self._closing.callback(self.folder.close)
        self.folder.open()
        self.folder.settle(self._demo)
        settings, secrets = self._settings(), self.folder.secrets()
        self.services = self.services or find_services()
        with explained(self.folder.queues):
            queues = QueueFile(self.folder.queues, arrived=self._arrived, now=self._now)
        self._closing.callback(queues.close)
        # What a killed process had in hand.
        queues.release_all()
        bus = LocalBus(queues, subscriptions(self.services.values()))
        for name in self.services:
            self.stores[name] = SqliteStore(self.folder.records(name), told=self._told)
            self._closing.callback(self.stores[name].close)
            self.queues[name] = SqliteQueue(queues, name)
            home = Home(store=self.stores[name], bus=bus, clock=self.clock, secrets=secrets, settings=settings)
            move_in(name, home)
        precedence = Precedence(self._asking)
        self._relay = Relay(self.stores, bus, precedence)
        self._workers = {
            name: Worker(name, self.queues[name], service.app.handler_map["on_message"], precedence)
            for name, service in self.services.items()
            if service.reactions
        }
        apps = {name: service.app for name, service in self.services.items()}
        self._scheduler = Scheduler(schedules_of(apps), self.clock, self.folder.schedules)
        self._loops = {name: Loop(f"worker-{name}", worker.step) for name, worker in self._workers.items()}
        self._loops |= {RELAY: Loop(RELAY, self._relay.step), CLOCK: Loop(CLOCK, self._scheduler.step)}
        self._loops[WATCH] = Loop(WATCH, Watch(self.queues).step)

    def _settings(self) -> Settings:
        given = {**self._environment, "TEPAI_BASE_URL": self.base_url, "TEPAI_DEMO": "1" if self._demo else "0"}
        try:
            return Settings.of(given)
        except ValueError as error:
            raise CannotStart(f"设置不正确 / a setting cannot be right: {error}") from error

    def _address(self, sock: socket.socket | None) -> str:
        host, port = sock.getsockname()[:2] if sock else (LOOPBACK, 0)
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def _asking(self) -> bool:
        return self._http is not None and self.gateway.asking()

    def _told(self) -> None:
        self._stirs += 1
        self._loops[RELAY].wake()

    def _arrived(self, queue: str) -> None:
        self._stirs += 1
        if queue in self._workers:
            self._loops[queue].wake()

    def _now(self) -> float:
        return time.time() + self._skipped_seconds

    def _skip_to_next(self) -> bool:
        """Let the time pass that the next message still waits; False when there is none."""
        waits = [seconds for queue in self.queues.values() if (seconds := queue.seconds_to_next()) is not None]
        if not waits:
            return False
        self._skipped_seconds += min(waits)
        return True

    def _wait_for_quiet(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.quiet():
            if time.monotonic() > until:
                raise NeverQuiet(f"something is still on its way after {seconds} s")
            time.sleep(_QUIET_POLL_SECONDS)
