"""The Chalice project of a service: the small folder Chalice wants, written from the service's own app."""

import importlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.aws import CannotGoOn
from infra.aws.names import API_SIZE, API_STAGE, ROOT, Size, worker_size
from infra.aws.policies import policy

LOG_RETENTION_DAYS = 180
"""The statute's least for audit logs."""

_KINDS = {
    "SQSEventConfig": "consumer",
    "DynamoDBEventConfig": "relay",
    "ScheduledEventConfig": "schedule",
}

# Lambda imports this module and asks it for one name, so a function imports what it is and no more: only the one that
# answers people needs routes. Looking for garbage among what is imported takes a fifth of the start and finds none.
_APP = """import gc
import importlib

_MODULES = {modules}


def __getattr__(name):
    if name not in _MODULES:
        raise AttributeError(name)
    gc.disable()
    found = getattr(importlib.import_module(_MODULES[name]), name)
    gc.freeze()
    gc.enable()
    return found
"""


@dataclass(frozen=True)
class Function:
    """One function that no person calls. `kind` is "consumer", "relay" or "schedule"."""

    name: str
    handler: str
    kind: str


def load_app(service: str) -> Any:
    """The Chalice app of `service`. Raises CannotGoOn where it has none or does not import."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    try:
        return importlib.import_module(f"services.{service}.app").app
    except (ImportError, AttributeError) as error:
        raise CannotGoOn(f"services/{service}/app.py gives no `app`: {error}") from error


def functions_of(app: Any) -> list[Function]:
    """The queue, stream and schedule functions of `app`. Raises CannotGoOn for a kind this home has no template for."""
    found = []
    for source in app.event_sources:
        kind = _KINDS.get(type(source).__name__)
        if kind is None:
            heard = type(source).__name__
            raise CannotGoOn(f"{source.name} of {app.app_name} is {heard}; infra/aws knows queue, stream and schedule")
        found.append(Function(source.name, source.handler_string.partition(".")[2], kind))
    return found


def write_app_folder(service: str, folder: Path) -> None:
    """Write app.py, .chalice/config.json and a policy for each function of `service` into `folder`."""
    functions = functions_of(load_app(service))
    settings = folder / ".chalice"
    settings.mkdir(parents=True, exist_ok=True)
    (folder / "app.py").write_text(_app_py(service, functions))
    (settings / "config.json").write_text(_json(_config(service, functions)))
    for kind in ("api", "consumer", "relay", "schedule"):
        (settings / _policy_file(kind)).write_text(_json(policy(service, kind)))


def _app_py(service: str, functions: list[Function]) -> str:
    # Chalice names handlers `app.<name>`, and Lambda looks them up in this module.
    workers = {f.handler: f"services.{service}.workers" for f in functions}
    return _APP.format(modules={"app": f"services.{service}.app", **workers})


def _config(service: str, functions: list[Function]) -> dict[str, Any]:
    per_function = {"api_handler": _function_config("api", API_SIZE)}
    for function in functions:
        per_function[function.name] = _function_config(function.kind, worker_size(service))
    return {
        "version": "2.0",
        "app_name": f"tepai-{service}",
        "stages": {
            "aws": {
                "api_gateway_stage": API_STAGE,
                "api_gateway_endpoint_type": "REGIONAL",
                "autogen_policy": False,
                "log_retention_in_days": LOG_RETENTION_DAYS,
                "lambda_functions": per_function,
            }
        },
    }


def _function_config(kind: str, size: Size) -> dict[str, Any]:
    return {
        "autogen_policy": False,
        "iam_policy_file": _policy_file(kind),
        "lambda_memory_size": size.memory_mb,
        "lambda_timeout": size.timeout_s,
    }


def _policy_file(kind: str) -> str:
    return f"policy-{kind}.json"


def _json(document: object) -> str:
    return json.dumps(document, indent=2, sort_keys=True) + "\n"
