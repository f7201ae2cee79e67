"""The demonstration as people see it: windows of the browser, each somebody's own."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from benchmarks.walking import Walker
from infra.local.demo.client import Client
from infra.local.demo.signing_up import sign_up
from shared.web.incoming import LANGUAGE_COOKIE
from shared.web.session import COOKIE
from tests.browser.foreign import Data

WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=640)
SLOWEST_ANSWER_MS = 30_000


@dataclass
class Site:
    """A machine with the demonstration in it."""

    browser: Browser
    machine: Any
    windows: list[BrowserContext] = field(default_factory=list)

    @cached_property
    def data(self) -> Data:
        """What stands in its records."""
        return Data(self.machine.folder.path)

    @property
    def client(self) -> Client:
        return Client(self.machine.base_url)

    def people(self) -> dict[tuple[str, str], str]:
        """(role, name) -> id."""
        return {(each["role"], each["name"]): each["id"] for each in self.client.get("/applications/demo")["items"]}

    def registered(self, role: str, name: str) -> None:
        """Somebody new, who has done nothing yet."""
        email = f"{name.encode().hex()}@example.com"
        sign_up(self.client, self.machine.services["applications"].home.secrets, email, name, role)

    def token(self, role: str, name: str = "") -> str:
        """A session of that person, or the first of the role; none where no role is named."""
        if not role:
            return ""
        found = [id for (of, known), id in self.people().items() if of == role and name in ("", known)]
        return str(self.client.post("/applications/demo", {"person": found[0]})["token"])

    def found_by(self, role: str = "", name: str = "", *, alike: int = 2) -> list[str]:
        """The pages that person comes to by links, `alike` of each kind."""
        with Walker(self.machine.base_url, self.token(role, name)) as walker:
            return list(walker.pages(alike=alike))

    def window(self, role: str = "", name: str = "", *, language: str = "", **options: Any) -> "Window":
        """A window of its own; signed in where a role is named, as that person or the first of the role."""
        context = self.browser.new_context(**{"viewport": WIDE, "locale": "zh-CN"} | options)
        context.set_default_timeout(SLOWEST_ANSWER_MS)
        self.windows.append(context)
        cookies = {COOKIE: self.token(role, name), LANGUAGE_COOKIE: language}
        for cookie, value in cookies.items():
            if value:
                context.add_cookies([{"name": cookie, "value": value, "url": self.machine.base_url}])
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

    def _answered(self, response: Any) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            self.answers.clear()  # another page: what the one before it loaded is its own
        self.answers.append(response)

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # aborted: the next page was asked for before this one was complete
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _said(self, message: Any) -> None:
        # Chromium logs every answer that is no success; what status an answer should have is asked elsewhere.
        if message.type in ("error", "warning") and "the server responded with a status of" not in message.text:
            self.complaints.append(message.text)
