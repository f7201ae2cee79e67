"""kill -9, again and again, under load: every answered write is there, and every event took effect once."""

import contextlib
import http.client
import os
import random
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from stdnum.cn import uscc

from infra.local.demo.client import Client, Refused
from infra.local.demo.signing_up import sign_up
from infra.local.links import administrator_link
from infra.local.machine import Machine

ROOT = Path(__file__).parents[2]
KILLS = 100 if os.environ.get("TEPAI_TEST_LONG") else 20
CLIENTS = 4
LONGEST_WAIT = 60
NO_ANSWER = (OSError, http.client.HTTPException)


@pytest.fixture
def port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Server:
    """The process, started and killed."""

    def __init__(self, folder: Path, port: int) -> None:
        self._command = [sys.executable, "-m", "tests.crash.server", str(folder), str(port)]
        self._log = (folder.parent / "server.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None
        self.base_url = f"http://127.0.0.1:{port}"

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=self._log, stderr=self._log)
        until = time.monotonic() + LONGEST_WAIT
        while True:
            assert self._process.poll() is None, "the server ended by itself; see server.log"
            with contextlib.suppress(*NO_ANSWER):
                Client(self.base_url).get("/healthz")
                return
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        if self._process and self._process.poll() is None:
            self.kill()
        self._log.close()


class Applicant(threading.Thread):
    """One enterprise's clerk, who sends an application until it is answered, and then the next."""

    def __init__(self, number: int, base_url: str, scheme: str, token: str, ending: threading.Event) -> None:
        super().__init__(name=f"applicant-{number}", daemon=True)
        self._number, self._base_url, self._scheme, self._token = number, base_url, scheme, token
        self._ending = ending
        self._pauses = random.Random(number)
        self.answered: dict[str, dict[str, str]] = {}
        self.unanswered = 0
        self.refused: list[str] = []

    def run(self) -> None:
        client = Client(self._base_url, self._token)
        while not self._ending.is_set():
            key = f"{self._number}-{len(self.answered)}"
            try:
                self.answered[key] = self.send(client, key)
                # Faster than one disk tells everybody of, and no more than it can tell in the test's minute.
                self._ending.wait(self._pauses.uniform(0, 0.3))
            except Refused as refused:
                self.refused.append(str(refused))
                return
            except NO_ANSWER:
                self.unanswered += 1
                time.sleep(0.01)

    def send(self, client: Client, key: str) -> dict[str, str]:
        number, _, serial = key.partition("-")
        body = form(f"91410500MA{int(number):02}{int(serial):05}")
        answer: dict[str, str] = client.post(f"/applications/schemes/{self._scheme}/enterprise", body, key)
        return answer


def form(code: str) -> dict[str, object]:
    need = {
        "title": "示例需求",
        "text": "示例生产线的一个技术问题，希望得到帮助。",
        "service_types": ["joint_research"],
    }
    return {
        "name": f"示例企业{code[-7:]}",
        "uscc": code + uscc.calc_check_digit(code),
        "county": "410502",
        "industry": "34",
        "needs": [need],
    }


def prepare(folder: Path) -> tuple[str, list[tuple[str, str]]]:
    """A scheme that is open, an officer, and applicants: (scheme, [(person, token)])."""
    machine = Machine(folder, demo=True)
    machine.start()
    try:
        public = Client(machine.base_url)
        link = administrator_link(machine).removeprefix(machine.base_url)
        administrator = public.signed_in(public.post(link, {})["token"])
        officer = {"name": "示例经办员", "role": "city_officer", "email": "city@example.com"}
        administrator.post("/applications/people", officer)
        for number in range(CLIENTS):
            secrets = machine.services["applications"].home.secrets
            sign_up(public, secrets, f"e{number}@example.com", f"示例{number}", "enterprise")
        people = {each["name"]: each["id"] for each in public.get("/applications/demo")["items"]}

        def token_of(name: str) -> str:
            return str(public.post("/applications/demo", {"person": people[name]})["token"])

        plan = dict.fromkeys(
            ("form_of_dispatch", "eligibility", "requirements", "procedure", "service_requirements", "guarantees"),
            "示例条文：这一部分用于测试。",
        )
        window = {"opens": "2000-01-01", "closes": "2100-01-01"}
        city = public.signed_in(token_of(officer["name"]))
        scheme = city.post("/applications/schemes", {"name": "示例批次", "year": 2021, **window, **plan})["scheme_id"]
        machine.drain()
        return scheme, [(people[f"示例{number}"], token_of(f"示例{number}")) for number in range(CLIENTS)]
    finally:
        machine.stop()


def waiting(folder: Path) -> dict[str, int]:
    """What is still on its way, or was given up."""
    counts = {}
    files = {path.stem: "SELECT count(*) FROM outbox" for path in folder.glob("*.sqlite")}
    files["queues"] = "SELECT (SELECT count(*) FROM messages) + (SELECT count(*) FROM dead_letters)"
    for name, count in files.items():
        connection = sqlite3.connect(folder / f"{name}.sqlite", timeout=10)
        ((counts[name],),) = connection.execute(count).fetchall()
        connection.close()
    return counts


def everything(client: Client, path: str) -> list[dict[str, object]]:
    """All items of a listing."""
    items, after = [], ""
    while True:
        page = client.get(f"{path}?after={after}" if after else path)
        items += page["items"]
        after = page["next"]
        if not after:
            return items


def test_nothing_answered_is_lost_and_nothing_is_doubled_when_killed_at_random(tmp_path, port):
    folder = tmp_path / "data"
    scheme, people = prepare(folder)
    random_moment = random.Random(20211122)
    server = Server(folder, port)
    ending = threading.Event()
    applicants = [Applicant(number, server.base_url, scheme, token, ending) for number, (_, token) in enumerate(people)]
    try:
        server.start()
        for applicant in applicants:
            applicant.start()
        for _ in range(KILLS):
            time.sleep(random_moment.uniform(0.2, 0.7))
            server.kill()
            server.start()
        ending.set()
        for applicant in applicants:
            applicant.join(LONGEST_WAIT)
        until = time.monotonic() + LONGEST_WAIT
        while any(waiting(folder).values()):
            assert time.monotonic() < until, f"never quiet: {waiting(folder)}"
            time.sleep(0.1)

        assert [applicant.refused for applicant in applicants] == [[]] * CLIENTS
        assert all(applicant.answered for applicant in applicants)
        # Killing must have cut answers off, or nothing was tried here.
        assert sum(applicant.unanswered for applicant in applicants) >= KILLS

        expected: Counter[tuple[str, str]] = Counter()
        for applicant, (person, token) in zip(applicants, people, strict=True):
            client = Client(server.base_url, token)
            mine = {str(each["id"]) for each in everything(client, "/applications/mine")}
            receipts = list(applicant.answered.items())
            assert mine == {receipt["application_id"] for _, receipt in receipts}
            for key, receipt in random_moment.sample(receipts, min(20, len(receipts))):
                assert applicant.send(client, key) == receipt
            for _, receipt in receipts:
                expected[person, f"已收到申报 {receipt['number']}"] += 1

        mail = everything(Client(server.base_url), "/notifications/mailbox")
        told = Counter((str(each["person"]), str(each["subject"])) for each in mail)
        received = Counter({what: times for what, times in told.items() if what[1].startswith("已收到申报")})
        assert received == expected
        to_officers = [
            subject for (_, subject), times in told.items() if subject.startswith("有申报待审核") for _ in range(times)
        ]
        assert len(to_officers) == len(set(to_officers)) == sum(expected.values())
    finally:
        ending.set()
        server.close()
