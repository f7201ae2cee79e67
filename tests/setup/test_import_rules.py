"""The contracts of pyproject.toml, on small trees: one that keeps them all and, per contract, imports that break it."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
]
SERVICES = ("applications", "matching", "notifications", "outcomes")

# module → the imports of a house that keeps every rule
KEPT = {
    "shared": [],
    "shared.clock": ["time"],
    "shared.ids": ["secrets"],
    "shared.money": [],
    "shared.working_days": ["chinese_calendar"],
    "shared.language": [],
    "shared.rules": ["shared.language"],
    "shared.vocabulary": ["shared.language"],
    "shared.fields": ["pydantic", "shared.vocabulary"],
    "shared.auth": [],
    "shared.auth.actor": [],
    "shared.auth.secrets": [],
    "shared.auth.secrets_aws": ["boto3"],
    "shared.auth.tokens": ["joserfc", "shared.auth.secrets"],
    "shared.events": [],
    "shared.events.envelope": ["pydantic"],
    "shared.messaging": [],
    "shared.messaging.aws": ["boto3"],
    "shared.store": [],
    "shared.store.record": ["pydantic"],
    "shared.store.port": ["shared.store.record", "shared.events.envelope"],
    "shared.store.sqlite": ["sqlite3", "shared.store.port"],
    "shared.store.dynamodb": ["boto3", "botocore.exceptions", "shared.store.port"],
    "shared.web": ["chalice", "jinja2"],
    "shared.home": ["shared.store.sqlite", "shared.store.dynamodb"],
    "infra": [],
    "infra.aws": ["boto3"],
    "infra.local": ["services.applications.app", "shared.home"],
    "services": [],
    "services.matching.engine": ["numpy", "services.matching.model"],
    "services.notifications.providers": [],
    "services.notifications.providers.sns": ["boto3"],
}
for service in SERVICES:
    KEPT |= {
        f"services.{service}": [],
        f"services.{service}.app": ["chalice", "shared.web", f"services.{service}.commands"],
        f"services.{service}.commands": ["shared.home", f"services.{service}.model"],
        f"services.{service}.queries": ["shared.store.port", f"services.{service}.model"],
        f"services.{service}.reactions": ["shared.store.port", f"services.{service}.commands"],
        f"services.{service}.model": [
            "pydantic",
            "shared.auth.actor",
            "shared.clock",
            "shared.fields",
            "shared.events.envelope",
            "shared.store.record",
        ],
    }


def lint(folder: Path, imports: dict[str, list[str]]) -> str:
    """What lint-imports says of a tree with these modules; every module is a package, so that it can hold others."""
    for module, imported in imports.items():
        package = folder.joinpath(*module.split("."))
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").write_text("".join(f"import {name}\n" for name in imported))
    shutil.copy(ROOT / "pyproject.toml", folder)
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={"COLUMNS": "300"}, check=False)
    return ended.stdout + ended.stderr


def verdicts(said: str, verdict: str) -> set[str]:
    """The contracts with this verdict; a verdict may carry a remark after it."""
    return {name for name in CONTRACTS if any(line.startswith(f"{name} {verdict}") for line in said.splitlines())}


def test_import_rules_kept_by_a_house_as_designed(tmp_path: Path) -> None:
    said = lint(tmp_path, KEPT)
    assert verdicts(said, "KEPT") == set(CONTRACTS), said


@pytest.mark.parametrize(
    ("contract", "breaking"),
    [
        ("services never import each other", [("services.outcomes.queries", "services.matching.model")]),
        ("shared knows no service and no home", [("shared.auth.actor", "services.matching.model")]),
        ("services do not know where they run", [("services.outcomes.app", "infra.local")]),
        (
            "within a service: app, then workers, then commands, queries and reactions, then model",
            [("services.outcomes.queries", "services.outcomes.app")],
        ),
        (
            "model: the standard library, pydantic, validation, events and small values",
            [("services.outcomes.model", "shared.auth.tokens")],
        ),
        (
            "model: the standard library, pydantic, validation, events and small values",
            [("services.outcomes.model", "logging")],
        ),
        ("the small values reach no I/O kit", [("shared.money", "shared.web")]),
        (
            "the matching engine: numpy, its solvers and the standard library",
            [("services.matching.engine", "shared.ids")],
        ),
        (
            "commands, queries and reactions see ports, never what is behind them",
            [("services.outcomes.reactions", "sqlite3")],
        ),
        (
            "boto3 only in the AWS forms, the notification providers and infra.aws",
            [("services.outcomes.app", "boto3")],
        ),
        ("boto3 only in the AWS forms, the notification providers and infra.aws", [("shared.home", "botocore.config")]),
        ("boto3 only in the AWS forms, the notification providers and infra.aws", [("infra.local", "boto3")]),
    ],
)
def test_import_rules_broken(tmp_path: Path, contract: str, breaking: Iterable[tuple[str, str]]) -> None:
    tree = {module: list(imported) for module, imported in KEPT.items()}
    for importer, imported in breaking:
        tree[importer].append(imported)
    assert contract in verdicts(lint(tmp_path, tree), "BROKEN")


def test_packages_are_all_looked_at() -> None:
    """A folder without __init__.py is no package to import-linter: its modules keep every rule by being unseen."""
    unseen = [
        folder.relative_to(ROOT)
        for package in ("services", "shared", "infra", "benchmarks")
        for folder in {module.parent for module in (ROOT / package).rglob("*.py")}
        if not (folder / "__init__.py").exists()
    ]
    assert unseen == []
