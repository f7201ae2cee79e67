"""The demonstration as people see it: windows of the browser, each somebody's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from infra.local.demo.client import Client
from shared.web.session import COOKIE

WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=640)
SLOWEST_ANSWER_MS = 30_000


@dataclass
class Site:
    """A machine with the demonstration in it."""

    browser: Browser
    machine: Any
    windows: list[BrowserContext] = field(default_factory=list)

    @property
    def client(self) -> Client:
        return Client(self.machine.base_url)

    def people(self) -> dict[tuple[str, str], str]:
        """(role, name) -> id."""
        return {(each["role"], each["name"]): each["id"] for each in self.client.get("/applications/demo")["items"]}

    def registered(self, role: str, name: str) -> None:
        """Somebody new, who has done nothing yet."""
        email = f"{name.encode().hex()}@example.com"
        self.client.post("/applications/sign-in", {"new": True, "role": role, "name": name, "email": email})

    def window(self, role: str = "", name: str = "", **options: Any) -> "Window":
        """A window of its own; signed in where a role is named, as that person or the first of the role."""
        context = self.browser.new_context(viewport=WIDE, locale="zh-CN", **options)
        context.set_default_timeout(SLOWEST_ANSWER_MS)
        self.windows.append(context)
        if role:
            found = [id for (of, known), id in self.people().items() if of == role and name in ("", known)]
            token = self.client.post("/applications/demo", {"person": found[0]})["token"]
            context.add_cookies([{"name": COOKIE, "value": token, "url": self.machine.base_url}])
        return Window(self, context.new_page())

    def close(self) -> None:
        """Shut what is open."""
        while self.windows:
            self.windows.pop().close()


class Window:
    """One page, and all that happened in it since it was last asked."""

    def __init__(self, site: Site, page: Page) -> None:
        self.site, self.page = site, page
        self.complaints: list[str] = []
        self.answers: list[Any] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)

    def open(self, path: str) -> int:
        """Go there by address; the status."""
        self.answers.clear()
        answer = self.page.goto(f"{self.site.machine.base_url}{path}")
        assert answer is not None
        return answer.status

    def press(self, name: str) -> None:
        """Press the first button of that name."""
        self.answers.clear()
        self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str, *, exact: bool = False) -> None:
        """Click the first link of that name."""
        self.answers.clear()
        self.page.get_by_role("link", name=name, exact=exact).first.click()

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def path(self) -> str:
        return urlsplit(self.page.url).path

    def links(self) -> list[str]:
        """Where one can get from here: addresses of our own, without fragments."""
        base = self.site.machine.base_url
        found = self.page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
        return list(dict.fromkeys(each.removeprefix(base).partition("#")[0] for each in found if each.startswith(base)))

    def _answered(self, response: Any) -> None:
        self.answers.append(response)

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # aborted: the next page was asked for before this one was complete
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _said(self, message: Any) -> None:
        # Chromium logs every answer that is no success; what status an answer should have is asked elsewhere.
        if message.type in ("error", "warning") and "the server responded with a status of" not in message.text:
            self.complaints.append(message.text)


def crawled(window: Window, start: str = "/", *, most: int = 60, alike: int = 2) -> Iterator[str]:
    """Open every page reachable by links, `alike` of each kind (their addresses differ in ids only); yields addresses."""
    waiting = [start]
    seen: set[str] = set()
    kinds: dict[str, int] = {}
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        kind = kind_of(path)
        if path in seen or kinds.get(kind, 0) >= alike or path.startswith("/static/"):
            continue
        seen.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        status = window.open(path)
        assert status == 200, f"{path}: {status}"
        if not path.startswith("/notifications/mailbox"):  # the messages there are other people's
            waiting += window.links()
        yield path


def kind_of(path: str) -> str:
    """An address with its ids taken out."""
    plain, _, query = path.partition("?")
    plain = re.sub(r"^/outcomes/figures/.*", "/outcomes/figures/*", plain)
    parts = ["*" if any(letter.isdigit() for letter in part) else part for part in plain.split("/")]
    names = sorted(each.partition("=")[0] for each in query.split("&"))
    return "/".join(parts) + "?" + "&".join(names)
