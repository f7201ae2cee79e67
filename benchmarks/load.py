"""The clients, in a process of their own: each thread keeps one connection and asks again as soon as it is answered.

`python -m benchmarks.load` reads what to ask as JSON from its input, and writes what came of it as JSON.
"""

import http.client
import json
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any

from benchmarks.forms import enterprise_form

TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True)
class Question:
    """What is asked, by how many at once, for how long. A POST sends the forms of enterprises from `first` on."""

    host: str
    port: int
    method: str
    path: str
    token: str
    threads: int
    seconds: float
    first: int = 0


class Unexpected(Exception):
    """An answer that is no success: what was measured then is not the route."""


def ask_all(question: Question) -> dict[str, Any]:
    """Milliseconds of each answer, and the seconds all of it took."""
    milliseconds: list[float] = []
    failures: list[BaseException] = []
    begun = time.perf_counter()

    def client(number: int) -> None:
        try:
            milliseconds.extend(_ask(question, number, begun + question.seconds))
        except (OSError, http.client.HTTPException, Unexpected) as error:
            failures.append(error)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(question.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return {"seconds": time.perf_counter() - begun, "milliseconds": milliseconds}


def _ask(question: Question, number: int, until: float) -> list[float]:
    connection = http.client.HTTPConnection(question.host, question.port, timeout=TIMEOUT_SECONDS)
    headers = {"Accept": "application/json", "Authorization": f"Bearer {question.token}"}
    taken: list[float] = []
    place = question.first + number
    while (asked := time.perf_counter()) < until:
        body = None
        if question.method == "POST":
            headers["Content-Type"] = "application/json"
            body = json.dumps(enterprise_form(place)).encode()
            place += question.threads
            asked = time.perf_counter()
        connection.request(question.method, question.path, body, headers)
        response = connection.getresponse()
        text = response.read()
        taken.append((time.perf_counter() - asked) * 1000)
        if response.status >= 300:
            raise Unexpected(f"{question.method} {question.path}: {response.status} {text[:300]!r}")
    connection.close()
    return taken


if __name__ == "__main__":
    print(json.dumps(ask_all(Question(**json.load(sys.stdin)))))
