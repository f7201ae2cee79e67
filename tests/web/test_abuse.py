"""Every route, sent everything but what it expects: a clear refusal each time, never a failure of ours."""

import base64
import json
from typing import Any

import pytest

from shared.auth.actor import Role
from shared.web.endpoint import Endpoint
from tests.infra.local.asking import Answered
from tests.web.asserting import in_english, problem
from tests.web.client import FORM, JSON, Program
from tests.web.routes import ENDPOINTS, body, each, places, reachable

SENDING = [endpoint for endpoint in ENDPOINTS if endpoint.method == "POST"]
DRAWN = "/static/guide"
"""Its list is a drawing: no store gave out its cursor."""
LISTING = [each for each in ENDPOINTS if each.query and "after" in each.query.model_fields and each.path != DRAWN]
ASKING = [each for each in ENDPOINTS if each.query]

ODD_IDS = [
    "%2e%2e",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..",
    "a%00b",
    "%00",
    "%E7%89%B9%E6%B4%BE%F0%9F%98%80",
    "%EF%BF%BF%E2%80%AE",
    "%20%09",
    "%0d%0aSet-Cookie:%20a=b",
    "x" * 5000,
    "%E7%89%B9" * 1600,
    "%27%20OR%201=1--",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "Application%2fx",
    "None",
]


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


BAD_CURSORS = [
    "garbage",
    "%00",
    "%E7%89%B9",
    "a" * 5000,
    "=",
    cursor("[]"),
    cursor("{}"),
    cursor("[" * 100_000),
    cursor("1" * 10_000),
    cursor(json.dumps(["Application.by_owner", "somebody else", "2026", "x"])),
    cursor(json.dumps(["Application.by_owner", 1, None, {}])),
    cursor('["\\ud800","\\ud800","\\ud800","\\ud800"]'),
]

NO_OBJECTS = [b"[]", b'"x"', b"null", b"7", b"-0.0", b"true", b"{", b"}", b"\xff\xfe\x00", b"NaN", b"1" * 10_000]
NO_OBJECTS += [b"[" * 200_000, b'{"a":' * 100_000, b'{"a":' * 500 + b"1" + b"}" * 500, b'{"a":"\\ud800"}', b"\x00"]

WRONG_VALUES: list[Any] = [
    5, -1, 10**30, 1.5, True, None, "", "x" * 100_000, [], {}, [[]], [{}], [None], {"a": {"b": []}}, [1] * 3_000,
    ["x"] * 3_000, [{}] * 1_000, {str(n): n for n in range(1_000)}, "\x00", "\x1b[2J", "特\u202e\U0001f600", "a\r\nb",
]  # fmt: skip

FORMS = [
    b"%", b"a=%zz", b"a=%ff%fe", b"=", b"&&&", b"a=1&a=2", b"a-b=1&a=2", b"a=1;b=2", b"-=1", b"--=1", b"a-=1", b"0=1",
    "²=1&a-²=2".encode(), b"needs-0-title=x&needs-99999999999999999999-title=y", b"9" * 5000 + b"=1", b"a-" * 50_000 + b"=1",
    b"&".join(b"f%d=1" % n for n in range(1999)), b"&".join(b"f%d=1" % n for n in range(5000)),
    b"form_token=\xe7\x89\xb9", b"form_token=a&form_token=b", b"idempotency_key=a&idempotency_key=b", b"idempotency_key-x=1",
    b"needs-x-title=1", b"name-0-a=1", b"counties-0-x=1", b"service_types=1&service_types-0=2", b"works-0-x=1&works=2",
]  # fmt: skip


def program(world, endpoint: Endpoint) -> tuple[Program, str]:
    """Somebody who may call the route, signed in anew: some routes sign out."""
    person, address = reachable(world, endpoint)
    return world.program(person), address


class Sender:
    """Posts to one route as somebody who may, and signs them in anew when that signed them out."""

    def __init__(self, world, endpoint: Endpoint) -> None:
        self._world = world
        self._person, self._address = reachable(world, endpoint)
        self._program = world.program(self._person)

    def __call__(self, raw: bytes, **headers: str) -> Answered:
        answered = self._program.ask("POST", self._address, raw, **{"content_type": JSON, **headers})
        if answered.status == 401:
            self._program = self._world.program(self._person)
            answered = self._program.ask("POST", self._address, raw, **{"content_type": JSON, **headers})
        return answered


@each([endpoint for endpoint in ENDPOINTS if places(endpoint)])
def test_odd_ids_are_refused(world, endpoint: Endpoint):
    asker, _ = program(world, endpoint)
    for odd in ODD_IDS:
        address = endpoint.path
        for place in places(endpoint):
            address = address.replace(f"{{{place}}}", odd)
        sent = body(world, endpoint) if endpoint.body else None
        answered = asker.get(address) if sent is None else asker.post(address, sent)
        problem(answered, 400, 404)
        page = asker.page(address)
        assert 400 <= page.status < 500
        assert b"<script>alert" not in page.body


@each(LISTING)
def test_bad_cursors_are_refused(world, endpoint: Endpoint):
    asker, address = program(world, endpoint)
    for bad in BAD_CURSORS:
        answered = asker.get(f"{address}?after={bad}")
        assert problem(answered, 400)["type"] == "urn:tepai:problem:BadQuery", bad
        assert asker.page(f"{address}?after={bad}").status == 400


@each(ASKING)
def test_wrong_questions_never_fail(world, endpoint: Endpoint):
    assert endpoint.query is not None
    asker, address = program(world, endpoint)
    for name in endpoint.query.model_fields:
        for value in ("%00", "x" * 5000, "-1", "1e9", "true", "%E7%89%B9", "[]", "9" * 5000):
            assert asker.get(f"{address}?{name}={value}").status in (200, 400, 404, 422), (name, value[:20])
            assert asker.get(f"{address}?{name}={value}&{name}=1").status in (200, 400, 404, 422)
    problem(asker.get(f"{address}?no_such_question=1"), 422)
    problem(asker.get(f"{address}?a=%zz"), 400)
    problem(asker.get(address + "?" + "&".join(f"a{n}=1" for n in range(300))), 400)


@each(SENDING)
def test_body_that_is_no_object_is_refused(world, endpoint: Endpoint):
    send = Sender(world, endpoint)
    for raw in NO_OBJECTS:
        answered = send(raw)
        assert problem(answered, 400)["type"] == "urn:tepai:problem:BadBody", raw[:40]


@each(SENDING)
def test_unknown_field_is_refused(world, endpoint: Endpoint):
    send = Sender(world, endpoint)
    for extra in ("no_such_field", "特", "a/b~c", "", "x" * 100_000, "__class__"):
        raw = json.dumps({**body(world, endpoint), extra: "1"}).encode()
        document = problem(send(raw), 422)
        assert len(document["errors"]) == 1
        assert len(json.dumps(document)) < 2000


@each(SENDING)
def test_values_of_the_wrong_type_never_fail(world, endpoint: Endpoint):
    send = Sender(world, endpoint)
    assert endpoint.body is not None
    for name in (*endpoint.body.model_fields, "idempotency_key", "form_token"):
        for wrong in WRONG_VALUES:
            raw = json.dumps({**body(world, endpoint), name: wrong}).encode()
            answered = send(raw)
            assert answered.status < 500, (name, str(wrong)[:60], answered.body[:300])
            if answered.status >= 400:
                problem(answered)
                assert len(answered.body) < 50_000


@each(SENDING)
def test_missing_fields_are_named(world, endpoint: Endpoint):
    send = Sender(world, endpoint)
    assert endpoint.body is not None
    required = {name for name, about in endpoint.body.model_fields.items() if about.is_required()}
    if required:
        document = problem(send(b"{}"), 422)
        assert {error["pointer"] for error in document["errors"]} == {f"/{name}" for name in required}


@each(SENDING)
def test_form_that_is_none_never_fails(world, endpoint: Endpoint):
    send = Sender(world, endpoint)
    for raw in FORMS:
        answered = send(raw, content_type=FORM, accept="text/html")
        assert answered.status < 500, (raw[:60], answered.body[:300])
        assert send(raw, content_type=FORM).status < 500


@each(SENDING)
@pytest.mark.parametrize(
    "media_type", ["text/plain", "multipart/form-data; boundary=x", "application/xml", "garbage", "*/*", ""]
)
def test_other_content_types_are_refused(world, endpoint: Endpoint, media_type: str):
    send = Sender(world, endpoint)
    answered = send(b"name=x", content_type=media_type)
    assert problem(answered, 415)["type"] == "urn:tepai:problem:WrongMediaType"


@each(SENDING)
def test_five_megabytes_are_refused(world, endpoint: Endpoint):
    send = Sender(world, endpoint)
    for media_type in (JSON, FORM):
        assert problem(send(b"a=" + b"x" * 5_000_000, content_type=media_type), 413)


@each(ENDPOINTS)
def test_repeated_and_odd_headers_never_fail(world, endpoint: Endpoint):
    asker, address = program(world, endpoint)
    raw = json.dumps(body(world, endpoint)).encode() if endpoint.body else b""
    odd = [
        {"content_type": f"{JSON}, {JSON}"},
        {"authorization": "Bearer a, Bearer b"},
        {"authorization": "Bearer"},
        {"authorization": f"Bearer {'e' * 20_000}"},
        {"authorization": "Basic eDp5"},
        {"cookie": 'tepai=a; tepai=b; ;=;"; a={"b": 1}; language=zh'},
        {"cookie": "tepai=" + cursor("[" * 50_000) + ".a.b"},
        {"idempotency_key": "\x7f"},
        {"accept": "text/html, text/html;q=broken, */*"},
        {"accept_language": "e"},
        {"origin": "http://[broken"},
        {"sec_fetch_site": "same-origin, same-origin"},
        {"host": ""},
    ]
    for headers in odd:
        answered = asker.ask(endpoint.method, address, raw, **{**({"content_type": JSON} if raw else {}), **headers})
        assert answered.status < 500, (headers, answered.body[:300])


@each(ENDPOINTS)
def test_other_methods_are_refused(world, endpoint: Endpoint):
    asker, address = program(world, endpoint)
    offered = {each.method for each in ENDPOINTS if each.path == endpoint.path}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "BREW"} - offered:
        answered = asker.ask(method, address, b"{}", content_type=JSON)
        problem(answered, 405)
        assert set(answered.header("Allow").split(", ")) >= offered


@each(ENDPOINTS)
def test_refusals_are_english_for_programs_that_read_english(world, endpoint: Endpoint):
    asker, address = program(world, endpoint)
    english = asker.with_headers(accept_language="en-GB,en;q=0.9")
    refused = [
        english.ask("DELETE", address),
        Program(world.gateway).ask(endpoint.method, "/no-such-page", accept_language="en"),
    ]
    if endpoint.query:
        refused.append(english.get(f"{address}?no_such_question=1"))
    if endpoint in LISTING:
        refused.append(english.get(f"{address}?after=garbage"))
    if endpoint in SENDING:
        refused += [english.ask("POST", address, raw, content_type=JSON) for raw in (b"[]", b'{"no_such_field": 1}')]
        refused += [english.ask("POST", address, b"a=1", content_type="text/plain")]
    if Role.PUBLIC not in endpoint.may:
        refused.append(Program(world.gateway).ask(endpoint.method, address, accept_language="en"))
    for answered in refused:
        in_english(answered)


@each(SENDING[::8])
def test_sixty_thousand_errors_are_told_in_a_short_answer(world, endpoint: Endpoint):
    raw = json.dumps({f"f{number}": 1 for number in range(60_000)}).encode()
    answered = Sender(world, endpoint)(raw)
    assert "60" in problem(answered, 422)["detail"]
    assert len(answered.body) < 50_000
