"""Submitting and listing on the running server, beside the same two routes written plainly, and how fast people hear.

The two servers take turns: while one is asked, the other stands still, so that neither pays for what the other has
left to do. Each turn is short and each server has several, so that what else the machine does falls on both.
"""

import http.client
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure, percentile, ratio_of_medians
from benchmarks.forms import enterprise_form
from benchmarks.load import Question
from benchmarks.processes import Running, answer_of, running

ROUNDS = 4
TURN_SECONDS = 1.5
WARMING_SECONDS = 0.5
CLIENTS = (1, 8)
MOST_RATIO = 2.0

TELLINGS = 60
MOST_TELLING_MS = 100.0
_TELLING_SECONDS = 10.0
_LOOK_AGAIN_SECONDS = 0.002

ROUTES = {"submit": ("POST", "enterprise"), "list": ("GET", "officer")}
_FAR_APART = 100_000
"""Enterprises between two turns' first ones, more than a turn can send."""


def figures(folder: Path) -> Iterator[Figure]:
    """Every figure of the running servers."""
    (folder / "plain").mkdir()
    with (
        running("benchmarks.server", str(folder / "tepai"), errors=folder / "tepai.log") as ours,
        running("benchmarks.plain", str(folder / "plain"), errors=folder / "plain.log") as plain,
    ):
        plain.suspend()
        yield from telling(ours.said)
        ours.suspend()
        turns = Turns(ours, plain)
        for route in ("list", "submit"):
            for clients in CLIENTS:
                yield from compared(turns, route, clients)


class Turns:
    """The two servers, standing still until asked."""

    def __init__(self, ours: Running, plain: Running) -> None:
        self._ours = ours
        self._plain = plain
        self._asked = 0

    def ask(self, plain: bool, route: str, clients: int, seconds: float) -> dict[str, Any]:
        """What came of one turn."""
        server = self._plain if plain else self._ours
        method, role = ROUTES[route]
        said = server.said
        self._asked += 1
        question = Question(
            host=said["host"],
            port=said["port"],
            method=method,
            path=said[route],
            token=said[role],
            threads=clients,
            seconds=seconds,
            first=self._asked * _FAR_APART,
        )
        with _awake(server):
            answer: dict[str, Any] = answer_of("benchmarks.load", asdict(question), seconds + 60)
        return answer


def compared(turns: Turns, route: str, clients: int) -> Iterator[Figure]:
    """One route at so many clients: requests a second and the median answer as ratios, ours and plain beside them."""
    taken: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    for plain in (False, True):
        turns.ask(plain, route, clients, WARMING_SECONDS)
    for _ in range(ROUNDS):
        for plain in (False, True):
            taken[plain].append(turns.ask(plain, route, clients, TURN_SECONDS))
    rates = {plain: [len(turn["milliseconds"]) / turn["seconds"] for turn in taken[plain]] for plain in taken}
    answers = {plain: [ms for turn in taken[plain] for ms in turn["milliseconds"]] for plain in taken}
    median = {plain: statistics.median(answers[plain]) for plain in taken}
    at = f"{route}, {clients} client{'s' if clients > 1 else ''}"
    ours, theirs = statistics.median(rates[False]), statistics.median(rates[True])
    yield Figure(
        f"{at}: requests a second, plain ÷ Tepai", ratio_of_medians(rates[True], rates[False]), "×",
        f"plain Flask + sqlite3 {theirs:.0f}/s, Tepai {ours:.0f}/s", MOST_RATIO,
    )  # fmt: skip
    yield Figure(
        f"{at}: p50, Tepai ÷ plain", median[False] / median[True], "×",
        f"plain {median[True]:.2f} ms, Tepai {median[False]:.2f} ms", MOST_RATIO,
    )  # fmt: skip
    yield Figure(
        f"{at}: p99", percentile(answers[False], 0.99), "ms", f"plain {percentile(answers[True], 0.99):.2f} ms"
    )


def telling(said: dict[str, Any]) -> Iterator[Figure]:
    """From sending an application to its receipt's message in the mailbox, one after another."""
    connection = http.client.HTTPConnection(said["host"], said["port"], timeout=30)
    milliseconds = [_told_after(connection, said, number) for number in range(1000, 1000 + TELLINGS)]
    connection.close()
    against = f"{TELLINGS} one after another, the mailbox asked every {_LOOK_AGAIN_SECONDS * 1000:.0f} ms"
    yield Figure(
        "submit → message in the mailbox, p50", statistics.median(milliseconds), "ms", against, MOST_TELLING_MS
    )
    yield Figure("submit → message in the mailbox, p95", percentile(milliseconds, 0.95), "ms", against)


def _told_after(connection: http.client.HTTPConnection, said: dict[str, Any], number: int) -> float:
    """Milliseconds until the message that names the application's number is there. Raises TimeoutError."""
    begun = time.perf_counter()
    receipt = _asked(connection, "POST", said["submit"], said["enterprise"], enterprise_form(number))
    while time.perf_counter() - begun < _TELLING_SECONDS:
        mails = _asked(connection, "GET", said["mailbox"], said["officer"])["items"]
        if any(receipt["number"] in mail["text"] for mail in mails if mail["to"].startswith("enterprise@")):
            return (time.perf_counter() - begun) * 1000
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise TimeoutError(f"no message about {receipt['number']} in {_TELLING_SECONDS} s")


def _asked(connection: http.client.HTTPConnection, method: str, path: str, token: str, body: Any = None) -> Any:
    headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    connection.request(method, path, None if body is None else json.dumps(body).encode(), headers)
    response = connection.getresponse()
    text = response.read()
    if response.status >= 300:
        raise RuntimeError(f"{method} {path}: {response.status} {text[:300]!r}")
    return json.loads(text)


@contextmanager
def _awake(server: Running) -> Iterator[None]:
    server.resume()
    try:
        yield
    finally:
        server.suspend()
