"""What the locks in requirements/ promise to whoever installs them."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
LOCKS = [*REQUIREMENTS.glob("*.txt"), *(REQUIREMENTS / "functions").glob("*.txt")]
FUNCTIONS = ("applications", "matching", "notifications", "outcomes")


def pins(lock: Path) -> dict[str, set[str]]:
    """Package name → its pinned versions (more than one where a marker chooses), each checked to carry a hash."""
    found: dict[str, set[str]] = {}
    text = re.sub(r"^\s*#.*\n", "", lock.read_text(), flags=re.MULTILINE)
    for requirement in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE):
        if not requirement.strip():
            continue
        pinned = re.match(r"\s*([a-z0-9-]+)==(\S+)", requirement)
        assert pinned, f"{lock.name}: not pinned: {requirement.splitlines()[0]}"
        assert "--hash=sha256:" in requirement, f"{lock.name}: no hash: {pinned[0]}"
        found.setdefault(pinned[1], set()).add(pinned[2])
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(REQUIREMENTS)))
def test_lock_pins_all_with_hashes_and_names_no_index(lock: Path) -> None:
    assert pins(lock)
    assert not re.search(r"https?:|file:|^--?(extra-|f|i|index|find|trusted)", lock.read_text(), flags=re.MULTILINE)


@pytest.mark.parametrize("service", FUNCTIONS)
def test_lock_of_a_function_holds_what_was_tested_and_no_dead_weight(service: str) -> None:
    function, tested = pins(REQUIREMENTS / "functions" / f"{service}.txt"), pins(REQUIREMENTS / "test.txt")
    assert {name: tested.get(name) for name in function} == function
    assert not {"boto3", "botocore", "pandas", "pip", "pytest", "setuptools"} & set(function)
    assert ({"numpy", "ortools"} <= set(function)) == (service == "matching")


def test_lock_of_one_machine_is_part_of_the_tested() -> None:
    run, tested = pins(REQUIREMENTS / "run.txt"), pins(REQUIREMENTS / "test.txt")
    assert {name: tested.get(name) for name in run} == run
