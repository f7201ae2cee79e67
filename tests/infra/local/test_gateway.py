"""The gateway does what API Gateway does: limits, encodings, addresses, and its own refusals."""

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.local.gateway import MOST_BODY_BYTES, MOST_PAYLOAD_BYTES, Gateway
from tests.infra.local.asking import ask

PROBLEM = "application/problem+json"


def test_request_arrives_whole(gateway):
    answer = ask(
        gateway, "GET", "/matching/echo?a=1&a=2&b=%E7%89%B9+%26&empty=", accept="application/json", x_mine="one"
    )
    assert answer.status == 200
    echo = answer.json
    assert echo["service"] == "matching"
    assert echo["path"] == "/matching/echo"
    assert echo["query"] == {"a": ["1", "2"], "b": ["特 &"], "empty": [""]}
    assert echo["headers"]["x-mine"] == "one"
    assert echo["source_ip"] == "192.0.2.7"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", "name=%E7%89%B9&note=特派".encode()),
        ("application/json; charset=utf-8", '{"name": "特派"}'.encode()),
        ("application/octet-stream", bytes(range(256))),
        ("text/plain; charset=latin-1", b"caf\xe9"),
        ("image/png", b"\x89PNG\r\n"),
        ("", b"no type at all"),
    ],
)
def test_body_crosses_unchanged_whatever_its_type(gateway, content_type, body):
    answer = ask(gateway, "POST", "/matching/raw", body, content_type=content_type)
    assert answer.status == 200
    assert bytes(answer.json["body"]) == body


def test_path_values_are_decoded_segment_by_segment(gateway):
    answer = ask(gateway, "GET", "/matching/things/a%2Fb%20c/parts/%E7%89%B9%E6%B4%BE")
    assert answer.json["values"] == ["a/b c", "特派"]


def test_literal_segment_beats_placeholder(gateway):
    assert ask(gateway, "GET", "/matching/things/new").json["values"] == ["new"]
    assert ask(gateway, "GET", "/matching/things/old").json["values"] == ["thing", "old"]


def test_slash_at_the_end_makes_no_difference(gateway):
    assert ask(gateway, "GET", "/matching/things/old/").json["values"] == ["thing", "old"]
    assert ask(gateway, "GET", "/matching/things/").status == 404


@pytest.mark.parametrize(
    "target",
    [
        "/matching/things/%zz",
        "/matching/things/%f",
        "/matching/things/%",
        "/matching/things/%ff%fe",
        "/matching/echo?a=%ff",
        "/matching/echo?a=%",
        "/matching/things/caf\xe9",
    ],
)
def test_bad_percent_encoding_is_a_400(gateway, target):
    answer = ask(gateway, "GET", target, accept="application/json")
    assert answer.status == 400
    assert answer.header("Content-Type") == PROBLEM
    assert answer.json["type"] == "urn:tepai:problem:BadAddress"


@pytest.mark.parametrize(
    "target", ["/nowhere", "/matching", "/matching/nowhere", "//", "/matching//echo", "/outcomes/echo"]
)
def test_unknown_address_is_a_404_problem(gateway, target):
    answer = ask(gateway, "GET", target, accept="application/json")
    assert answer.status == 404
    assert answer.header("Content-Type") == PROBLEM
    assert answer.json["status"] == 404


def test_unknown_address_is_a_page_for_a_browser(gateway):
    answer = ask(gateway, "GET", "/nowhere", accept="text/html,*/*;q=0.8")
    assert answer.status == 404
    assert answer.header("Content-Type").startswith("text/html")
    assert "找不到" in answer.body.decode()
    assert "default-src 'none'" in answer.header("Content-Security-Policy")


def test_refusal_of_a_sent_form_is_about_the_address(gateway):
    answer = ask(
        gateway,
        "POST",
        "/nowhere",
        b"a=1",
        content_type="application/x-www-form-urlencoded",
        origin="https://evil.test",
    )
    assert answer.status == 404


def test_other_method_is_a_405_that_names_those_there_are(gateway):
    answer = ask(gateway, "DELETE", "/matching/echo", accept="application/json")
    assert answer.status == 405
    assert answer.header("Content-Type") == PROBLEM
    assert answer.header("Allow") == "GET, POST, HEAD"
    assert answer.json["type"] == "urn:tepai:problem:MethodNotOffered"


def test_head_is_the_get_without_its_body(gateway):
    whole = ask(gateway, "GET", "/matching/picture", accept="image/png")
    answer = ask(gateway, "HEAD", "/matching/picture", accept="image/png")
    assert answer.status == 200
    assert answer.body == b""
    assert answer.header("Content-Length") == str(len(whole.body)) == "256"


def test_binary_answer_arrives_as_its_bytes(gateway):
    answer = ask(gateway, "GET", "/matching/picture", accept="image/png")
    assert answer.body == bytes(range(256))
    assert answer.header("Content-Type") == "image/png"


def test_header_of_several_values_is_sent_several_times(gateway):
    answer = ask(gateway, "GET", "/matching/cookies")
    assert [value for name, value in answer.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert answer.header("X-One") == "1"


def test_body_of_ten_megabytes_and_one_byte_is_a_413(gateway):
    answer = ask(gateway, "POST", "/matching/echo", b"x" * (MOST_BODY_BYTES + 1), content_type="application/json")
    assert answer.status == 413
    assert answer.header("Content-Type") == PROBLEM


def test_body_that_lies_about_its_length_is_a_413(gateway):
    body = b"x" * (MOST_BODY_BYTES + 1)
    assert ask(gateway, "POST", "/matching/echo", body, content_type="text/plain", content_length="5").status == 413


def test_event_beyond_lambdas_payload_is_a_413(gateway):
    body = json.dumps({"text": "x" * MOST_PAYLOAD_BYTES}).encode()
    assert len(body) < MOST_BODY_BYTES
    assert ask(gateway, "POST", "/matching/echo", body, content_type="application/json").status == 413


@pytest.mark.parametrize("path", ["large", "unsayable", "beyond-latin"])
def test_answer_that_lambda_could_not_give_is_a_500(gateway, path):
    answer = ask(gateway, "GET", f"/matching/{path}", accept="application/json")
    assert answer.status == 500
    assert answer.header("Content-Type") == PROBLEM
    assert b"Traceback" not in answer.body


def test_slow_function_is_a_504_and_runs_on(services, slow):
    gateway = Gateway(services, wait_seconds=0.05)
    answer = ask(gateway, "GET", "/matching/slow", accept="text/html")
    assert answer.status == 504
    assert "处理超时" in answer.body.decode()
    assert not slow.done.is_set()
    slow.go_on.set()
    assert slow.done.wait(10)
    gateway.close()


def test_concurrent_requests_to_two_apps_each_get_their_own_answer(gateway):
    names = ["applications", "matching"]
    asked = [(random.Random(number).choice(names), str(number)) for number in range(1000)]

    def one(given: tuple[str, str]) -> tuple[str, str, str, str, list[str]]:
        name, number = given
        echo = ask(gateway, "GET", f"/{name}/things/{number}?n={number}", x_mine=number).json
        return echo["service"], echo["headers"]["x-mine"], echo["seen_by_app"], echo["query"]["n"][0], echo["values"]

    with ThreadPoolExecutor(24) as threads:
        answers = list(threads.map(one, asked))
    assert answers == [(name, number, number, number, ["thing", number]) for name, number in asked]
