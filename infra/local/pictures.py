"""`python -m infra.local.pictures`: take the pictures of docs/pictures/ again, of a demonstration made for them."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.browser import FLAGS, find_browser, install_browser
from infra.local.demo.cast import SIGN_IN
from infra.local.demo.client import Client
from infra.local.demo.load import load_demo
from infra.local.machine import Machine
from shared.auth.actor import Role
from shared.web.session import COOKIE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDE, PHONE = (1120, 660), (390, 780)
MOST_BYTES = 150_000


@dataclass(frozen=True)
class Picture:
    """What is to be seen: as whom, from which address by which links, in a window of which size."""

    name: str
    role: Role
    start: str
    links: tuple[str, ...]
    size: tuple[int, int]


PICTURES = (
    Picture("annual-report", Role.LEADER, "/outcomes/reports/annual", (), WIDE),
    Picture("matching-run", Role.CITY_OFFICER, "/matching/runs", ("main td a",), WIDE),
    Picture("application-on-a-phone", Role.ENTERPRISE, "/", ("main .actions a.button",), PHONE),
)


def take(machine: Machine, browser: "Browser", picture: Picture, folder: Path) -> Path:
    """Take one picture. Raises playwright's errors where the page is not as expected, ValueError for a heavy one."""
    nobody = Client(machine.base_url)
    person = next(each for each in nobody.get(SIGN_IN)["items"] if each["role"] == picture.role)
    token = nobody.post(SIGN_IN, {"person": person["id"]})["token"]
    width, height = picture.size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    context.add_cookies([{"name": COOKIE, "value": token, "url": machine.base_url}])
    page = context.new_page()
    page.goto(machine.base_url + picture.start)
    for link in picture.links:
        page.locator(link).first.click()
    page.wait_for_load_state()
    path = folder / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name}: {path.stat().st_size} bytes, more than {MOST_BYTES}")
    return path


def main() -> int:
    """Take all pictures; 2 where there is no browser to take them with."""
    from playwright.sync_api import sync_playwright

    found = find_browser() or install_browser()
    if found is None:
        print("没有可用的浏览器：请安装 Chromium 或 Chrome。 / No browser here: install Chromium or Chrome.")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        machine = Machine(folder, demo=True)
        machine.start()
        try:
            load_demo(machine, sys.stdout, lambda: False)
            browser = playwright.chromium.launch(executable_path=str(found), args=list(FLAGS))
            for picture in PICTURES:
                path = take(machine, browser, picture, FOLDER)
                print(f"{path.relative_to(FOLDER.parents[1])}  {path.stat().st_size} bytes")
            browser.close()
        finally:
            machine.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
