"""The cookie of an installation behind TLS, and whose host is ours."""

import pytest

from shared.auth.actor import Actor, Role
from shared.auth.secrets import Secrets
from shared.clock import SystemClock
from shared.home import Home
from shared.messaging.bus import NoBus
from shared.settings import Settings
from shared.store.sqlite import SqliteStore
from shared.web.incoming import Incoming
from shared.web.problem import Forged
from shared.web.session import VISITOR, Session, check_origin, cookie, form_token


@pytest.fixture
def home_at():
    stores = []

    def home(base_url: str) -> Home:
        stores.append(SqliteStore(":memory:"))
        settings = Settings(base_url=base_url)
        return Home(store=stores[-1], bus=NoBus(), clock=SystemClock(), secrets=Secrets.fresh(), settings=settings)

    yield home
    for store in stores:
        store.close()


def posted(**headers: str) -> Incoming:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    context = {"httpMethod": "POST", "resourcePath": "/x", "requestId": "r"}
    return Incoming.of({"headers": named, "requestContext": context, "body": ""})


def test_cookie_behind_tls_is_sent_over_tls_alone(home_at):
    assert cookie(home_at("https://tepai.example"), "t") == "__Host-tepai=t; Path=/; HttpOnly; SameSite=Lax; Secure"
    assert cookie(home_at("http://127.0.0.1:8000"), "t") == "tepai=t; Path=/; HttpOnly; SameSite=Lax"
    removed = cookie(home_at("https://tepai.example"), "")
    assert removed == "__Host-tepai=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"origin": "https://tepai.example", "host": "tepai.example"}, True),
        ({"origin": "https://tepai.example", "host": "inner.example", "x_forwarded_host": "tepai.example"}, True),
        ({"origin": "https://tepai.example"}, True),
        ({"origin": "https://tepai.example:444", "host": "tepai.example"}, False),
        ({"origin": "https://sub.tepai.example", "host": "tepai.example"}, False),
        ({"origin": "https://tepai.example@evil.test", "host": "tepai.example"}, False),
        ({"origin": "https://", "host": "tepai.example"}, False),
        ({"origin": "null", "host": ""}, False),
    ],
)
def test_origin_is_ours_by_its_host(home_at, headers, ours):
    home = home_at("https://tepai.example")
    if ours:
        check_origin(posted(**headers), VISITOR, home, "")
    else:
        with pytest.raises(Forged):
            check_origin(posted(**headers), VISITOR, home, "")


def test_form_token_is_of_one_session_and_one_installation(home_at):
    def session(id: str) -> Session:
        return Session(Actor("p1", Role.APPLICANT, session=id), by_cookie=True)

    one, other = home_at("http://a.test"), home_at("http://b.test")
    tokens = {form_token(home, session(id)) for home in (one, other) for id in ("s1", "s2")}
    assert len(tokens) == 4
    assert form_token(one, VISITOR) == ""
