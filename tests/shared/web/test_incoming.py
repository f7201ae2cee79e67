"""What a request holds: bodies, forms and back, languages."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.incoming import LARGEST_BODY, BadBody, BodyTooLarge, Incoming, WrongMediaType, flattened, nested


def incoming(body: bytes = b"", **headers: str) -> Incoming:
    return Incoming.of(
        {
            "headers": {name.replace("_", "-"): value for name, value in headers.items()},
            "multiValueQueryStringParameters": None,
            "requestContext": {"httpMethod": "POST", "resourcePath": "/x", "requestId": "r"},
            "body": base64.b64encode(body).decode(),
            "isBase64Encoded": True,
        }
    )


def test_form_names_become_nested_rows():
    sent = [("name", " 企业 "), ("needs-0-title", "甲"), ("needs-1-title", "乙"), ("needs-1-text", "")]
    assert nested(sent) == {"name": "企业", "needs": [{"title": "甲"}, {"title": "乙"}]}


def test_repeated_name_becomes_a_list():
    assert nested([("counties", "410502"), ("counties", "410503")]) == {"counties": ["410502", "410503"]}


def test_empty_rows_disappear():
    assert nested([("needs-0-title", ""), ("needs-1-title", "乙")]) == {"needs": [{"title": "乙"}]}


def test_name_that_is_both_value_and_parent_loses_nothing_and_raises_nothing():
    assert nested([("a", "1"), ("a-b", "2")])["a"] == "1"


names = st.sampled_from(["title", "text", "amount"])
rows = st.dictionaries(names, st.text("abc甲乙", min_size=1), min_size=1)


@given(
    st.dictionaries(names, st.one_of(st.text("xyz", min_size=1), st.lists(rows, min_size=1, max_size=3)), max_size=3)
)
def test_flattened_and_nested_are_inverse(data):
    pairs = [(name, str(value)) for name, value in flattened(data).items()]
    assert nested(pairs) == data


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=5)), max_size=6))
def test_no_form_is_too_strange_to_read(pairs):
    assert isinstance(nested(pairs), dict)


def test_json_body_is_read():
    assert incoming(json.dumps({"a": "值"}).encode(), content_type="application/json").fields() == {"a": "值"}


@pytest.mark.parametrize("body", [b"[1]", b'"x"', b"{", b"\xff", b"1" + b"0" * 5000, b"[" * 100_000])
def test_json_that_is_no_object_is_refused(body):
    with pytest.raises(BadBody):
        incoming(body, content_type="application/json").fields()


def test_too_large_body_is_refused():
    with pytest.raises(BodyTooLarge):
        incoming(b" " * (LARGEST_BODY + 1), content_type="application/json").fields()


def test_other_media_type_is_refused():
    with pytest.raises(WrongMediaType):
        incoming(b"a=1", content_type="text/plain").fields()


def test_form_that_is_not_utf8_is_refused():
    with pytest.raises(BadBody):
        incoming(b"a=\xff\xfe", content_type="application/x-www-form-urlencoded").fields()


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "zh"),
        ({"accept": "text/html", "accept_language": "en-GB"}, "zh"),
        ({"accept": "text/html", "cookie": "language=en"}, "en"),
        ({"accept": "application/json", "accept_language": "en"}, "en"),
        ({"accept": "application/json", "accept_language": "fr"}, "zh"),
        ({"cookie": "language=../../etc"}, "zh"),
    ],
)
def test_language_is_chosen_by_cookie_then_by_program_header(headers, language):
    assert incoming(**headers).language == language


def test_browser_and_program_are_told_apart():
    assert incoming(accept="text/html,application/xhtml+xml").wants_page
    assert not incoming(accept="*/*").wants_page
    assert not incoming(accept="application/json").wants_page
    assert incoming(content_type="application/x-www-form-urlencoded").wants_page
