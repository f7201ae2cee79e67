"""Packages: a zip per service with its own code, the kit and what it imports, compiled; the same bytes each time."""

import compileall
import json
import py_compile
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from infra.aws import CannotGoOn
from infra.aws.app_folder import write_app_folder
from infra.aws.names import ROOT, SERVICES
from infra.aws.service_template import PACKAGE, service_template
from infra.aws.target import Target
from infra.aws.templates import text_of
from infra.aws.zips import unzipped_size, write_zip

UNZIPPED_LIMIT = 250 * 1024 * 1024
"""Lambda refuses a larger package."""

_LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.pyc", "*.po", "*.pot", "tests")

_CHALICE_RUNTIME = ("__init__.py", "app.py", "py.typed")
"""Of Chalice, what a running function imports; the rest is its packager."""


@dataclass(frozen=True)
class Package:
    """A service ready to be deployed."""

    service: str
    template: Path
    zip: Path
    unzipped_bytes: int


def build_packages(out: Path, target: Target, services: tuple[str, ...] = SERVICES) -> list[Package]:
    """Build every service into its own folder below `out`. Raises CannotGoOn for what a person has to mend."""
    return [build_package(service, out / service, target) for service in services]


def build_package(service: str, folder: Path, target: Target) -> Package:
    """Stage, compile and zip `service` in `folder`, which is emptied first, and write its template beside the zip."""
    shutil.rmtree(folder, ignore_errors=True)
    vendor = folder / "vendor"
    vendor.mkdir(parents=True)
    _install_requirements(service, vendor, target)
    _copy_own_code(service, vendor)
    write_app_folder(service, folder)
    if target.compiles:
        _compile(folder)
    package = folder / PACKAGE
    # Chalice's own layout: what lies under vendor/ stands at the top of the package, beside app.py.
    write_zip(package, [(vendor, ""), (folder / "app.py", "app.py"), (folder / "__pycache__", "__pycache__")])
    template = folder / "template.json"
    template.write_text(text_of(service_template(service, folder, target.runtime)))
    return built_package(service, folder)


def built_package(service: str, folder: Path) -> Package:
    """The package built in `folder` before. Raises CannotGoOn where Lambda would refuse it."""
    package = folder / PACKAGE
    size, most = unzipped_size(package), UNZIPPED_LIMIT
    if size > most:
        raise CannotGoOn(
            f"{service} is {size >> 20} MB unzipped, and Lambda takes {most >> 20}: leave a dependency out"
        )
    return Package(service, folder / "template.json", package, size)


def _install_requirements(service: str, vendor: Path, target: Target) -> None:
    wanted = ROOT / "requirements" / "functions" / f"{service}.txt"
    if not wanted.exists():
        raise CannotGoOn(f"{wanted.relative_to(ROOT)} is missing: make lock writes it")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-compile", "--no-deps", "--require-hashes", "--only-binary=:all:", "--target", str(vendor)]
    command += [*target.pip_options(), "--requirement", str(wanted)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotGoOn(f"pip cannot install what {service} imports for {target.runtime}:\n{done.stderr.strip()}")
    for unused in (vendor / "bin", *vendor.rglob("tests")):
        shutil.rmtree(unused, ignore_errors=True)
    for path in (vendor / "chalice").iterdir():
        if path.name not in _CHALICE_RUNTIME:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for record in vendor.glob("*.dist-info"):
        _keep_metadata_only(record)


def _keep_metadata_only(record: Path) -> None:
    # Some packages ask for their own version at import, so METADATA stays. The rest names this build's folders and
    # options, which would make each build another file.
    for path in record.iterdir():
        if path.name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json"):
            path.unlink()


def _copy_own_code(service: str, vendor: Path) -> None:
    shutil.copytree(ROOT / "shared", vendor / "shared", ignore=_LEFT_BEHIND)
    if not (vendor / "docx").exists():
        # What writes papers is of no use to who writes none, and does not start without its library.
        (vendor / "shared" / "official_paper.py").unlink()
    (vendor / "services").mkdir()
    (vendor / "services" / "__init__.py").touch()
    shutil.copytree(ROOT / "services" / service, vendor / "services" / service, ignore=_LEFT_BEHIND)


def _compile(folder: Path) -> None:
    # Unchecked: a function never edits its source, and times would make each build another file. The path compiled in
    # is the one tracebacks show, so it is the package's and not this machine's.
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    vendor = folder / "vendor"
    done = compileall.compile_dir(vendor, quiet=1, workers=0, invalidation_mode=mode, stripdir=vendor)
    if not done or not compileall.compile_file(folder / "app.py", quiet=1, invalidation_mode=mode, stripdir=folder):
        raise CannotGoOn(f"some of {folder.name} does not compile, as said above")


def said_of(packages: list[Package], target: Target) -> str:
    """What a person wants to know of what was built."""
    lines = [
        f"{one.service}: {one.zip.stat().st_size / 1e6:.1f} MB zipped, {one.unzipped_bytes / 1e6:.1f} MB unzipped"
        for one in packages
    ]
    if not target.compiles:
        lines.append(
            f"without .pyc files, so functions start 2.4 times slower: build with {target.runtime} to ship them"
        )
    return "\n".join(lines)


def names_in(package: Path) -> list[str]:
    """Every file in a package."""
    with zipfile.ZipFile(package) as opened:
        return opened.namelist()


def template_of(package: Package) -> dict[str, object]:
    """The template of a package, as it was written."""
    read: dict[str, object] = json.loads(package.template.read_text())
    return read
