"""The applications service in memory, hearing what all four services tell, and its home page asked for."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.applications.app import app, service
from services.applications.model.worklist import CITY, Desk, Matter, desk_id
from shared.auth import tokens
from shared.auth.actor import Actor, Role
from shared.auth.secrets import Secrets
from shared.clock import MovableClock
from shared.events.applications import (
    ApplicationResubmitted,
    ApplicationReturned,
    ApplicationSubmitted,
    CommissionerAccepted,
    CommissionerFacts,
    CorrectionFacts,
    EnterpriseAccepted,
    EnterpriseFacts,
    SchemePublished,
)
from shared.events.envelope import Envelope, Event, seal
from shared.events.matching import (
    AgreementReturned,
    AgreementSigned,
    DispatchEnded,
    DispatchStarted,
    LiaisonNamed,
    MatchingRunCompleted,
    PairAccepted,
    PairDeclined,
    PairProposed,
    SignatureGiven,
)
from shared.events.outcomes import OutcomeConfirmed, OutcomeRefused, OutcomeReported, ServiceConfirmed, ServiceReported
from shared.home import Home, move_in
from shared.ids import new_id
from shared.messaging.bus import NoBus
from shared.settings import Settings
from shared.store.port import LARGEST_PAGE
from shared.store.sqlite import SqliteStore

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECRETS = Secrets.fresh()
COUNTY, OTHER_COUNTY = "410502", "410526"

FACTORY = Actor("factory", Role.ENTERPRISE, "示例机床公司联系人")
DOCTOR = Actor("doctor", Role.APPLICANT, "示例博士")
OFFICER = Actor("officer", Role.COUNTY_OFFICER, county=COUNTY)
OTHER_OFFICER = Actor("other-officer", Role.COUNTY_OFFICER, county=OTHER_COUNTY)
CITY_OFFICER = Actor("city", Role.CITY_OFFICER)
LEADER = Actor("leader", Role.LEADER)
VISITOR: Actor | None = None

APPLIED = {
    "application_id": "a1",
    "number": "2026-Q-A1",
    "kind": "enterprise",
    "owner": "factory",
    "name": "示例机床公司",
}
PAIR = {
    "proposal_id": "p1",
    "enterprise_name": "示例机床公司",
    "enterprise_owner": "factory",
    "commissioner_name": "示例博士",
    "commissioner_owner": "doctor",
}


class Desks:
    """One applications service with an empty store. `tell` makes an envelope, `hear` delivers it."""

    def __init__(self) -> None:
        self.store = SqliteStore(":memory:", synchronous="OFF")
        self.clock = MovableClock(START)
        move_in("applications", Home(self.store, NoBus(), self.clock, SECRETS, Settings()))

    def close(self) -> None:
        self.store.close()

    def tell(self, event: Event, version: int = 1, after: timedelta = timedelta()) -> Envelope:
        """What another service told, `after` so long."""
        return seal(
            event,
            id=new_id(),
            time=START + after,
            subject=f"Thing/{new_id()}",
            subject_version=version,
            correlation_id="c",
            causation_id="c",
        )

    def hear(self, *envelopes: Envelope | Event) -> None:
        for each in envelopes:
            service.hear(each if isinstance(each, Envelope) else self.tell(each))

    def pass_days(self, days: float) -> None:
        self.clock.move_to(self.clock.now() + timedelta(days=days))

    def desk(self, desk: str = CITY) -> Desk:
        """What a desk knows of itself."""
        known = self.store.get(Matter, desk_id(desk))
        return known.desk if known and known.desk else Desk()

    def listed(self) -> list[Matter]:
        """Everything on any desk's listing of the three tests know of, tasks only."""
        found: dict[str, Matter] = {}
        partitions = [(Matter.of_city, CITY), (Matter.of_desk, f"county|{COUNTY}"), (Matter.of_desk, "person|factory")]
        for index, partition in [*partitions, (Matter.of_desk, "person|doctor")]:
            for each in self.store.query(index, partition, limit=LARGEST_PAGE).items:
                found[each.id] = each
        return sorted((each for each in found.values() if each.task), key=lambda each: each.id)

    def home(self, actor: Actor | None) -> Any:
        """The home page as a program gets it."""
        return json.loads(self._ask(actor, "application/json"))

    def page(self, actor: Actor | None, language: str = "zh") -> str:
        """The home page as a browser gets it."""
        return self._ask(actor, "text/html", language)

    def words(self, actor: Actor | None, language: str = "zh") -> str:
        """What the page's main part says, without its tags."""
        main = self.page(actor, language).partition("<main")[2].partition("</main>")[0]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", "<" + main))

    def _ask(self, actor: Actor | None, accept: str, language: str = "zh") -> str:
        headers = {"Accept": accept, "Cookie": f"language={language}"}
        if actor is not None:
            headers["Authorization"] = f"Bearer {tokens.issue(SECRETS, actor, self.clock.now())}"
        event = {
            "resource": "/",
            "path": "/",
            "httpMethod": "GET",
            "headers": headers,
            "multiValueQueryStringParameters": None,
            "pathParameters": None,
            "stageVariables": None,
            "requestContext": {"resourcePath": "/", "httpMethod": "GET", "path": "/", "requestId": new_id()},
            "body": None,
            "isBase64Encoded": False,
        }
        answer = app(event, None)
        assert answer["statusCode"] == 200, answer["body"]
        return str(answer["body"])


def scheme(**changes: Any) -> SchemePublished:
    told = {"scheme_id": "s1", "name": "2026年度示例批次", "year": 2026, "term_months": 24, "most_enterprises": 3}
    window = {"opens": date(2026, 3, 1), "closes": date(2026, 4, 30), "funding_fen": 3_000_000, "funding_per": "unit"}
    return SchemePublished.model_validate(told | window | changes)


def submitted(**changes: Any) -> ApplicationSubmitted:
    return ApplicationSubmitted.model_validate(APPLIED | {"scheme_id": "s1", "county": COUNTY} | changes)


def returned(**changes: Any) -> ApplicationReturned:
    corrections = (CorrectionFacts(field="name", reason="请核对"),)
    return ApplicationReturned.model_validate(APPLIED | {"corrections": corrections} | changes)


def resubmitted(**changes: Any) -> ApplicationResubmitted:
    return ApplicationResubmitted.model_validate(APPLIED | {"county": COUNTY} | changes)


def accepted(**changes: Any) -> EnterpriseAccepted:
    told = {name: APPLIED[name] for name in ("application_id", "number", "owner")}
    facts = EnterpriseFacts(name="示例机床公司", county=COUNTY)
    return EnterpriseAccepted.model_validate(told | {"scheme_id": "s1", "enterprise": facts} | changes)


def commissioner_accepted(**changes: Any) -> CommissionerAccepted:
    told = {"application_id": "b1", "number": "2026-R-B1", "owner": "doctor", "scheme_id": "s1"}
    facts = CommissionerFacts(name="示例博士", kind="individual")
    return CommissionerAccepted.model_validate(told | {"commissioner": facts} | changes)


def proposed(**changes: Any) -> PairProposed:
    told = {"scheme_id": "s1", "county": COUNTY, "enterprise_id": "a1", "commissioner_id": "b1", "need_title": "热变形"}
    return PairProposed.model_validate(PAIR | told | changes)


def agreed(side: str, **changes: Any) -> PairAccepted:
    return PairAccepted.model_validate(PAIR | {"side": side} | changes)


def declined(side: str, **changes: Any) -> PairDeclined:
    told = {"side": side, "scheme_id": "s1", "enterprise_id": "a1", "commissioner_id": "b1"}
    return PairDeclined.model_validate(PAIR | told | changes)


def dispatched(**changes: Any) -> DispatchStarted:
    told = {
        "dispatch_id": "d1", "scheme_id": "s1", "scheme_name": "2026年度示例批次", "year": 2026, "county": COUNTY,
        "enterprise_id": "a1", "above_scale": True, "high_tech": False, "commissioner_id": "b1",
        "commissioner_kind": "individual", "people": 1, "starts": date(2026, 3, 2), "ends": date(2028, 3, 1),
        "enterprise_key": "key-1",
    }  # fmt: skip
    return DispatchStarted.model_validate(PAIR | told | changes)


def signed(side: str, **changes: Any) -> SignatureGiven:
    return SignatureGiven.model_validate(_agreement(side) | changes)


def given_back(side: str, **changes: Any) -> AgreementReturned:
    return AgreementReturned.model_validate(_agreement(side) | changes)


def all_signed(side: str, **changes: Any) -> AgreementSigned:
    return AgreementSigned.model_validate(_agreement(side) | changes)


def _agreement(side: str) -> dict[str, Any]:
    told = {name: value for name, value in PAIR.items() if name != "proposal_id"}
    return told | {"dispatch_id": "d1", "side": side, "county": COUNTY, "institution": "示例大学"}


def liaison_named(**changes: Any) -> LiaisonNamed:
    told = {name: value for name, value in PAIR.items() if name != "proposal_id"}
    about = {"dispatch_id": "d1", "county": COUNTY, "leader": "示例副局长", "section": "示例科室"}
    return LiaisonNamed.model_validate(told | about | changes)


def ended(**changes: Any) -> DispatchEnded:
    told = {name: value for name, value in PAIR.items() if name != "proposal_id"}
    about = {"dispatch_id": "d1", "scheme_id": "s1", "county": COUNTY, "enterprise_id": "a1", "commissioner_id": "b1"}
    days = {"starts": date(2026, 3, 2), "ended_on": date(2026, 3, 2), "end_reason": "agreed"}
    return DispatchEnded.model_validate(told | about | days | changes)


def run_completed() -> MatchingRunCompleted:
    return MatchingRunCompleted(run_id="r1", scheme_id="s1", proposed=1, unserved=2, idle=3)


def service_reported(**changes: Any) -> ServiceReported:
    told = {name: value for name, value in PAIR.items() if name != "proposal_id"}
    return ServiceReported.model_validate(
        told | {"log_id": "l1", "dispatch_id": "d1", "day": date(2026, 3, 1)} | changes
    )


def service_confirmed(**changes: Any) -> ServiceConfirmed:
    told = {"log_id": "l1", "dispatch_id": "d1", "enterprise_name": "示例机床公司", "commissioner_owner": "doctor"}
    return ServiceConfirmed.model_validate(told | {"day": date(2026, 3, 1)} | changes)


def outcome_reported(**changes: Any) -> OutcomeReported:
    told = {name: value for name, value in PAIR.items() if name != "proposal_id"}
    about = {"outcome_id": "o1", "dispatch_id": "d1", "indicator": "problems_solved", "indicator_name": "解决技术难题"}
    return OutcomeReported.model_validate(told | about | changes)


def outcome_confirmed(**changes: Any) -> OutcomeConfirmed:
    told = {
        "outcome_id": "o1", "dispatch_id": "d1", "scheme_id": "s1", "year": 2026, "indicator": "problems_solved",
        "quantity": 2, "at_least": False, "text": "解决了难题", "enterprise_name": "示例机床公司",
        "commissioner_name": "示例博士", "commissioner_owner": "doctor", "indicator_name": "解决技术难题",
    }  # fmt: skip
    return OutcomeConfirmed.model_validate(told | changes)


def outcome_refused(**changes: Any) -> OutcomeRefused:
    told = {"outcome_id": "o1", "dispatch_id": "d1", "indicator": "problems_solved", "reason": "与实际不符"}
    named = {"enterprise_name": "示例机床公司", "commissioner_owner": "doctor", "indicator_name": "解决技术难题"}
    return OutcomeRefused.model_validate(told | named | changes)
