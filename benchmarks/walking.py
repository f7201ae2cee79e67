"""Following pages' links as somebody does, over plain HTTP: what pages there are for them, and what each loads."""

import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from shared.ids import ID_LENGTH
from shared.web.session import COOKIE

ALIKE, MOST = 2, 80
"""Pages of a kind (their addresses differ in ids only) that are gone to, and pages in all."""
PAGE_TYPE = "text/html"
_TIMEOUT_SECONDS = 30.0
_NAMES_ONE = re.compile(rf"\d|^[a-z]{{{ID_LENGTH}}}(-|$)")
"""What names one of a kind: an id, a year, a number. One id in two hundred has no digit."""


class Linked(HTMLParser):
    """Where a page's links lead, and what a browser fetches with it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.parts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an address."""
        given = {name: value for name, value in attrs if value}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and set(given.get("rel", "").split()) & {"stylesheet", "icon", "modulepreload"}:
            self.parts.append(given["href"])
        elif tag in ("script", "img") and "src" in given:
            self.parts.append(given["src"])


@dataclass(frozen=True)
class Answer:
    """What came of one request."""

    status: int
    media_type: str
    body: bytes

    @property
    def linked(self) -> Linked:
        """The addresses in it, if it is a page."""
        return Linked(self.body.decode() if self.media_type == PAGE_TYPE else "")


@dataclass
class Walker:
    """Somebody with a browser's session (`token`; empty for a visitor) at the server of `base_url`."""

    base_url: str
    token: str = ""
    _connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)

    def __enter__(self) -> "Walker":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, path: str) -> Answer:
        """Ask for an address of the server's own. Raises OSError where there is no server."""
        self._connection.request("GET", path, headers={"Accept": PAGE_TYPE, "Cookie": f"{COOKIE}={self.token}"})
        response = self._connection.getresponse()
        return Answer(response.status, response.headers.get_content_type(), response.read())

    def pages(self, start: str = "/", *, most: int = MOST, alike: int = ALIKE) -> Iterator[str]:
        """Addresses of the pages found from `start`, `alike` of each kind. Raises LookupError for a link to nowhere."""
        waiting, seen = [start], set[str]()
        kinds: dict[str, int] = {}
        while waiting and len(seen) < most:
            path = waiting.pop(0)
            kind = kind_of(path)
            if path in seen or kinds.get(kind, 0) >= alike:
                continue
            seen.add(path)
            kinds[kind] = kinds.get(kind, 0) + 1
            answer = self.get(path)
            if answer.status == http.client.UNAUTHORIZED and not self.token:
                continue  # a visitor is asked to sign in first
            if answer.status != http.client.OK:
                raise LookupError(f"{path}: {answer.status}")
            if answer.media_type != PAGE_TYPE:
                continue
            if not path.startswith("/notifications/mailbox"):  # the messages there are other people's
                waiting += self._own(path, answer.linked.links)
            yield path

    def _own(self, path: str, links: list[str]) -> list[str]:
        found = [urldefrag(urljoin(self.base_url + path, link)).url for link in links]
        return [each.removeprefix(self.base_url) or "/" for each in found if each.startswith(self.base_url)]


def kind_of(path: str) -> str:
    """An address with its ids taken out, so that pages of one kind have one."""
    plain, _, query = path.partition("?")
    plain = re.sub(r"^/outcomes/figures/.*", "/outcomes/figures/*", plain)
    parts = ["*" if _NAMES_ONE.search(part) else part for part in plain.split("/")]
    names = sorted(each.partition("=")[0] for each in query.split("&") if each)
    return "/".join(parts) + ("?" + "&".join(names) if names else "")
