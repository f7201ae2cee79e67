"""What a function imports when it starts, which is what a cold start waits for."""

import os
import subprocess
import sys

import pytest

from infra.aws.app_folder import functions_of, load_app, write_app_folder
from infra.aws.names import ROOT, SERVICES

_LOOKED_UP = """import sys
import app
found = getattr(app, sys.argv[1])
assert callable(found), found
print(*sys.modules)
"""


def imported(folder, function):
    """Names of the modules loaded once Lambda has looked up `function` in the package's app.py."""
    done = subprocess.run(
        [sys.executable, "-c", _LOOKED_UP, function],
        env={**os.environ, "PYTHONPATH": f"{folder}:{ROOT}"}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


@pytest.mark.parametrize("service", SERVICES)
def test_worker_imports_no_routes_and_nothing_that_answers(service, tmp_path):
    write_app_folder(service, tmp_path)
    for function in functions_of(load_app(service)):
        loaded = imported(tmp_path, function.handler)
        assert f"services.{service}.workers" in loaded
        assert not {name for name in loaded if name.startswith(f"services.{service}.routes")}
        assert not loaded & {"shared.web.dispatch", "shared.web.pages", "jinja2", "boto3", "authlib", "babel"}


@pytest.mark.parametrize("service", SERVICES)
def test_api_imports_its_routes(service, tmp_path):
    write_app_folder(service, tmp_path)
    loaded = imported(tmp_path, "app")
    assert f"services.{service}.routes" in loaded
    assert "shared.web.dispatch" in loaded
