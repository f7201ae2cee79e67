"""Tokens: what goes in comes out, for a quarter of an hour, and nothing else is one."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.auth.actor import PEOPLE, Actor, Role
from shared.auth.secrets import Secrets
from shared.auth.tokens import LIFETIME, LONGEST_SESSION, SKEW, BadToken, issue, read

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECRETS = Secrets.fresh()
OFFICER = Actor("p1", Role.COUNTY_OFFICER, "", "示例单位", "410502", 3, "s1")
GOOD = issue(SECRETS, OFFICER, NOW)


@pytest.mark.parametrize("role", PEOPLE)
def test_token_speaks_for_whom_it_was_issued(role):
    actor = Actor("p1", role, "", "示例单位", "410502", 3, "s1")
    assert read(SECRETS, issue(SECRETS, actor, NOW), NOW) == (actor, NOW, NOW)


def test_token_holds_no_name():
    token = issue(SECRETS, Actor("p1", Role.APPLICANT, "示例甲博士", session="s1"), NOW)
    payload = token.split(".")[1]
    assert "示例甲博士" not in json.dumps(json.loads(urlsafe_b64decode(payload + "==")), ensure_ascii=False)


@pytest.mark.parametrize(
    ("age", "good"),
    [
        (timedelta(0), True),
        (LIFETIME + SKEW, True),
        (LIFETIME + SKEW + timedelta(seconds=1), False),
        (-SKEW, True),
        (-SKEW - timedelta(seconds=1), False),
    ],
)
def test_token_is_good_for_its_time(age, good):
    if good:
        assert read(SECRETS, GOOD, NOW + age)[0] == OFFICER
    else:
        with pytest.raises(BadToken):
            read(SECRETS, GOOD, NOW + age)


def test_renewed_token_keeps_when_its_session_began():
    later = NOW + timedelta(hours=6)
    token = issue(SECRETS, OFFICER, later, began=NOW)
    assert read(SECRETS, token, later) == (OFFICER, later, NOW)
    last = issue(SECRETS, OFFICER, NOW + LONGEST_SESSION, began=NOW)
    assert read(SECRETS, last, NOW + LONGEST_SESSION)[0] == OFFICER
    with pytest.raises(BadToken):
        read(SECRETS, last, NOW + LONGEST_SESSION + timedelta(seconds=1))


def test_token_of_another_house_is_none():
    with pytest.raises(BadToken):
        read(Secrets.fresh(), GOOD, NOW)


@given(st.text(max_size=60))
def test_no_text_is_a_token(text):
    with pytest.raises(BadToken):
        read(SECRETS, text, NOW)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
headers = st.dictionaries(st.sampled_from(["alg", "kid", "crit", "b64", "typ", "jwk", "zip", "enc"]), json_values)


@given(headers, st.sampled_from(["", "x", "AAAA"]))
def test_no_header_makes_a_token_of_another(header, signature):
    head = urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    for signed in (signature, GOOD.split(".")[2]):
        with pytest.raises(BadToken):
            read(SECRETS, f"{head}.{GOOD.split('.')[1]}.{signed}", NOW)


@given(st.integers(min_value=0, max_value=len(GOOD) - 1), st.sampled_from("AQgw_-z9."))
def test_token_changed_in_any_place_is_none_or_the_same(place, character):
    changed = GOOD[:place] + character + GOOD[place + 1 :]
    try:
        actor, _, _ = read(SECRETS, changed, NOW)
    except BadToken:
        return
    # The last character of base64 may hold bits that say nothing.
    assert actor == OFFICER


@pytest.mark.parametrize("depth", [10, 1000, 100_000])
def test_deeply_nested_header_is_no_token(depth):
    head = urlsafe_b64encode(b"[" * depth + b"]" * depth).decode().rstrip("=")
    with pytest.raises(BadToken):
        read(SECRETS, f"{head}.{GOOD.split('.', 1)[1]}", NOW)
