"""`python -m infra.local.pictures`: take the pictures of docs/pictures/ again, of a demonstration made for them."""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.browser import FLAGS, find_browser, install_browser
from infra.local.demo.cast import SIGN_IN
from infra.local.demo.client import Client
from infra.local.demo.load import load_demo
from infra.local.demo.programme import whole_programme
from infra.local.machine import Machine
from shared.auth.actor import Role
from shared.language import CHINESE, ENGLISH
from shared.web.incoming import LANGUAGE_COOKIE, LARGE_TEXT, TEXT_COOKIE
from shared.web.session import COOKIE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDE, PHONE, PAPER = (1280, 720), (320, 640), (718, 1000)
MOST_BYTES = 150_000


@dataclass(frozen=True)
class Picture:
    """What is to be seen: as whom, from which address by which links, in a window of which size and how shown."""

    name: str
    role: Role
    start: str
    links: tuple[str, ...] = ()
    size: tuple[int, int] = WIDE
    language: str = CHINESE
    large: bool = False
    printed: bool = False

    @property
    def heading(self) -> str:
        """What is seen, for the page that shows them all."""
        seen = [self.start, self.role.value.replace("_", " ")]
        seen += ["320 px"] if self.size == PHONE else []
        seen += ["English"] if self.language == ENGLISH else []
        seen += ["large letters"] if self.large else []
        seen += ["printed"] if self.printed else []
        return " · ".join(seen)


REPORT, RUNS = "/outcomes/reports/annual", "/matching/runs"
PICTURES = (
    Picture("home", Role.PUBLIC, "/"),
    Picture("home-phone", Role.PUBLIC, "/", size=PHONE),
    Picture("home-english", Role.PUBLIC, "/", language=ENGLISH),
    Picture("home-elder-phone", Role.PUBLIC, "/", size=PHONE, large=True),
    Picture("sign-in-phone", Role.PUBLIC, "/applications/sign-in", size=PHONE),
    Picture("officer-home", Role.CITY_OFFICER, "/"),
    Picture("officer-home-phone-english", Role.COUNTY_OFFICER, "/", size=PHONE, language=ENGLISH),
    Picture("inbox", Role.CITY_OFFICER, "/applications/inbox"),
    Picture("inbox-elder", Role.CITY_OFFICER, "/applications/inbox", large=True),
    Picture("enterprise-home-phone", Role.ENTERPRISE, "/", size=PHONE),
    Picture("matching-runs", Role.CITY_OFFICER, RUNS),
    Picture("annual-report", Role.LEADER, REPORT),
    Picture("annual-report-phone", Role.LEADER, REPORT, size=PHONE),
    Picture("annual-report-english", Role.LEADER, REPORT, language=ENGLISH),
    Picture("annual-report-printed", Role.LEADER, REPORT, size=PAPER, printed=True),
    Picture("parts", Role.PUBLIC, "/static/guide"),
    Picture("parts-elder-phone-english", Role.PUBLIC, "/static/guide", size=PHONE, language=ENGLISH, large=True),
)


def take(machine: Machine, browser: "Browser", picture: Picture, folder: Path) -> Path:
    """Take one picture. Raises playwright's errors where the page is not as expected, ValueError for a heavy one."""
    width, height = picture.size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    context.add_cookies([{"name": LANGUAGE_COOKIE, "value": picture.language, "url": machine.base_url}])
    if picture.large:
        context.add_cookies([{"name": TEXT_COOKIE, "value": LARGE_TEXT, "url": machine.base_url}])
    if picture.role is not Role.PUBLIC:
        context.add_cookies([{"name": COOKIE, "value": _session(machine, picture.role), "url": machine.base_url}])
    page = context.new_page()
    page.goto(machine.base_url + picture.start)
    for link in picture.links:
        page.locator(link).first.click()
    page.wait_for_load_state()
    if picture.printed:
        page.emulate_media(media="print")
    path = folder / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name}: {path.stat().st_size} bytes, more than {MOST_BYTES}")
    return path


def _session(machine: Machine, role: Role) -> str:
    nobody = Client(machine.base_url)
    person = next(each for each in nobody.get(SIGN_IN)["items"] if each["role"] == role)
    return str(nobody.post(SIGN_IN, {"person": person["id"]})["token"])


def gallery(pictures: Sequence[Picture]) -> str:
    """The page that shows them all."""
    shown = "\n\n".join(f"## {each.heading}\n\n![{each.heading}]({each.name}.png)" for each in pictures)
    return f"# What it looks like\n\nTaken by `make pictures` of the demonstration.\n\n{shown}\n"


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
        machine.start(lambda house: load_demo(house, sys.stdout, lambda: False, whole_programme))
        try:
            browser = playwright.chromium.launch(executable_path=str(found), args=list(FLAGS))
            for old in FOLDER.glob("*.png"):
                old.unlink()
            for picture in PICTURES:
                path = take(machine, browser, picture, FOLDER)
                print(f"{path.relative_to(FOLDER.parents[1])}  {path.stat().st_size} bytes")
            browser.close()
            (FOLDER / "README.md").write_text(gallery(PICTURES))
        finally:
            machine.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
