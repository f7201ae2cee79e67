"""Templates and packages of the services as they are, each made once for all the tests of a session."""

import fcntl
import json

import pytest

from infra.aws.names import SERVICES
from infra.aws.package import build_packages, built_package
from infra.aws.target import for_lambda, for_this_machine
from infra.aws.templates import all_templates, text_of


@pytest.fixture(scope="session")
def templates():
    """Every template by stack, as it is sent."""
    return {name: json.loads(text_of(template)) for name, template in all_templates(for_lambda()).items()}


@pytest.fixture(scope="session")
def service_templates(templates):
    return {service: templates[service] for service in SERVICES}


@pytest.fixture(scope="session")
def packages(tmp_path_factory, request):
    """Every package, built for the machine the tests run on; once for all processes the tests are spread over."""
    run = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        run = run.parent
    folder, target = run / "packages", for_this_machine()
    with (run / "packages.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            build_packages(run / "building", target)
            (run / "building").rename(folder)
    return [built_package(service, folder / service) for service in SERVICES]
