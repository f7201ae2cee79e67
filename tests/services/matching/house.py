"""The matching service in a house of its own: its real app over a real store, and a hand that delivers its events."""

import json
import re
from base64 import b64decode
from datetime import datetime
from urllib.parse import urlencode

from infra.local.demo.programme import small_programme
from services.matching.app import service
from services.matching.model.places import Places
from services.matching.model.proposals import Proposal
from shared.audit.chain import AuditEntry
from shared.auth import tokens
from shared.auth.actor import Actor, Role
from shared.auth.secrets import Secrets
from shared.clock import BEIJING, MovableClock
from shared.events.applications import (
    CommissionerAccepted,
    CommissionerFacts,
    EnterpriseAccepted,
    EnterpriseFacts,
    NeedFacts,
    SchemePublished,
)
from shared.events.envelope import seal
from shared.home import Home, move_in
from shared.ids import new_id
from shared.messaging.bus import NoBus
from shared.settings import Settings
from shared.store.sqlite import SqliteStore

MORNING = datetime(2021, 3, 1, 9, 30, tzinfo=BEIJING)
SECRETS = Secrets.fresh()
SCHEME = "scheme-2021"
NEXT = "scheme-2022"

DEMO = small_programme()
KEPT_OUT = DEMO.outside_matching()

SPINDLE_NEED = "加工中心电主轴转速一万二千转时前轴承温升超过四十度,热伸长影响加工精度,希望优化结构与冷却。"
SPINDLE_WORKS = ("高速电主轴热结构耦合分析与冷却优化", "轴承预紧力对主轴温升的影响")

CITY = Actor("city", Role.CITY_OFFICER, session="s-city")
COUNTY = Actor("county", Role.COUNTY_OFFICER, county="410502", session="s-county")
OTHER_COUNTY = Actor("other-county", Role.COUNTY_OFFICER, county="410581", session="s-county-2")
LEADER = Actor("leader", Role.LEADER, session="s-leader")
AUDITOR = Actor("auditor", Role.AUDITOR, session="s-auditor")
ADMINISTRATOR = Actor("administrator", Role.ADMINISTRATOR, session="s-administrator")


def host(key):
    """The person who answers for an enterprise."""
    return Actor(f"owner-{key}", Role.ENTERPRISE, session=f"s-{key}")


def sent(key):
    """The person who answers for a commissioner."""
    return Actor(f"owner-{key}", Role.APPLICANT, session=f"s-{key}")


class House:
    """`tell` brings an event in, `run` delivers the service's own events until none is left."""

    def __init__(self, store=None, start=MORNING):
        self.clock = MovableClock(start)
        self.store = store or SqliteStore(":memory:")
        self.told = []
        self.live_in(self.store)

    def live_in(self, store):
        """Let the service work on `store`, which may be the real one behind faults."""
        move_in("matching", Home(store, NoBus(), self.clock, SECRETS, Settings()))

    def envelope(self, event, version=1, subject=""):
        return seal(
            event,
            id=new_id(),
            time=self.clock.now(),
            subject=subject or f"Application/{new_id()}",
            subject_version=version,
            correlation_id="request-1",
            causation_id="request-1",
        )

    def tell(self, event, version=1):
        envelope = self.envelope(event, version)
        service.hear(envelope)
        return envelope

    def run(self, steps=10_000):
        """Deliver at most `steps` of the service's own events; everything it told is kept in `told`."""
        while steps and (waiting := self.store.waiting(limit=1)):
            (envelope,) = waiting
            if envelope.type in service.reactions:
                service.hear(envelope)
                steps -= 1
            self.told.append(envelope)
            self.store.forget(waiting)

    def events(self, type):
        return [envelope.opened() for envelope in self.told if envelope.type == type]

    def publish_scheme(self, id=SCHEME, version=1, **changed):
        facts = {
            "name": "示例批次",
            "year": 2021,
            "term_months": 24,
            "most_enterprises": 3,
            "funding_fen": 3_000_000,
            "funding_per": "unit",
            "opens": "2021-02-01",
            "closes": "2021-04-30",
        }
        self.tell(SchemePublished.model_validate({"scheme_id": id, **facts, **changed}), version)

    def accept_host(self, key, version=1, scheme=SCHEME, needs=None, owner="", **facts):
        self.tell(enterprise_accepted(key, scheme, needs, owner, **facts), version)

    def accept_candidate(self, key, version=1, scheme=SCHEME, owner="", **facts):
        self.tell(commissioner_accepted(key, scheme, owner, **facts), version)

    def load_demo(self):
        self.publish_scheme()
        for firm in DEMO.enterprises:
            facts = {name: firm[name] for name in ("name", "county", "above_scale", "high_tech", "nurtured", "growth")}
            self.accept_host(firm["key"], needs=firm["needs"], demand=firm["demand"], **facts)
        for one in DEMO.commissioners:
            if one["key"] not in KEPT_OUT:
                names = ("name", "kind", "institution", "expertise", "works", "counties", "service_types", "capacity")
                facts = {name: one[name] for name in names}
                self.accept_candidate(one["key"], people=max(1, len(one["members"])), **facts)

    def load_pair(self, key="a", **facts):
        """One host and one candidate who fit."""
        self.publish_scheme()
        self.accept_host(f"host-{key}", **facts)
        self.accept_candidate(f"sent-{key}")

    def start(self, scheme=SCHEME, by=CITY, steps=10_000):
        answer = self.ask("POST", "/matching/runs", by, body={"scheme_id": scheme})
        assert answer.status == 201, answer.text
        self.run(steps)
        return answer.json["run_id"]

    def pair(self, key="a"):
        """A run with one proposal: its id."""
        self.load_pair(key)
        self.start()
        return Proposal.id_of(f"host-{key}", f"sent-{key}")

    def dispatched(self, key="a"):
        """A dispatch both sides said yes to: its id."""
        id = self.pair(key)
        for by in (host(f"host-{key}"), sent(f"sent-{key}")):
            answer = self.ask("POST", f"/matching/proposals/{id}/accept", by)
            assert answer.status == 200, answer.text
        self.run()
        return answer.json["dispatch_id"]

    def audit(self, kind, id):
        """What the audit chain says was done to a record, the oldest first."""
        versions = range(1, self.get(kind, id).version + 1)
        return [self.get(AuditEntry, f"{kind.kind}/{id}/{version:010d}") for version in versions]

    def proposal(self, id) -> Proposal:
        return self.get(Proposal, id)

    def get(self, kind, id):
        found = self.store.get(kind, id)
        assert found is not None, f"{kind.__name__}/{id}"
        return found

    def publish_overlapping(self, **changed):
        """The scheme of the next year, matched while the dispatches of the first still last."""
        dates = {"opens": "2021-02-15", "closes": "2022-04-30"}
        self.publish_scheme(NEXT, **{"name": "示例次年批次", "year": 2022, **dates, **changed})

    def held(self, kind, id):
        """The proposals that take a place of this host or candidate, in whatever scheme."""
        places = self.store.get(Places, self.get(kind, id).places_id)
        return tuple(each.proposal_id for each in places.held) if places else ()

    def ask(self, method, path, by=None, *, body=None, page=False, key="", query=None):
        """One request through the real application, as the gateway sends it."""
        return ask(self, method, path, by, body=body, page=page, key=key, query=query)


class Answered:
    def __init__(self, raw):
        self.status = raw["statusCode"]
        self.headers = {name.lower(): value for name, value in raw["headers"].items()}
        self.text = raw["body"]

    @property
    def body(self):
        return b64decode(self.text)

    @property
    def json(self):
        return json.loads(self.text)


def ask(house, method, path, by, *, body, page, key, query):
    route, names = routed(method, path)
    headers = {"accept": "text/html" if page else "application/json", "content-type": "application/json"}
    if by is not None:
        headers["authorization"] = f"Bearer {tokens.issue(SECRETS, by, house.clock.now())}"
    if key:
        headers["idempotency-key"] = key
    text = json.dumps(body or {}) if method == "POST" else None
    if page and method == "POST":
        headers["content-type"], text = "application/x-www-form-urlencoded", urlencode(body or {})
    event = {
        "requestContext": {"httpMethod": method, "resourcePath": route, "requestId": new_id(), "identity": {}},
        "path": path,
        "headers": headers,
        "multiValueQueryStringParameters": {name: [str(value)] for name, value in (query or {}).items()} or None,
        "pathParameters": names,
        "stageVariables": None,
        "body": text,
        "isBase64Encoded": False,
    }
    return Answered(service.app(event, None))


def routed(method, path):
    """The declared route an address belongs to; one without a placeholder goes first, as at a gateway."""
    found = []
    for endpoint in service.endpoints:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", endpoint.path)
        match = re.fullmatch(pattern, path)
        if endpoint.method == method and match:
            found.append((len(match.groupdict()), endpoint.path, match.groupdict()))
    _, route, names = min(found, key=lambda each: each[0])
    return route, names


def enterprise_accepted(key, scheme=SCHEME, needs=None, owner="", **facts):
    given = needs or [{"title": "高速电主轴温升过大", "text": SPINDLE_NEED, "service_types": ["joint_research"]}]
    stated = tuple(NeedFacts(id=f"{key}-{place}", **need) for place, need in enumerate(given))
    defaults = {"name": f"示例企业{key}", "county": "410502", "demand": 1}
    return EnterpriseAccepted(
        application_id=key,
        number=f"2021-Q-{key}",
        scheme_id=scheme,
        owner=owner or f"owner-{key}",
        enterprise=EnterpriseFacts.model_validate({"needs": stated, **defaults, **facts}),
    )


def commissioner_accepted(key, scheme=SCHEME, owner="", **facts):
    defaults = {
        "name": f"示例博士{key}",
        "kind": "individual",
        "institution": "示例大学",
        "discipline": "机械工程",
        "expertise": "长期研究高速主轴热变形与冷却结构设计,做过轴承温升测试与有限元热结构耦合分析。",
        "works": SPINDLE_WORKS,
        "service_types": ("joint_research",),
        "capacity": 1,
    }
    return CommissionerAccepted(
        application_id=key,
        number=f"2021-R-{key}",
        scheme_id=scheme,
        owner=owner or f"owner-{key}",
        commissioner=CommissionerFacts.model_validate(defaults | facts),
    )
