"""The outcomes service in memory: real routes through its real app, real reactions from its own outbox."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from services.outcomes.app import app, service
from shared.auth import tokens
from shared.auth.actor import Actor, Role
from shared.auth.secrets import Secrets
from shared.clock import MovableClock
from shared.events.applications import CommissionerAccepted, CommissionerFacts, SchemePublished
from shared.events.envelope import Envelope, Event, seal
from shared.events.matching import DispatchEnded, DispatchStarted
from shared.home import Home, move_in
from shared.ids import new_id
from shared.messaging.bus import NoBus
from shared.settings import Settings
from shared.store.sqlite import SqliteStore

SECRETS = Secrets.fresh()
START = datetime(2022, 6, 1, 2, 0, tzinfo=UTC)

PROFESSOR = Actor("professor", Role.APPLICANT)
OTHER_PROFESSOR = Actor("other-professor", Role.APPLICANT)
HOST = Actor("host", Role.ENTERPRISE)
OTHER_HOST = Actor("other-host", Role.ENTERPRISE)
COUNTY = Actor("county", Role.COUNTY_OFFICER, county="410502")
OTHER_COUNTY = Actor("other-county", Role.COUNTY_OFFICER, county="410581")
CITY = Actor("city", Role.CITY_OFFICER)
LEADER = Actor("leader", Role.LEADER)
NOBODY: Actor | None = None


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def says(self) -> str:
        """All that a problem document tells its reader."""
        problem = self.json
        return " ".join([problem.get("detail", ""), *(each["detail"] for each in problem.get("errors", []))])

    @property
    def pointers(self) -> list[str]:
        return [each["pointer"] for each in self.json.get("errors", [])]


def dispatch_started(**changes: Any) -> DispatchStarted:
    """A dispatch of PROFESSOR to HOST from 2022-05-01 to 2024-04-30, unless told otherwise."""
    told = {
        "dispatch_id": "dispatch-1",
        "proposal_id": "proposal-1",
        "scheme_id": "scheme-2022",
        "scheme_name": "2022年度示例批次",
        "year": 2022,
        "county": "410502",
        "enterprise_id": "enterprise-1",
        "enterprise_name": "示例机床有限公司",
        "enterprise_owner": HOST.person,
        "above_scale": True,
        "high_tech": False,
        "commissioner_id": "commissioner-1",
        "commissioner_name": "示例教授",
        "commissioner_owner": PROFESSOR.person,
        "commissioner_kind": "individual",
        "people": 1,
        "starts": date(2022, 5, 1),
        "ends": date(2024, 4, 30),
    }
    return DispatchStarted.model_validate(told | changes)


def dispatch_ended(**changes: Any) -> DispatchEnded:
    """The same dispatch, over since 10 May 2022."""
    names = set(DispatchEnded.model_fields) & set(DispatchStarted.model_fields)
    end = {"ended_on": "2022-05-10", "end_reason": "agreed"}
    return DispatchEnded.model_validate(dispatch_started().model_dump(include=names) | end | changes)


def scheme_published(**changes: Any) -> SchemePublished:
    """The scheme of 2022."""
    told = {
        "scheme_id": "scheme-2022",
        "name": "2022年度示例批次",
        "year": 2022,
        "term_months": 24,
        "most_enterprises": 3,
        "funding_fen": 3_000_000,
        "funding_per": "unit",
        "opens": date(2022, 1, 1),
        "closes": date(2022, 3, 1),
    }
    return SchemePublished.model_validate(told | changes)


def commissioner_accepted(
    owner: str = PROFESSOR.person, id: str = "commissioner-1", scheme: str = "scheme-2022"
) -> CommissionerAccepted:
    """A commissioner in the scheme of 2022."""
    facts = CommissionerFacts(name="示例教授", kind="individual")
    return CommissionerAccepted(
        application_id=id, number="2022-R-AAAAAA", scheme_id=scheme, owner=owner, commissioner=facts
    )


def told(event: Event, subject: str = "", version: int = 1, id: str = "") -> Envelope:
    """`event` as it arrives from another service."""
    return seal(
        event,
        id=id or new_id(),
        time=START,
        subject=subject or f"Subject/{new_id()}",
        subject_version=version,
        correlation_id="test",
        causation_id="test",
    )


class House:
    """One outcomes service with an empty store, at START."""

    def __init__(self) -> None:
        self.store = SqliteStore(":memory:")
        self.clock = MovableClock(START)
        self.heard: list[Envelope] = []
        move_in("outcomes", Home(self.store, NoBus(), self.clock, SECRETS, Settings()))

    def close(self) -> None:
        self.store.close()

    def hear(self, *events: Event) -> None:
        """Let other services' events arrive."""
        for event in events:
            service.hear(told(event))

    def drain(self) -> list[Event]:
        """Let the service hear its own events, and answer all that were told since the last time."""
        envelopes = self.store.waiting()
        for envelope in envelopes:
            service.hear(envelope)
        self.store.forget(envelopes)
        self.heard += envelopes
        return [envelope.opened() for envelope in envelopes]

    def get(self, path: str, actor: Actor | None = None, *, page: bool = False, cookie: str = "") -> Answered:
        """GET as JSON, or as a page."""
        return self._ask("GET", path, actor, {"Accept": "text/html" if page else "application/json"}, "", cookie)

    def post(self, path: str, actor: Actor | None, body: dict[str, Any] | None = None, key: str = "") -> Answered:
        """POST JSON."""
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        return self._ask(
            "POST", path, actor, headers | ({"Idempotency-Key": key} if key else {}), json.dumps(body or {})
        )

    def submit(self, path: str, actor: Actor, form: dict[str, str]) -> Answered:
        """POST a form, as a program with a bearer token would send a browser's."""
        headers = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, actor, headers, urlencode(form))

    def _ask(
        self, method: str, path: str, actor: Actor | None, headers: dict[str, str], body: str, cookie: str = ""
    ) -> Answered:
        bare, _, query = path.partition("?")
        route, values = _found(method, bare)
        if actor is not None:
            headers = headers | {"Authorization": f"Bearer {tokens.issue(SECRETS, actor, self.clock.now())}"}
        if cookie:
            headers = headers | {"Cookie": cookie}
        pairs = [pair.split("=", 1) for pair in query.split("&") if pair]
        event = {
            "resource": route,
            "path": bare,
            "httpMethod": method,
            "headers": headers,
            "multiValueQueryStringParameters": {name: [value] for name, value in pairs} or None,
            "pathParameters": values or None,
            "stageVariables": None,
            "requestContext": {"resourcePath": route, "httpMethod": method, "path": bare, "requestId": new_id()},
            "body": body,
            "isBase64Encoded": False,
        }
        answer = app(event, None)
        return Answered(answer["statusCode"], answer.get("headers") or {}, answer["body"])


def _found(method: str, path: str) -> tuple[str, dict[str, str]]:
    """The declared route of an address: literal parts before places, as a gateway chooses."""
    parts = path.split("/")
    fits = []
    for endpoint in service.endpoints:
        template = endpoint.path.split("/")
        if (
            endpoint.method == method
            and len(template) == len(parts)
            and all(given == wanted or wanted.startswith("{") for given, wanted in zip(parts, template, strict=True))
        ):
            fits.append(endpoint.path)
    route = min(fits, key=lambda each: each.count("{"))
    values = {
        wanted[1:-1]: given for given, wanted in zip(parts, route.split("/"), strict=True) if wanted.startswith("{")
    }
    return route, values
