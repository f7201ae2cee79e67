"""Every route there is, what it may be sent, and the addresses it has in the tests' world."""

import itertools
import re
from typing import Any

import pytest

from infra.local.services import find_services
from shared.auth.actor import Belongs, Reach, Role
from shared.web.endpoint import Endpoint
from tests.infra.local.asking import Answered
from tests.services.applications.examples import SCHEME
from tests.web.people import Person, commissioner_form, credit_code, enterprise_form
from tests.web.world import COVERAGE, EVERYBODY, EXPENSE, OBJECTION, OUTCOME, RALLY, SCORES, SERVICE, VISIT, World

ENDPOINTS = [endpoint for service in find_services().values() for endpoint in service.endpoints]
"""Found, never listed: a new route is in every test from its first day."""

ROLES = tuple(role for role in Role if role is not Role.SERVICE)

_numbers = itertools.count(5000)

LIAISON = {"leader": "示例副局长", "section": "示例高新技术科"}

BODIES: dict[str, Any] = {
    "LanguageForm": lambda world: {"language": "zh"},
    "SchemeForm": lambda world: SCHEME,
    "EnterpriseForm": lambda world: enterprise_form("enterprise", next(_numbers)),
    "CommissionerForm": lambda world: commissioner_form("applicant"),
    # A section both kinds of draft have, as the first who may send it fills it in.
    "SectionForm": lambda world: {
        name: value for name, value in enterprise_form("enterprise", next(_numbers)).items() if name != "needs"
    },
    "SubmitForm": lambda world: {"declared": True},
    "ReturnForm": lambda world: {"corrections": [{"field": "name", "reason": "请核对"}]},
    "SignInForm": lambda world: {"contact": f"nobody{next(_numbers)}@example.com"},
    "ContactForm": lambda world: {"contact": f"nobody{next(_numbers)}@example.com"},
    "CodeForm": lambda world: {"code": "123456"},
    "NewForm": lambda world: {"name": "示例", "role": "applicant"},
    "RoleForm": lambda world: {"role": "reviewer"},
    "TokenForm": lambda world: {"name": "示例程序", "scopes": ["applications:read"]},
    "DemoForm": lambda world: {"person": world.people["reviewer"].id},
    "InvitationForm": lambda world: {"name": "示例", "role": "reviewer", "email": f"new{next(_numbers)}@example.com"},
    "StartForm": lambda world: {"scheme_id": world.open_scheme},
    "ServiceLog": lambda world: SERVICE,
    "OutcomeForm": lambda world: OUTCOME,
    "HostlessOutcomeForm": lambda world: OUTCOME,
    "PairForm": lambda world: {
        "scheme_id": world.scheme,
        **world.strangers,
        "reason": "双方此前已有合作",
    },
    "VisitForm": lambda world: VISIT,
    "CoverageForm": lambda world: COVERAGE,
    "RallyForm": lambda world: RALLY,
    "NarrativeForm": lambda world: {"background": "本市工业企业集中，需要高校院所的技术支持。"},
    "ExpenseForm": lambda world: EXPENSE,
    "EndForm": lambda world: {"day": "2026-03-02", "end_reason": "agreed", "asked_by": "enterprise"},
    "LiaisonForm": lambda world: LIAISON,
    "LiaisonsForm": lambda world: {"dispatch_ids": [next(iter(world.records["dispatch_id"]))], **LIAISON},
    "SignForm": lambda world: {"seen": world.agreement},
    "AgreementForm": lambda world: {
        "tasks": "每月到车间两次，完成主轴冷却结构的测试与改进。",
        "requirements": "每次服务都填写服务日志，由企业确认。",
        "seen": world.agreement,
    },
    "GiveBackForm": lambda world: {"reason": "任务写得太宽，请写明要达到的温升"},
    "StampedForm": lambda world: {"stamped_by": "示例科研处", "stamped": "2026-03-02", "seen": world.agreement},
    "ReasonForm": lambda world: {"reason": "该教师本学年另有任务"},
    "ReviewersForm": lambda world: {"reviewers": [world.people["reviewer"].id]},
    "ScoreForm": lambda world: SCORES,
    "SelectionForm": lambda world: {"applications": [next(iter(world.records["line_application"]))]},
    "NoticeForm": lambda world: {"scheme_id": world.stepped, "title": "示例第二次公示"},
    "ObjectionForm": lambda world: OBJECTION,
    "PaperObjectionForm": lambda world: {**OBJECTION, "contact": "示例路 1 号"},
    "ConclusionForm": lambda world: {"upheld": False, "conclusion": "经核实相符"},
    "JointForm": lambda world: {
        "scheme_id": world.stepped,
        "title": "示例选派通知",
        "document_number": f"示科〔2026〕{next(_numbers)}号",
    },
    "SignatureForm": lambda world: {"department": "science", "day": "2026-03-02"},
    "RefuseForm": lambda world: {"reason": "与实际情况不符"},
}
"""By the name of the model: something that may be sent. A model all of whose fields may be left out needs none."""

assert credit_code(12) == "91410500MA0000012N"


def named(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def each(endpoints: list[Endpoint]) -> Any:
    """A test for each of these routes."""
    return pytest.mark.parametrize("endpoint", [pytest.param(endpoint, id=named(endpoint)) for endpoint in endpoints])


def places(endpoint: Endpoint) -> list[str]:
    return re.findall(r"{(\w+)}", endpoint.path)


def body(world: World, endpoint: Endpoint) -> dict[str, Any]:
    """Something this route may be sent."""
    assert endpoint.body is not None
    name = endpoint.body.__name__
    if name in BODIES:
        return dict(BODIES[name](world))
    required = [field for field, about in endpoint.body.model_fields.items() if about.is_required()]
    assert not required, f"say in BODIES what {name} may be sent"
    return {}


def reached(endpoint: Endpoint, person: Person, belongs: Belongs) -> bool:
    """Whether the route's declaration lets the person reach what belongs so: said again here, on purpose."""
    reach = endpoint.may[person.role]
    if belongs == EVERYBODY or reach is Reach.ALL:
        return True
    if reach is Reach.COUNTY:
        return person.county != "" and person.county == belongs.county
    if reach is Reach.ORGANISATION:
        return person.organisation != "" and person.organisation == belongs.organisation
    assert reach is Reach.OWN, "a new reach: say here whom it reaches"
    return person.id in belongs.people


def addresses(world: World, endpoint: Endpoint) -> list[tuple[str, Belongs]]:
    """The route's address for every record there is of its kind."""
    names = places(endpoint)
    for name in names:
        assert world.records.get(name), f"the world has no record for {{{name}}} in {endpoint.path}: add one to it"
    found = []
    for ids in itertools.product(*(world.records[name].items() for name in names)):
        address = endpoint.path
        for name, (id, _) in zip(names, ids, strict=True):
            address = address.replace(f"{{{name}}}", id)
        owners = [belongs for _, belongs in ids if belongs != EVERYBODY]
        assert len(owners) <= 1, "two owned records in one address: say which decides"
        found.append((address, owners[0] if owners else EVERYBODY))
    return found


def reachable(world: World, endpoint: Endpoint) -> tuple[Person, str]:
    """Somebody who may call the route, and an address of theirs."""
    for role in endpoint.may:
        for person in world.persons(role):
            for address, belongs in addresses(world, endpoint):
                if reached(endpoint, person, belongs):
                    return person, address
    raise AssertionError(f"nobody in the world reaches {named(endpoint)}")


def send(world: World, endpoint: Endpoint, person: Person, address: str, accept: str = "application/json") -> Answered:
    """Call the route as this person, signed in anew."""
    program = world.program(person)
    if endpoint.method == "GET":
        return program.get(address, accept=accept)
    return program.post(address, body(world, endpoint), accept=accept)
