"""Drafts in the tests' world: begun, and filled in section by section as programs do it."""

import itertools
from typing import Any

from tests.services.applications.examples import SCHEME
from tests.web.client import Program
from tests.web.people import commissioner_form, enterprise_form
from tests.web.world import World, done

_numbers = itertools.count(4000)

FIELDS = {
    "enterprise": {
        "applicant": ("name", "uscc", "county", "industry"),
        "classes": ("above_scale", "high_tech", "high_tech_certificate", "nurtured", "growth"),
        "demand": ("demand",),
    },
    "commissioner": {
        "applicant": ("name", "team", "institution", "discipline", "degree", "title", "civil_servant"),
        "members": ("members",),
        "expertise": ("expertise",),
        "works": ("works",),
        "wishes": ("counties", "service_types", "capacity"),
    },
}


def whole_form(world: World, key: str) -> dict[str, Any]:
    """What this person sends: an enterprise nobody has applied for yet, or their own application."""
    if world.people[key].role == "enterprise":
        return enterprise_form(key, next(_numbers))
    return commissioner_form(key)


def section_of(form: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    """The part of a whole form that one section asks for."""
    if name.startswith("need-"):
        return dict(form["needs"][0])
    return {field: form[field] for field in FIELDS[kind][name] if field in form}


def new_scheme(world: World, **changed: Any) -> str:
    """A scheme nobody has applied to."""
    sent = {**SCHEME, "name": "示例另一批选派方案", **changed}
    id: str = done(world.program("city").post("/applications/schemes", sent))["scheme_id"]
    return id


def begun(program: Program, scheme: str) -> str:
    """A draft's address."""
    id = done(program.post(f"/applications/schemes/{scheme}/begin", {}))["draft_id"]
    return f"/applications/drafts/{id}"


def fill(program: Program, draft: str, form: dict[str, Any]) -> dict[str, Any]:
    """Complete every section of a draft; the draft then."""
    view = done(program.get(draft), 200)
    for each in view["sections"]:
        done(program.post(f"{draft}/sections/{each['name']}", section_of(form, view["kind"], each["name"])), 200)
    filled: dict[str, Any] = done(program.get(draft), 200)
    return filled
