"""What is told and what is heard agree, and every released form of an event parses for ever."""

import ast
import importlib
import json
from pathlib import Path

import pytest

from shared.events.envelope import Event

ROOT = Path(__file__).parents[2]
SERVICES = ("applications", "matching", "outcomes", "notifications")
SAMPLES = ROOT / "shared" / "events" / "samples"

for _name in SERVICES:
    importlib.import_module(f"shared.events.{_name}")
    importlib.import_module(f"services.{_name}.app")

DECLARED = {name: event for name, event in Event.known.items() if event.producer() in SERVICES}


def heard_by(name: str) -> set[str]:
    return set(importlib.import_module(f"services.{name}.app").service.reactions)


def told_by(name: str) -> set[str]:
    """The events a service constructs anywhere in its source."""
    called = set()
    for path in (ROOT / "services" / name).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                called.add(node.func.id)
            # A job is begun with the type of its steps; `service.on(Type, …)` declares what is heard, not what is told.
            if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Attribute) and node.func.attr == "on"):
                called |= {each.id for each in node.args if isinstance(each, ast.Name)}
    return called & set(DECLARED)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_event_is_told_by_its_producer_and_heard_by_somebody(name):
    producer = DECLARED[name].producer()
    assert name in told_by(producer), f"{producer} never tells {name}"
    assert any(name in heard_by(service) for service in SERVICES), f"nobody hears {name}"


@pytest.mark.parametrize("name", SERVICES)
def test_service_tells_only_events_of_its_own(name):
    assert {event for event in told_by(name) if DECLARED[event].producer() != name} == set()


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_event_has_a_golden_sample_of_its_version(name):
    assert (SAMPLES / f"{name}.v{DECLARED[name].type_version}.json").exists()


def as_in(sample, said):
    """What `said` has of the fields of the sample, at every depth: a released part may have got fields since."""
    if isinstance(sample, dict) and isinstance(said, dict):
        return {field: as_in(value, said.get(field)) for field, value in sample.items()}
    if isinstance(sample, list) and isinstance(said, list) and len(sample) == len(said):
        return [as_in(*pair) for pair in zip(sample, said, strict=True)]
    return said


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_golden_sample_parses_and_says_the_same(path):
    name, _, version = path.stem.partition(".v")
    sample = json.loads(path.read_text())
    event = DECLARED[name].model_validate(sample)
    assert int(version) <= DECLARED[name].type_version
    said = event.model_dump(mode="json")
    assert as_in(sample, said) == sample, "a field of a released form changed its meaning"
    if int(version) == DECLARED[name].type_version:
        required = {field for field, info in DECLARED[name].model_fields.items() if info.is_required()}
        assert required <= set(sample), "a released event got a field without a default"


def test_only_registration_and_code_carry_how_to_reach_somebody():
    reaching = {"email", "phone", "contact", "uscc", "address"}
    found = {name for name, event in DECLARED.items() if reaching & set(event.model_fields)}
    assert found <= {"PersonRegistered", "SignInCodeRequested"}
