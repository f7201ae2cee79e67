"""Every page of the demonstration as each role finds it: how soon it answers, how heavy it is, what it loads further.

A page's bytes are its own and those of the styles, script and pictures it names, as they are sent (nothing is
compressed). Its time is that of the answer alone: the rest a browser keeps for a year.
"""

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from benchmarks.figure import Figure, percentile
from benchmarks.processes import running
from benchmarks.walking import Walker, kind_of

ASKED = 40
MOST_KILOBYTES = 100.0
MOST_REQUESTS = 3.0


@dataclass(frozen=True)
class Page:
    """One kind of page as one role sees it: milliseconds of each answer, bytes with its parts, how many parts."""

    name: str
    milliseconds: list[float]
    size: int
    requests: int

    @property
    def p95(self) -> float:
        """Milliseconds that 95 of a hundred answers keep."""
        return percentile(self.milliseconds, 0.95)

    @property
    def said(self) -> str:
        """Its weight in words."""
        return f"{self.size / 1000:.1f} kB with styles, {self.requests} requests beyond itself"


def figures(folder: Path) -> Iterator[Figure]:
    """The plain list, then every page, then the heaviest."""
    (folder / "plain").mkdir()
    with running("benchmarks.plain", str(folder / "plain"), errors=folder / "plain.log") as plain:
        listed = plain_p95(plain.said)
    with running("benchmarks.demonstration", str(folder / "tepai"), errors=folder / "tepai.log") as ours:
        pages = list(measured(ours.said["base_url"], ours.said["tokens"]))
    yield from page_figures(pages, listed)


def measured(base_url: str, tokens: dict[str, str]) -> Iterator[Page]:
    """Every kind of page each role comes to by links."""
    sizes: dict[str, int] = {}
    for role, token in tokens.items():
        with Walker(base_url, token) as walker:
            for path in list(walker.pages(alike=1)):
                yield _page(walker, path, f"{role} {kind_of(path)}", sizes)


def page_figures(pages: list[Page], plain_p95: float) -> Iterator[Figure]:
    """The most of all pages beside the limits, each page above one, and then how soon each page answers."""
    against = f"{len(pages)} pages of all roles"
    heaviest = max((page.size / 1000 for page in pages), default=None)
    yield Figure("pages: bytes with styles, the most of any", heaviest, "kB", against, MOST_KILOBYTES)
    busiest = max((page.requests for page in pages), default=None)
    yield Figure("pages: requests beyond itself, the most of any", busiest, "", against, MOST_REQUESTS)
    for page in pages:
        if page.size / 1000 > MOST_KILOBYTES:
            yield Figure(f"page {page.name}: bytes", page.size / 1000, "kB", "a page above the limit", MOST_KILOBYTES)
        if page.requests > MOST_REQUESTS:
            yield Figure(f"page {page.name}: requests", page.requests, "", "a page above the limit", MOST_REQUESTS)
    slowest = max((page.p95 for page in pages), default=None)
    plain = f"plain Flask + sqlite3 list {plain_p95:.2f} ms, as JSON"
    yield Figure("pages: p95, the slowest of any", slowest, "ms", plain)
    for page in sorted(pages, key=lambda page: -page.p95):
        yield Figure(f"page {page.name}: p95", page.p95, "ms", page.said)


def plain_p95(said: dict[str, Any]) -> float:
    """Milliseconds of the plain twin's list, asked in the same way."""
    connection = http.client.HTTPConnection(said["host"], said["port"], timeout=30)
    headers = {"Authorization": f"Bearer {said['officer']}"}

    def ask() -> None:
        connection.request("GET", said["list"], headers=headers)
        response = connection.getresponse()
        response.read()
        if response.status != http.client.OK:
            raise RuntimeError(f"{said['list']}: {response.status}")

    taken = _timed(ask)
    connection.close()
    return percentile(taken, 0.95)


def _page(walker: Walker, path: str, name: str, sizes: dict[str, int]) -> Page:
    answer = walker.get(path)
    parts = {urljoin(walker.base_url + path, part) for part in answer.linked.parts}
    size = len(answer.body) + sum(_size(walker, part, sizes) for part in parts)
    return Page(name, _timed(lambda: walker.get(path)), size, len(parts))


def _size(walker: Walker, address: str, sizes: dict[str, int]) -> int:
    if address not in sizes:
        if not address.startswith(walker.base_url):
            raise RuntimeError(f"{address} is not ours")
        sizes[address] = len(walker.get(address.removeprefix(walker.base_url)).body)
    return sizes[address]


def _timed(ask: Any) -> list[float]:
    taken = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken
