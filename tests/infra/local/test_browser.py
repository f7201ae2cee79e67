import os
import subprocess
import sys
from pathlib import Path

from infra.local.browser import find_browser

ROOT = Path(__file__).parents[3]


def programme(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)
    return path


def run(folder: Path, **extra: str) -> "subprocess.CompletedProcess[str]":
    """The command on a machine where only `folder` has programs and no user has a cache."""
    environment = {"PATH": str(folder), "HOME": str(folder), "PLAYWRIGHT_BROWSERS_PATH": str(folder / "none"), **extra}
    return subprocess.run(
        [sys.executable, "-m", "infra.local.browser"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_installed_browser_is_found_by_any_of_its_names(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("microsoft-edge", "google-chrome", "chromium"):
        path = programme(tmp_path, name)
        assert find_browser() == path


def test_playwrights_browser_is_found_in_its_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    own = tmp_path / "chromium-1200" / "chrome-linux"
    own.mkdir(parents=True)
    path = programme(own, "chrome")
    assert find_browser() == path


def test_found_browser_is_named(tmp_path):
    path = programme(tmp_path, "chromium")
    done = run(tmp_path)
    assert (done.returncode, str(path) in done.stdout) == (0, True)
