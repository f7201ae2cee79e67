"""Personal data in no log: a mark is sent everywhere, in everything, also where it fails, and never comes out."""

import io
import json
import logging
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.events.envelope import Envelope, Event
from shared.home import move_in
from shared.ids import new_id
from shared.log import log
from shared.store.sqlite import SqliteStore
from tests.infra.local.asking import Answered
from tests.web.asserting import CHINESE, problem
from tests.web.client import FORM, HTML, JSON, Browser, Program
from tests.web.people import commissioner_form, enterprise_form
from tests.web.routes import ENDPOINTS, addresses, body, named, places, reachable
from tests.web.signing_in import sign_up

MARK = "CANARY7391"
PHONE = "13917391739"
EMAIL = "canary7391@example.com"
MARKS = (MARK, MARK.lower(), PHONE, "+86" + PHONE, EMAIL)
NAMES = ("applications", "matching", "outcomes", "notifications", "gateway", "runtime")


@pytest.fixture(scope="module")
def loggers():
    """Made before anything is captured: a logger keeps the standard output it found for good."""
    return [log(name) for name in NAMES]


class Lines:
    """Everything written meanwhile: by our loggers, by anybody's, to standard output and to standard error."""

    def __init__(self, logged: io.StringIO, printed: pytest.CaptureFixture[str]) -> None:
        self._logged = logged
        self._printed = printed

    def text(self) -> str:
        return self._logged.getvalue() + "".join(self._printed.readouterr())


@pytest.fixture
def lines(loggers, capfd):
    written = io.StringIO()
    everybody = logging.StreamHandler(written)
    # Others' logs as they would be written: with the exception's text. Ours go through their own formatter alone.
    everybody.addFilter(lambda record: not record.name.startswith("tepai-"))
    logging.getLogger().addHandler(everybody)
    ours = [each for logger in loggers for each in logger.handlers if isinstance(each, logging.StreamHandler)]
    kept = [(handler, handler.stream) for handler in ours]
    for handler in ours:
        handler.stream = written
    yield Lines(written, capfd)
    logging.getLogger().removeHandler(everybody)
    for handler, stream in kept:
        handler.stream = stream


def check(lines: Lines) -> str:
    text = lines.text()
    for mark in MARKS:
        assert mark not in text, text[max(0, text.index(mark) - 1000) :][:2000]
    return text


def marked(value: object) -> object:
    """The same with the mark in every text."""
    if isinstance(value, dict):
        return {name: marked(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [marked(inner) for inner in value]
    return f"{value}{MARK}" if isinstance(value, str) else value


def attempts(world, endpoint) -> list[Answered]:
    """The mark in everything one can send to a route: body, form, address, question, headers, cookies."""
    person, address = reachable(world, endpoint)
    program = world.program(person)
    odd = {
        "user_agent": MARK,
        "referer": f"http://127.0.0.1:8000/{MARK}",
        "x_name": MARK,
        "cookie": f"a={MARK}; tepai={MARK}",
        "accept_language": MARK,
        "origin": f"https://{MARK}.test",
    }
    with_mark = endpoint.path
    for place in places(endpoint):
        with_mark = with_mark.replace(f"{{{place}}}", MARK)
    raws = [f'{{"name": "{MARK}", "phone": "{PHONE}"'.encode(), json.dumps({MARK: MARK}).encode(), MARK.encode()]
    if endpoint.body is not None:
        raws.append(json.dumps(marked(body(world, endpoint))).encode())
        raws.append(json.dumps({**dict.fromkeys(endpoint.body.model_fields, MARK), "email": EMAIL}).encode())
        raws.append(json.dumps({name: {MARK: [PHONE]} for name in endpoint.body.model_fields}).encode())
    answers = []
    for raw in raws:
        for headers in ({}, {"accept": HTML}, odd, {"content_type": FORM}, {"authorization": f"Bearer {MARK}.a.b"}):
            given = {"content_type": JSON, **headers}
            answers.append(program.ask(endpoint.method, f"{address}?after={MARK}&q={PHONE}", raw, **given))
    form = f"name={MARK}&email={EMAIL}&phone={PHONE}&needs-0-text={MARK}&%ff={MARK}".encode()
    answers.append(program.ask(endpoint.method, with_mark, form, content_type=FORM))
    answers.append(program.ask("PUT", with_mark, form, content_type=FORM, idempotency_key=MARK))
    answers.append(program.ask(endpoint.method, f"/{MARK}/{PHONE}?{EMAIL}=%zz", form, content_type=FORM))
    return answers


def test_capturing_sees_what_is_logged(world, lines):
    """The net has no hole: what is logged on purpose, by us and by others, is in it."""
    log("applications").info(f"{MARK} ours")
    logging.getLogger("others").warning("%s others", MARK)
    print(f"{MARK} printed")  # noqa: T201
    os.write(2, f"{MARK} beneath\n".encode())
    assert lines.text().count(MARK) == 4


def test_no_route_logs_what_it_is_sent(world, lines):
    for endpoint in ENDPOINTS:
        for answered in attempts(world, endpoint):
            assert answered.status < 500, named(endpoint)
    check(lines)


def mailed(world) -> set[str]:
    """To whom the mailbox has messages."""
    found, after = set(), ""
    while True:
        page = Program(world.gateway).get(f"/notifications/mailbox{after}").json
        found |= {each["to"] for each in page["items"]}
        if page["next"] is None:
            return found
        after = f"?after={page['next']}"


def test_whole_way_of_a_marked_person_leaves_no_trace(world, lines):
    """Registering, applying, being returned and accepted, matching, telling: with the mark in every text."""
    for role, who in (("enterprise", "enterprise_9"), ("applicant", "applicant_9")):
        token = sign_up(world.machine, f"{role}.{EMAIL}", f"示例{MARK}{role}", role)["token"]
        world.drain()
        assert f"{role}.{EMAIL}" in mailed(world), "the message was not sent"
        kind = "enterprise" if role == "enterprise" else "commissioner"
        form = enterprise_form(who, 9001, MARK) if kind == "enterprise" else commissioner_form(who, MARK)
        person = Program(world.gateway, token)
        application = person.post(f"/applications/schemes/{world.scheme}/{kind}", form).json["application_id"]
        city = world.program("city")
        correction = {"corrections": [{"field": "name", "reason": f"请补正{MARK}"}]}
        assert city.post(f"/applications/{application}/return", correction).status == 200
        world.drain()
        assert person.post(f"/applications/{application}/{kind}", form).status == 201
        assert city.post(f"/applications/{application}/accept", {}).status == 200
        world.drain()
    world.program("city").post("/matching/runs", {"scheme_id": world.scheme})
    world.drain()
    check(lines)


@pytest.fixture
def broken(world, tmp_path):
    """Every service with a store that fails at each call."""
    store = SqliteStore(tmp_path / "closed.sqlite")
    store.close()
    tokens = {who: world.token(person) for who, person in world.people.items()}
    for name, service in world.machine.services.items():
        move_in(name, replace(service.home, store=store))
    yield tokens
    world.enter()


def test_failures_are_problems_and_log_nothing_personal(world, broken, lines):
    failed = 0
    for endpoint in ENDPOINTS:
        role = next(role for role in endpoint.may)
        person = world.persons(role)[0]
        address = addresses(world, endpoint)[0][0]
        program = Program(world.gateway, broken.get(person.key, ""))
        raw = json.dumps({**body(world, endpoint)} | {"idempotency_key": MARK}).encode() if endpoint.body else b""
        for accept in (JSON, HTML):
            given = {"content_type": JSON} if raw else {}
            answered = program.ask(endpoint.method, address, raw, accept=accept, user_agent=MARK, **given)
            if answered.status < 500:
                continue
            failed += 1
            assert "Traceback" not in answered.body.decode()
            assert answered.header("Content-Security-Policy").startswith("default-src 'none'")
            if accept == JSON:
                document = answered.json
                assert document["status"] == answered.status
                assert CHINESE.search(document["detail"])
            else:
                assert answered.header("Content-Type").startswith("text/html"), named(endpoint)
    assert failed > len(ENDPOINTS), "the store did not fail"
    text = check(lines)
    entries = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert len([each for each in entries if each["message"] == "request failed"]) >= failed
    assert all(each["correlation_id"] for each in entries if each["message"] == "request failed")


def test_form_that_meets_a_failure_logs_nothing_of_it(world, broken, lines):
    answered = Browser(world.gateway).send("/applications/sign-in", {"contact": EMAIL})
    assert answered.status >= 500
    assert MARK not in answered.body.decode()
    check(lines)


@pytest.fixture
def damaged(world):
    """The address of a stored application that no longer is one, with the mark where a state should be."""
    program = world.program("enterprise")
    sent = enterprise_form("enterprise", 9002)
    id = program.post(f"/applications/schemes/{world.open_scheme}/enterprise", sent).json["application_id"]
    with closing(sqlite3.connect(world.machine.folder.records("applications"))) as file:
        file.execute("UPDATE records SET data = replace(data, '\"submitted\"', ?) WHERE id = ?", (f'"{MARK}"', id))
        file.commit()
        assert file.execute("SELECT count(*) FROM records WHERE data LIKE ?", (f"%{MARK}%",)).fetchone()[0] >= 1
        yield f"/applications/{id}"
        file.execute("DELETE FROM records WHERE kind = 'Application' AND id = ?", (id,))
        file.commit()


def test_record_that_cannot_be_read_is_a_failure_of_ours_and_is_quoted_nowhere(world, damaged, lines):
    program = world.program("enterprise")
    for accept in (JSON, HTML):
        answered = program.get(damaged, accept=accept)
        assert answered.status == 500, "nothing the reader sent is wrong"
        assert MARK not in answered.body.decode()
    assert "request failed" in check(lines)


def poison(event: type[Event]) -> list[str]:
    """Messages about `event` that cannot be heard: no JSON, no envelope, no such event, data that is none of it."""
    envelope = Envelope(
        id=new_id(),
        type=event.__name__,
        time=datetime(2026, 3, 2, tzinfo=UTC),
        producer=event.producer(),
        subject=f"Person/{new_id()}",
        subject_version=1,
        correlation_id=new_id(),
        causation_id=new_id(),
        data={name: {MARK: [PHONE, EMAIL]} for name in event.model_fields},
    )
    return [
        MARK,
        json.dumps({"name": MARK, "phone": PHONE}),
        json.dumps([MARK] * 3),
        envelope.model_copy(update={"data": {}}).model_dump_json().replace('"data":{}', f'"data":"{EMAIL}"'),
        envelope.model_dump_json(),
        envelope.model_copy(update={"type": "NoSuchEvent"}).model_dump_json(),
    ]


def test_poison_messages_log_nothing_personal(world, lines):
    sent = 0
    for name, service in world.machine.services.items():
        for event, _ in service.reactions.values():
            for message in poison(event):
                world.machine.queues[name].send(message)
                sent += 1
    assert sent
    world.drain()
    letters = [letter for queue in world.machine.queues.values() for letter in queue.dead(limit=1000)]
    assert len(letters) >= sent
    for letter in letters:
        assert letter.error
        assert not [mark for mark in MARKS if mark in letter.error]
    assert "message failed" in check(lines)


def test_problem_of_a_failure_says_nothing_of_its_cause(world, broken):
    told = problem(Program(world.gateway).get("/applications/schemes"), 500, 503)
    assert "sqlite" not in json.dumps(told).lower()
