"""How often each route asks DynamoDB: the demonstration's records in moto's tables, the services in their AWS form.

A client's every call is counted as it leaves botocore. A page is asked for by each of its roles, as people of the
demonstration who may see it; its figure is the most any of them needed.
"""

import http.client
import io
import json
import re
import sqlite3
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from benchmarks.forms import enterprise_form
from infra.local.demo.load import load_demo
from infra.local.gateway import Gateway
from infra.local.machine import Machine
from infra.local.services import find_services
from services.applications.model.drafts import Draft
from services.applications.model.people import Person, SignInChallenge
from services.applications.model.schemes import Scheme
from services.outcomes.model.indicators import Indicator
from shared.auth import tokens
from shared.auth.actor import NOBODY, PEOPLE, Actor, Role
from shared.auth.secrets import Secrets
from shared.clock import Clock
from shared.home import Home, move_in
from shared.ids import derived_id
from shared.messaging.bus import NoBus
from shared.service import Service
from shared.settings import Settings
from shared.store.draft import LOWEST
from shared.store.dynamodb import DynamoStore
from shared.store.dynamodb.items import ONLY
from shared.store.dynamodb.table import PARTITION, SLOTS, SORT, create_table, slot_name
from shared.store.port import Put
from shared.web.endpoint import Endpoint
from shared.web.held import KEPT_FOR, HeldForm
from shared.web.static import hashed_names

MOST_READS = 2.0
MOST_TRANSACTIONS = 1.0
READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"})
REGION = "cn-north-1"
_NO_BRACES = str.maketrans("", "", "{}")
_MOST_TRIED = 12
"""People and records tried for a page before it counts as one that nobody could be shown."""

KINDS = {"log_id": "Entry", "outcome_id": "Entry", "held_id": HeldForm.kind}
"""Where a placeholder is not called after the kind of record it names."""

SAME_IN_ALL = {"section": "applicant", "need": "need-1"}
"""What stands in an address beside a draft's id, and is the same in every draft."""


@dataclass(frozen=True)
class Page:
    """What one route needed: the most calls of any answered request, or None where no request was answered."""

    route: str
    reads: int | None


def figures(folder: Path) -> Iterator[Figure]:
    """Calls of a submit and of every page."""
    import boto3
    from moto import mock_aws

    from shared.clock import SystemClock

    _load(folder)
    with warnings.catch_warnings(), mock_aws():
        warnings.simplefilter("ignore")
        client = boto3.client(
            "dynamodb", region_name=REGION, aws_access_key_id="testing", aws_secret_access_key="testing"
        )
        house = House(folder, client, SystemClock())
        yield from _submit(house)
        house.begin_drafts()
        house.hold_forms()
        pages = list(house.pages())
        house.close()
    yield from page_figures(pages)


def page_figures(pages: list[Page]) -> Iterator[Figure]:
    """A line for all pages, and one for each that needs more than it may or could not be shown."""
    shown = [page for page in pages if page.reads is not None]
    most = max((page.reads or 0 for page in shown), default=None)
    costly = [page for page in shown if (page.reads or 0) > MOST_READS]
    against = f"{len(shown)} GET routes, {len(costly)} of them above the limit"
    yield Figure("DynamoDB: reads of a page, the most of any", most, "reads", against, MOST_READS)
    for page in costly:
        yield Figure(f"DynamoDB: GET {page.route}", page.reads, "reads", "a page above the limit", MOST_READS)
    for page in pages:
        if page.reads is None:
            yield Figure(f"DynamoDB: GET {page.route}", None, "reads", "nobody could be shown it", MOST_READS)


class House:
    """The four services with their records in DynamoDB, asked through their own gateway."""

    def __init__(self, folder: Path, client: Any, clock: Clock) -> None:
        self.services = find_services()
        self.calls: Counter[str] = Counter()
        self._clock = clock
        self._secrets = Secrets.fresh()
        self._ids: dict[tuple[str, str], list[str]] = {}
        settings = Settings(demo=True, base_url="https://tepai.example")
        for name in self.services:
            create_table(client, name)
            self._copy(folder / f"{name}.sqlite", client, name)
            home = Home(DynamoStore(name, client, shards=2), NoBus(), clock, self._secrets, settings)
            move_in(name, home)
        client.meta.events.register("before-call.dynamodb", self._count)
        self._gateway = Gateway(self.services)
        store = self.services["applications"].home.store
        self.people = {role: store.query(Person.by_role, role.value, limit=_MOST_TRIED).items for role in PEOPLE}
        self.scheme = store.query(Scheme.published, "published").items[0].id

    def close(self) -> None:
        """Let the threads go."""
        self._gateway.close()

    def ask(self, method: str, path: str, actor: Actor, body: Any = None, page: bool = True) -> tuple[int, Any]:
        """Status and answer of one request; `calls` then holds what it asked of DynamoDB."""
        raw = b"" if body is None else json.dumps(body).encode()
        environ = {
            "REQUEST_METHOD": method,
            "REQUEST_URI": path,
            "wsgi.input": io.BytesIO(raw),
            "HTTP_ACCEPT": "text/html" if page else "application/json",
        }
        if raw:
            environ |= {"CONTENT_LENGTH": str(len(raw)), "CONTENT_TYPE": "application/json"}
        if actor.signed_in:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {tokens.issue(self._secrets, actor, self._clock.now())}"
        said: list[str] = []
        self.calls.clear()
        answer = b"".join(self._gateway(environ, lambda status, headers: said.append(status)))
        return int(said[0][:3]), answer

    def reads(self) -> int:
        """How many reads the last request made."""
        return sum(count for call, count in self.calls.items() if call in READS)

    def pages(self) -> Iterator[Page]:
        """Every GET route of every service."""
        for name, service in self.services.items():
            for endpoint in service.endpoints:
                if endpoint.method == "GET":
                    yield Page(endpoint.path, self._most_reads(name, service, endpoint))

    def begin_drafts(self) -> None:
        """An application begun by one person of each role that applies: the demonstration has sent all of its own."""
        for role in (Role.ENTERPRISE, Role.APPLICANT):
            for person in self.actor(role):
                path = f"/applications/schemes/{self.scheme}/begin"
                status, answer = self.ask("POST", path, person, {}, page=False)
                if status == http.client.CREATED:  # who has applied already is refused
                    self._ids.setdefault(("applications", Draft.kind), []).append(json.loads(answer)["draft_id"])
                    break

    def hold_forms(self) -> None:
        """A form of each role in each service, as it is kept when it came after its session had ended."""
        until = self._clock.now() + KEPT_FOR
        for name, service in self.services.items():
            for role in PEOPLE:
                forms = [each.path for each in service.endpoints if each.form and role in each.may]
                for person in list(self.actor(role))[: len(forms) and 1]:
                    id = derived_id("held", person.person)
                    held = HeldForm(
                        id=id, person=person.person, route=forms[0], path=forms[0].translate(_NO_BRACES), fields={},
                        until=until,
                    )  # fmt: skip
                    service.home.store.commit([Put(held)])
                    self._ids.setdefault((name, HeldForm.kind), []).append(id)

    def actor(self, role: Role) -> Iterator[Actor]:
        """People of a role; a visitor for PUBLIC, somebody made up where the demonstration has nobody."""
        if role is Role.PUBLIC:
            yield NOBODY
            return
        for person in self.people[role]:
            yield person.actor("bench")
        if not self.people[role]:
            yield Actor("nobody-yet", role, session="bench")

    def _most_reads(self, name: str, service: Service, endpoint: Endpoint) -> int | None:
        found = [reads for role in endpoint.may if (reads := self._reads_as(role, name, endpoint)) is not None]
        return max(found, default=None)

    def _reads_as(self, role: Role, name: str, endpoint: Endpoint) -> int | None:
        paths = list(self._paths(name, endpoint.path))
        for actor in self.actor(role):
            for path in paths:
                status, _ = self.ask("GET", path, actor, page=bool(endpoint.page))
                if status == 200:
                    return self.reads()
        return None

    def _paths(self, name: str, template: str) -> Iterator[str]:
        """Addresses of a route, for each record its placeholder may stand for."""
        places = re.findall(r"{(\w+)}", template)
        if not places:
            yield template
        elif "challenge" in places:
            for id in self._ids.get((name, SignInChallenge.kind), [])[-_MOST_TRIED:]:
                yield template.format(challenge=id, token=self._secrets.derive("sign-in", id))
        elif places == ["name"]:
            yield template.format(name=next(iter(hashed_names().values())))
        elif places == ["indicator"]:
            yield from (template.format(indicator=indicator.value) for indicator in Indicator)
        else:
            kind = KINDS.get(places[0]) or places[0].removesuffix("_id").capitalize()
            yield from (template.format(**{**SAME_IN_ALL, places[0]: id}) for id in self._ids.get((name, kind), []))

    def _count(self, model: Any, **_: Any) -> None:
        self.calls[model.name] += 1

    def _copy(self, file: Path, client: Any, table: str) -> None:
        """The records of a service's SQLite file, as the items DynamoDB would hold."""
        with sqlite3.connect(file) as connection:
            connection.row_factory = sqlite3.Row
            rows = connection.execute("SELECT * FROM records ORDER BY kind, id").fetchall()
        connection.close()
        for row in rows:
            if row["kind"].startswith("Audit"):
                continue
            self._ids.setdefault((table, row["kind"]), []).append(row["id"])
            client.put_item(TableName=table, Item=_item(row))


def _item(row: sqlite3.Row) -> dict[str, Any]:
    item = {
        PARTITION: {"S": f"{row['kind']}/{row['id']}"},
        SORT: {"S": ONLY},
        "kind": {"S": row["kind"]},
        "v": {"N": str(row["version"])},
        "data": {"S": row["data"]},
    }
    for name in map(slot_name, SLOTS):
        if row[f"{name}p"] is not None:
            item[f"{name}p"] = {"S": row[f"{name}p"]}
            item[f"{name}s"] = {"S": row[f"{name}s"] + LOWEST + row["id"]}
    return item


def _load(folder: Path) -> None:
    """The demonstration, loaded through the public commands as anybody would see it."""
    machine = Machine(folder, demo=True)
    machine.start()
    try:
        load_demo(machine, io.StringIO(), lambda: False)
    finally:
        machine.stop()


def _submit(house: House) -> Iterator[Figure]:
    enterprise = next(house.actor(Role.ENTERPRISE))
    path = f"/applications/schemes/{house.scheme}/enterprise"
    status, answer = house.ask("POST", path, enterprise, enterprise_form(), page=False)
    if status != 201:
        raise RuntimeError(f"{path}: {status} {answer!r}")
    commits = house.calls["TransactWriteItems"]
    writes = sum(house.calls.values()) - commits - house.reads()
    against = f"{writes} other writes, {house.reads()} reads"
    yield Figure("DynamoDB: transactions of a submit", commits + writes, "", against, MOST_TRANSACTIONS)
