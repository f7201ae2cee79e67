"""A real browser for the tests and the pictures: found where there is one, else installed.

python -m infra.local.browser
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""How every browser of ours is started: without a screen, and without calls of its own to the network."""

PACKAGES = ("chromium", "fonts-wqy-microhei")
"""Debian's browser, and the smallest font (1.6 MB) with all of GB 2312: without one, Chinese renders as boxes."""

_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
)
_MAC_APPLICATIONS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_INSTALL_SECONDS = 900


def find_browser() -> Path | None:
    """An installed Chromium, Chrome or Edge, or the one Playwright installed, or None."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        for application in _MAC_APPLICATIONS:
            if (folder / application).is_file():
                return folder / application
    return _playwrights_own()


def install_browser() -> Path | None:
    """Install one: Debian's as root, else Playwright's into the user's cache. None where neither works."""
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") and _from_debian():
        return find_browser()
    print("正在由 Playwright 下载 Chromium…… / Playwright is fetching Chromium ...", flush=True)
    _ran([sys.executable, "-m", "playwright", "install", "chromium"])
    return find_browser()


def _from_debian() -> bool:
    print(f"正在安装 {' '.join(PACKAGES)}…… / Installing {' '.join(PACKAGES)} ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES]
    # A new machine has no package lists yet, and an old one may have lists of packages that are gone.
    return _ran(install, quiet) or (_ran(["apt-get", "update", "-qq"], quiet) and _ran(install, quiet))


def _ran(command: list[str], environment: dict[str, str] | None = None) -> bool:
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"  {command[0]}: {error}")
        return False
    if done.returncode:
        print("  " + "\n  ".join((done.stderr or done.stdout).strip().splitlines()[-3:]))
    return done.returncode == 0


def _playwrights_own() -> Path | None:
    # Only looked for in Playwright's cache: starting Playwright to ask it takes a second.
    caches = [
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""),
        "~/.cache/ms-playwright",
        "~/Library/Caches/ms-playwright",
    ]
    places = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    for cache in filter(None, caches):
        folder = Path(cache).expanduser()
        for place in places:
            if found := sorted(folder.glob(place)):
                return found[-1]
    return None


def main() -> int:
    """Find or install a browser and say which. 0 with one, and without one outside CI (the tests skip); else 2."""
    found = find_browser()
    if found is None:
        found = install_browser()
    if found is not None:
        print(f"浏览器 / browser: {found}")
        return 0
    print("*" * 100)
    print("没有可用的浏览器，也无法安装：浏览器测试将被跳过。请安装 Chromium 或 Chrome 后重试。")
    print("No browser here and none could be installed: BROWSER TESTS WILL BE SKIPPED. Install Chromium or Chrome.")
    print("*" * 100)
    return 2 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
