"""A service of two reactions, in a home of its own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.auth.secrets import Secrets
from shared.clock import MovableClock
from shared.events.envelope import Envelope, Event
from shared.home import Home, move_in
from shared.messaging.functions import message_function, relay_function, schedule_function
from shared.service import Service
from shared.settings import Settings
from shared.store.record import Record
from shared.store.sqlite import SqliteStore

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


class BellRung(Event):
    bell: str
    how_often: int = 1


class BellBroken(Event):
    bell: str


class Bell(Record):
    heard: int = 0


class Crack(Exception):
    """A reaction that fails; its text quotes a person, as texts of errors do."""


class Bus:
    """A bus that takes what it is allowed to, and remembers it."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.refuses: set[str] = set()

    def publish(self, envelopes) -> list[str]:
        self.taken += [envelope for envelope in envelopes if envelope.id not in self.refuses]
        return [envelope.id for envelope in envelopes if envelope.id in self.refuses]


def ring(work, event: BellRung, _) -> None:
    bell = work.find(Bell, event.bell) or Bell(id=event.bell)
    work.put(bell.changed(heard=bell.heard + event.how_often))


def fall(work, event: BellBroken, _) -> None:
    raise Crack("张三 13800138000")


def told(number: int, type: str = "BellRung", **data) -> Envelope:
    return Envelope(
        id=f"event-{number}", type=type, time=NOW, producer="tower", subject="Bell/great", subject_version=number,
        correlation_id="correlation", causation_id="causation", data={"bell": "great", **data},
    )  # fmt: skip


@pytest.fixture
def clock():
    return MovableClock(NOW)


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "tower.sqlite")
    yield store
    store.close()


@pytest.fixture
def bus():
    return Bus()


@pytest.fixture
def service(store, bus, clock):
    service = Service("tower", Path(__file__).parent)
    service.on(BellRung, ring)
    service.on(BellBroken, fall)
    service.pause = lambda seconds: None
    move_in("tower", Home(store=store, bus=bus, clock=clock, secrets=Secrets((), "x"), settings=Settings()))
    message_function(service)
    relay_function(service)
    schedule_function(service, "sweep")
    return service
