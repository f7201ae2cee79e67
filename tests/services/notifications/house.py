"""The notifications service in a house of its own: its real app over a real store, and a hand that delivers its events."""

import json
import random
import re
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from services.notifications.app import service
from services.notifications.model.contact import Channel
from services.notifications.model.message import Mail, Message
from shared.auth import tokens
from shared.auth.actor import Actor, Role
from shared.auth.secrets import Secrets
from shared.clock import BEIJING, MovableClock
from shared.events.applications import PersonRegistered
from shared.events.envelope import Envelope, Event, seal
from shared.home import Home, move_in
from shared.ids import derived_id, new_id
from shared.messaging.bus import NoBus
from shared.rules import Unknown
from shared.settings import Settings
from shared.store.sqlite import SqliteStore

MORNING = datetime(2021, 3, 1, 9, 30, tzinfo=BEIJING)
NIGHT = datetime(2021, 3, 1, 23, 0, tzinfo=BEIJING)
MOST_TRIES = 5

SECRETS = Secrets.fresh()


def found(pattern, text):
    """What the one group of `pattern` is in `text`, which must hold it."""
    match = re.search(pattern, text)
    assert match is not None
    return match[1]


class House:
    """`tell` brings an event in, `run` delivers until nothing is left; what cannot be delivered ends in `dead`."""

    def __init__(self, settings=None, start=MORNING, store=None):
        self.clock = MovableClock(start)
        self.store = store or SqliteStore(":memory:")
        self.settings = settings or Settings(demo=True)
        self.queue: list[tuple[Envelope, int]] = []
        self.heard: list[Envelope] = []
        self.dead: list[Envelope] = []
        self.move_in()

    def move_in(self, **changed):
        self.settings = replace(self.settings, **changed)
        move_in("notifications", Home(self.store, NoBus(), self.clock, SECRETS, self.settings))

    def tell(self, event: Event, version=1, id="", subject=""):
        envelope = seal(
            event,
            id=id or new_id(),
            time=self.clock.now(),
            subject=subject or f"Thing/{new_id()}",
            subject_version=version,
            correlation_id="request-1",
            causation_id="request-1",
        )
        self.queue.append((envelope, 0))
        return envelope

    def run(self, chance: random.Random | None = None, doubling=False):
        """Deliver until the queue and the outbox are empty; by `chance` in any order, and everything twice."""
        self.collect(doubling)
        while self.queue:
            place = chance.randrange(len(self.queue)) if chance else 0
            envelope, tries = self.queue.pop(place)
            try:
                service.hear(envelope)
                self.heard.append(envelope)
            except Unknown:
                if tries + 1 < MOST_TRIES:
                    self.queue.append((envelope, tries + 1))
                else:
                    self.dead.append(envelope)
            except BaseException:
                # Not acknowledged: a queue delivers it again.
                self.queue.append((envelope, tries))
                raise
            self.collect(doubling)

    def collect(self, doubling=False):
        waiting = self.store.waiting()
        self.queue += [(envelope, 0) for envelope in waiting] * (2 if doubling else 1)
        self.store.forget(waiting)

    def redeliver_everything(self, chance: random.Random | None = None):
        self.queue += [(envelope, 0) for envelope in self.heard]
        self.run(chance)

    def move_to(self, moment: datetime):
        """Let time pass, and the minute's tick come."""
        self.clock.move_to(moment)
        service.schedules["due"].tick(service, moment)
        self.run()

    def pass_by(self, time: timedelta):
        self.move_to(self.clock.now() + time)

    def register(self, name, role="applicant", email="", phone="", county="", language="zh", version=1):
        person = derived_id("person", name)
        self.tell(
            PersonRegistered(
                person_id=person, name=name, role=role, email=email, phone=phone, county=county, language=language
            ),
            version,
        )
        return person

    @property
    def messages(self) -> list[Message]:
        return list(self.store.query(Message.by_time, "all", limit=200).items)

    @property
    def mails(self) -> list[Mail]:
        return list(self.store.query(Mail.newest, "mailbox", limit=200).items)

    def told(self) -> set[tuple[str, Channel, str]]:
        """Who was told over which channel by which template."""
        return {(message.person_id, message.channel, message.template) for message in self.messages}

    def kept(self, kind, id):
        """The record, which must be there."""
        record = self.store.get(kind, id)
        assert record is not None
        return record

    def only(self) -> Message:
        (message,) = self.messages
        return message


def bearer(role: Role, person="officer", clock=None):
    actor = Actor(person, role, session="s")
    return {"authorization": f"Bearer {tokens.issue(SECRETS, actor, clock.now())}"}


def ask(method, path, *, route=None, query=None, body=None, headers=None, page=False, names=None):
    """One request through the real application, as the gateway sends it: (status, headers, body)."""
    given = {"accept": "text/html" if page else "application/json", **(headers or {})}
    if isinstance(body, dict) and not page:
        given["content-type"], body = "application/json", json.dumps(body)
    elif isinstance(body, dict):
        given["content-type"], body = "application/x-www-form-urlencoded", urlencode(body)
    event = {
        "requestContext": {"httpMethod": method, "resourcePath": route or path, "requestId": new_id(), "identity": {}},
        "path": path,
        "headers": given,
        "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()} or None,
        "pathParameters": names or {},
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": False,
    }
    answer = service.app(event, None)
    return answer["statusCode"], {k.lower(): v for k, v in answer["headers"].items()}, answer["body"]
