"""A small programme on one machine, made through the public routes: people of every role, records of every kind."""

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from infra.local.links import administrator_link, ready_link
from infra.local.machine import Machine
from services.applications.model.notices import Department
from services.applications.model.steps import Step
from shared.auth.actor import Belongs, Role
from shared.clock import MovableClock
from shared.home import move_in
from shared.ids import derived_id
from shared.store.port import Put
from shared.web.held import HeldForm
from shared.web.static import hashed_names
from tests.infra.local.asking import Answered
from tests.services.applications.examples import SCHEME
from tests.web.client import Browser, Program
from tests.web.people import (
    COUNTY_OF,
    INSTITUTION_OF,
    INVITED,
    NEEDS,
    NOBODY,
    REGISTERED,
    WORKS,
    Person,
    commissioner_form,
    enterprise_form,
)
from tests.web.signing_in import sign_up

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

EVERYBODY = Belongs()
"""Whom a record belongs to that is no one's in particular: everyone the route names reaches it."""


@dataclass
class World:
    """`records`: what a place in an address may hold -> the ids there are, and to whom each belongs."""

    machine: Machine
    clock: MovableClock
    people: dict[str, Person] = field(default_factory=dict)
    records: dict[str, dict[str, Belongs]] = field(default_factory=dict)
    scheme: str = ""
    open_scheme: str = ""
    """A second scheme, open too, in which the tests may apply as they like."""
    stepped: str = ""
    """A scheme that asks for every step."""
    agreement: str = ""
    """The digest of the text of the dispatch agreement of the first two."""
    strangers: dict[str, str] = field(default_factory=dict)
    """An enterprise and a commissioner of the first scheme, whom no run brings together."""

    @property
    def gateway(self) -> Any:
        return self.machine.gateway

    def enter(self) -> None:
        """Let this world be where the services live: other tests of the process move them elsewhere."""
        for name, home in self._homes.items():
            move_in(name, home)

    def settle(self) -> None:
        self._homes = {name: service.home for name, service in self.machine.services.items()}

    def persons(self, role: Role) -> list[Person]:
        """Everybody of a role; for the public, nobody."""
        return [each for each in (*self.people.values(), NOBODY) if each.role is role]

    def token(self, person: Person) -> str:
        """A fresh session of the person's."""
        if not person.id:
            return ""
        return Program(self.gateway).post("/applications/demo", {"person": person.id}).json["token"]

    def program(self, who: str | Person) -> Program:
        person = self.people[who] if isinstance(who, str) else who
        return Program(self.gateway, self.token(person))

    def browser(self, who: str | Person = NOBODY) -> Browser:
        person = self.people[who] if isinstance(who, str) else who
        browser = Browser(self.gateway)
        if person.id:
            assert browser.send("/applications/demo", {"person": person.id}).status == 303
        return browser

    def note(self, place: str, id: str, *owners: str, county: str = "", organisation: str = "") -> str:
        """Remember a record for the matrix: what stands at `{place}` in an address, and to whom it belongs."""
        people = frozenset(self.people[owner].id for owner in owners)
        belongs = Belongs(people=people, county=county, organisation=organisation)
        self.records.setdefault(place, {})[id] = belongs
        return id

    def drain(self) -> None:
        self.machine.drain()


def done(answered: Answered, status: int = 201) -> Any:
    assert answered.status == status, answered.body.decode()
    return answered.json


def make_people(folder: Path) -> World:
    """A machine with people of every role and nothing else, in which tests may let as much time pass as they like."""
    clock = MovableClock(START)
    machine = Machine(folder, address=None, background=False, demo=True, clock=clock)
    machine.start()
    world = World(machine, clock)
    world.settle()
    _people(world)
    return world


def make_world(folder: Path) -> World:
    world = make_people(folder)
    _applications(world)
    for service, add in (("matching", _dispatches), ("outcomes", _outcomes), ("notifications", _messages)):
        if service in world.machine.services:
            add(world)
    _held_forms(world)
    _sessions(world)
    return world


def _sessions(world: World) -> None:
    """A session of everybody's, and everybody as the administrator sees them."""
    for name, person in world.people.items():
        token = world.token(person)
        session = Program(world.gateway, token).get("/applications/sessions").json["items"][0]["id"]
        world.note("session_id", session, name)
        asked = {"name": "示例程序", "scopes": ["applications:read"]}
        made = Program(world.gateway, world.token(person)).post("/applications/tokens", asked)
        if made.status == 201:
            kept = Program(world.gateway, world.token(person)).get("/applications/tokens").json["items"]
            world.note("token_id", kept[0]["id"], name)
    # Those whose role the tests change are nobody else's actors.
    extra = sign_up(world.machine, "changing@example.com", "示例待改角色者", Role.APPLICANT.value)["person"]
    world.records["person_id"] = {extra: EVERYBODY}


def _held_forms(world: World) -> None:
    """A form of everybody's in every service that has one for them, as it is kept when it came after their session."""
    for name, person in world.people.items():
        id = derived_id("held", person.id)
        world.note("held_id", id, name)
        for service in world.machine.services.values():
            routes = [each.path for each in service.endpoints if each.form and person.role in each.may]
            if routes:
                path = routes[0].replace("{", "").replace("}", "")
                until = world.clock.now() + timedelta(days=365)  # other tests move the clock
                held = HeldForm(id=id, person=person.id, route=routes[0], path=path, fields={}, until=until)
                service.home.store.commit([Put(held)])


def _people(world: World) -> None:
    link = administrator_link(world.machine).removeprefix(world.machine.base_url)
    first = Program(world.gateway, done(Program(world.gateway).post(link, {}), 200)["token"])
    for number, person in enumerate(INVITED):
        sent = {
            "name": person.name,
            "role": person.role,
            "county": person.county,
            "email": f"staff{number}@example.com",
        }
        done(first.post("/applications/people", {**sent, "organisation": person.organisation or f"示例单位{number}"}))
    for number, person in enumerate(REGISTERED):
        sign_up(world.machine, f"person{number}@example.com", person.name, person.role.value)
    ids = {each["name"]: each["id"] for each in Program(world.gateway).get("/applications/demo").json["items"]}
    for person in (*INVITED, *REGISTERED):
        world.people[person.key] = replace(person, id=ids[person.name])
    world.drain()


def _applications(world: World) -> None:
    city = world.program("city")
    world.scheme = done(city.post("/applications/schemes", SCHEME))["scheme_id"]
    world.open_scheme = done(city.post("/applications/schemes", {**SCHEME, "name": "示例第二批选派方案"}))["scheme_id"]
    person = world.people["reviewer"]
    _, _, challenge, token = ready_link(world.machine, person.id).removeprefix(world.machine.base_url + "/").split("/")
    world.records["challenge"], world.records["token"] = {challenge: EVERYBODY}, {token: EVERYBODY}
    world.records["name"] = {hashed_names()["tepai.css"]: EVERYBODY}
    for id in (world.scheme, world.open_scheme):
        world.records.setdefault("scheme_id", {})[id] = EVERYBODY
    accepted = _applied(world, world.scheme, 1)
    world.strangers = {"enterprise_id": accepted[0], "commissioner_id": accepted[-1]}
    for id in accepted:
        done(city.post(f"/applications/{id}/accept", {}), 200)
    submitted = _applied(world, world.open_scheme, 11)
    correction = {"corrections": [{"field": "name", "reason": "请按营业执照填写"}]}
    for id in submitted[1::2]:
        done(city.post(f"/applications/{id}/return", correction), 200)
    _drafts(world)
    world.drain()
    _appointments(world)


def _appointments(world: World) -> None:
    """A scheme of all steps: somebody waits for consent, somebody is reviewed, somebody is public and objected to.

    And one that asks for a joint notice alone, which is out.
    """
    city, reviewers = world.program("city"), {"applicant": "reviewer_2", "applicant_2": "reviewer"}
    steps = {**SCHEME, "name": "示例第四批选派方案", "steps": [step.value for step in Step], "reviews": 1}
    scheme = done(city.post("/applications/schemes", steps))["scheme_id"]
    ids = {key: _applied_alone(world, scheme, key) for key in ("applicant", "applicant_2", "applicant_4")}
    for key, reviewer in reviewers.items():
        done(city.post(f"/applications/{ids[key]}/paper-consent", {"reason": "示例单位盖章同意"}), 200)
        done(city.post(f"/applications/{ids[key]}/accept", {}), 200)
        done(city.post(f"/applications/{ids[key]}/reviewers", {"reviewers": [world.people[reviewer].id]}), 200)
        world.note("review_id", f"{ids[key]}-{world.people[reviewer].id}", reviewer)
    scored = f"{ids['applicant']}-{world.people['reviewer_2'].id}"
    done(world.program("reviewer_2").post(f"/applications/reviews/{scored}/score", SCORES), 200)
    done(city.post("/applications/selection", {"applications": [ids["applicant"]]}), 200)
    world.stepped = scheme
    notice = done(city.post("/applications/notices", {"scheme_id": scheme, "title": "示例拟选派人选公示"}))["notice_id"]
    world.drain()
    world.records["notice_id"], world.records["line_application"] = {notice: EVERYBODY}, {ids["applicant"]: EVERYBODY}
    about = f"/applications/notices/{notice}/names/{ids['applicant']}/objection"
    for objector in ("applicant_3", "enterprise"):
        world.note("objection_id", done(world.program(objector).post(about, OBJECTION))["objection_id"], objector)
    _joint_notice(world)


def _joint_notice(world: World) -> None:
    city = world.program("city")
    joint = {**SCHEME, "name": "示例第五批选派方案", "steps": ["joint_notice"]}
    scheme = done(city.post("/applications/schemes", joint))["scheme_id"]
    done(city.post(f"/applications/{_applied_alone(world, scheme, 'applicant_3')}/accept", {}), 200)
    sent = {"scheme_id": scheme, "title": "示例选派通知", "document_number": "示科〔2026〕1号"}
    notice = done(city.post("/applications/joint-notices", sent))["notice_id"]
    for department in Department:
        signed = {"department": department, "day": "2026-03-02"}
        done(city.post(f"/applications/joint-notices/{notice}/countersign", signed), 200)
    done(city.post(f"/applications/joint-notices/{notice}/issue", {}), 200)
    world.drain()
    world.records["joint_id"] = {notice: EVERYBODY}


def _applied_alone(world: World, scheme: str, key: str) -> str:
    sent = commissioner_form(key)
    id = done(world.program(key).post(f"/applications/schemes/{scheme}/commissioner", sent))["application_id"]
    return world.note("application_id", id, key, organisation=sent["institution"])


SCORES = {"points": {"c1": 35, "c2": 25, "c3": 25}, "comment": "基础扎实", "no_conflict": True}
OBJECTION = {"name": "示例公民", "text": "该人选的专业与申报内容不符，请核实。"}


def _drafts(world: World) -> None:
    """Everybody begins an application to a third scheme; what is the same in all drafts stands in an address, too."""
    scheme = done(world.program("city").post("/applications/schemes", {**SCHEME, "name": "示例第三批选派方案"}))
    for key in (*NEEDS, *WORKS):
        begun = done(world.program(key).post(f"/applications/schemes/{scheme['scheme_id']}/begin", {}))
        world.note("draft_id", begun["draft_id"], key)
    world.records["section"], world.records["need"] = {"applicant": EVERYBODY}, {"need-1": EVERYBODY}


def _applied(world: World, scheme: str, first: int) -> list[str]:
    """Everybody applies to the scheme; answers the applications in turn."""
    ids = []
    for number, key in enumerate(NEEDS):
        sent = enterprise_form(key, first + number)
        id = done(world.program(key).post(f"/applications/schemes/{scheme}/enterprise", sent))["application_id"]
        ids.append(world.note("application_id", id, key, county=COUNTY_OF[key]))
    for key in WORKS:
        sent = commissioner_form(key)
        id = done(world.program(key).post(f"/applications/schemes/{scheme}/commissioner", sent))["application_id"]
        ids.append(world.note("application_id", id, key, organisation=sent["institution"]))
    return ids


def _dispatches(world: World) -> None:
    """A run; the pairs of the first two enterprises become dispatches, the third one's stays open."""
    run = done(world.program("city").post("/matching/runs", {"scheme_id": world.scheme}))["run_id"]
    world.records.setdefault("run_id", {})[run] = EVERYBODY
    world.drain()
    ids = {key: _proposal(world, key) for key in NEEDS}
    for key, id in ids.items():
        partner = next(each for each in WORKS if id == _proposal(world, each))
        world.note("proposal_id", id, key, partner, county=COUNTY_OF[key])
        if key != "enterprise_3":
            done(world.program(key).post(f"/matching/proposals/{id}/accept", {}), 200)
            dispatch = done(world.program(partner).post(f"/matching/proposals/{id}/accept", {}), 200)["dispatch_id"]
            world.note(
                "dispatch_id",
                dispatch,
                key,
                partner,
                county=COUNTY_OF[key],
                organisation=INSTITUTION_OF.get(partner, "示例大学"),
            )
            if not world.agreement:
                shown = world.program(key).get(f"/matching/dispatches/{dispatch}/agreement").json
                world.agreement = shown["digest"]
    world.drain()


def _proposal(world: World, who: str) -> str:
    items = world.program(who).get("/matching/proposals").json["items"]
    return items[0]["id"] if items else ""


SERVICE = {
    "day": "2026-03-02",
    "service_type": "guidance_training",
    "delivery_mode": "on_site",
    "text": "现场查看设备并讲解测量方法，提出改进建议。",
}
COVERAGE = {"year": 2026, "medium": "示例日报", "title": "示例报道：博士进车间", "day": "2026-03-02"}
RALLY = {
    "year": 2026,
    "day": "2026-03-02",
    "place": "示例会议中心",
    "leaders": "示例副市长",
    "attendance": "各县（市、区）科技主管部门和特派员代表。",
}
VISIT = {"day": "2026-03-02", "visitors": "示例科室人员", "findings": "特派员每周到车间一次，企业评价良好。"}
EXPENSE = {"category": "travel", "amount_yuan": "186.50", "day": "2026-03-02", "text": "到企业调研的往返长途汽车票。"}
OUTCOME = {"indicator": "problems_solved", "quantity": 1, "day": "2026-03-02", "text": "解决了前轴承温升过高的问题。"}


def _outcomes(world: World) -> None:
    for dispatch, belongs in world.records.get("dispatch_id", {}).items():
        parties = (world.persons(role) for role in (Role.ENTERPRISE, Role.APPLICANT))
        host, sent = (next(each.key for each in side if each.id in belongs.people) for side in parties)
        commissioner = world.program(sent)
        log = done(commissioner.post(f"/outcomes/dispatches/{dispatch}/services", SERVICE))["log_id"]
        world.note("log_id", log, host, sent, county=belongs.county)
        outcome = done(commissioner.post(f"/outcomes/dispatches/{dispatch}/outcomes", OUTCOME))["outcome_id"]
        world.note("outcome_id", outcome, host, sent, county=belongs.county)
        visit = done(world.program("city").post(f"/outcomes/dispatches/{dispatch}/visits", VISIT))["visit_id"]
        world.note("visit_id", visit, host, sent, county=belongs.county)
    for key in WORKS:
        if not any(world.people[key].id in each.people for each in world.records["dispatch_id"].values()):
            hostless = done(world.program(key).post("/outcomes/outcomes", OUTCOME))["outcome_id"]
            world.note("outcome_id", hostless, key)
    for key in WORKS:
        fund = world.program(key).get("/outcomes/funds").json["items"][0]["id"]
        world.note("commissioner_id", fund, key)
        expense = done(world.program(key).post(f"/outcomes/funds/{fund}/expenses", EXPENSE))["expense_id"]
        world.note("expense_id", expense, key)
    city = world.program("city")
    world.records["coverage_id"] = {done(city.post("/outcomes/coverage", COVERAGE))["id"]: EVERYBODY}
    world.records["rally_id"] = {done(city.post("/outcomes/rallies", RALLY))["id"]: EVERYBODY}
    world.records["year"] = {"2026": EVERYBODY}
    world.records["indicator"] = {"problems_solved": EVERYBODY}
    world.drain()


def _messages(world: World) -> None:
    listed = world.program("administrator").get("/notifications/outbox").json["items"]
    world.records["message_id"] = {each["id"]: EVERYBODY for each in listed[:3]}


class Watch:
    """Whether anything was committed to any service's records meanwhile: a file's data version says so to others."""

    def __init__(self, world: World) -> None:
        self._files = [sqlite3.connect(world.machine.folder.records(name)) for name in world.machine.services]
        self._before = self._versions()

    def begin(self) -> None:
        """Watch from now on: what went before (signing somebody in) does not count."""
        self._before = self._versions()

    def nothing_happened(self) -> bool:
        return self._versions() == self._before

    def close(self) -> None:
        for file in self._files:
            file.close()

    def _versions(self) -> list[int]:
        return [file.execute("PRAGMA data_version").fetchone()[0] for file in self._files]
