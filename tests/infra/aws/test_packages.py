import importlib
import subprocess
import sys
import zipfile

import pytest

from infra.aws.names import ROOT, SERVICES
from infra.aws.package import build_package, names_in
from infra.aws.target import for_lambda, for_this_machine

pytestmark = pytest.mark.xdist_group("aws-packages")

MOST_UNZIPPED = 200 * 1024 * 1024
"""Lambda's limit is 250 MB; the rest is room for the next version of what we import."""

OURS_AND_WHOLE = """
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import app
assert app.app.app_name == sys.argv[2], app.app.app_name
assert "boto3" not in sys.modules, "boto3 is imported before it is needed"
import services, shared
for package in (services, shared):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
foreign = [name for name, module in sys.modules.items() if "site-packages" in (getattr(module, "__file__", "") or "")]
assert not foreign, foreign
"""


@pytest.fixture(params=SERVICES)
def package(packages, request):
    return next(one for one in packages if one.service == request.param)


def test_package_unpacked_alone_imports_everything_it_holds(package, tmp_path):
    with zipfile.ZipFile(package.zip) as opened:
        opened.extractall(tmp_path)
    # Neither this environment's packages nor this checkout: only the standard library and the package.
    alone = [sys.executable, "-I", "-S", "-c", OURS_AND_WHOLE, str(tmp_path), package.service]
    done = subprocess.run(alone, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_package_holds_every_file_its_service_and_the_kit_have(package):
    inside = set(names_in(package.zip))
    for part in (f"services/{package.service}", "shared"):
        for path in (ROOT / part).rglob("*"):
            # Notifications writes no papers, and so has no library to write them with.
            left = path.name == "official_paper.py" and package.service == "notifications"
            if path.is_file() and not left and path.suffix not in (".pyc", ".po", ".pot"):
                assert path.relative_to(ROOT).as_posix() in inside


def test_package_holds_pages_static_and_compiled_code(package):
    inside = names_in(package.zip)
    assert any(name.startswith("shared/web/static/") for name in inside)
    assert any(name.startswith(f"services/{package.service}/pages/") for name in inside)
    sources = {name for name in inside if name.endswith(".py")}
    version = f"cpython-{sys.version_info.major}{sys.version_info.minor}"
    compiled = {
        name.replace("__pycache__/", "").replace(f".{version}.pyc", ".py") for name in inside if version in name
    }
    assert {name for name in sources if name.startswith(("services/", "shared/", "pydantic/", "app.py"))} <= compiled


def test_package_holds_nothing_it_does_not_need(package):
    tops = {name.partition("/")[0] for name in names_in(package.zip)}
    assert not tops & {"boto3", "botocore", "tests", "infra", "benchmarks", "pytest", "pip", "setuptools", "moto"}
    parts = {name.split("/")[1] for name in names_in(package.zip) if name.startswith("services/")}
    assert parts == {package.service, "__init__.py", "__pycache__"}


def test_package_handlers_are_all_in_its_app(package):
    with zipfile.ZipFile(package.zip) as opened:
        text = opened.read("app.py").decode()
    app = importlib.import_module(f"services.{package.service}.app").app
    for source in app.event_sources:
        assert source.handler_string.partition(".")[2] in text


def test_package_unpacked_stays_below_the_limit(package, record_property):
    record_property("unzipped_mb", round(package.unzipped_bytes / 1e6))
    assert package.unzipped_bytes < MOST_UNZIPPED


def test_package_built_again_is_the_same_to_the_byte(packages, tmp_path):
    first = next(one for one in packages if one.service == "notifications")
    again = build_package("notifications", tmp_path / "elsewhere", for_this_machine())
    assert again.zip.read_bytes() == first.zip.read_bytes()


def test_package_for_lambda_holds_libraries_lambda_can_load(tmp_path):
    target = for_lambda()
    built = build_package("notifications", tmp_path / "notifications", target)
    libraries = [name for name in names_in(built.zip) if ".so" in name]
    tag = "cpython-{}{}-x86_64-linux-gnu".format(*target.python)
    assert libraries
    assert not [name for name in libraries if "cpython" in name and tag not in name]
    assert target.runtime in built.template.read_text()
