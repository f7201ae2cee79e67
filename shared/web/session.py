"""From a request's cookie or bearer token to who asks, and back to a renewed cookie."""

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.auth import tokens
from shared.auth.actor import NOBODY, Actor
from shared.auth.epoch import still_good
from shared.auth.secrets import Secrets
from shared.clock import Clock
from shared.home import Home
from shared.web.incoming import Incoming
from shared.web.problem import Forged

COOKIE = "tepai"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Session:
    """Who asks, whether by cookie (a browser) or bearer token (a program), and the renewed cookie, if one is due."""

    actor: Actor
    by_cookie: bool = False
    renewed: str = ""


def session_of(incoming: Incoming, home: Home) -> Session:
    """Read who asks. A token that is bad, expired or of an ended session counts as nobody's."""
    scheme, _, bearer = incoming.headers.get("authorization", "").partition(" ")
    by_cookie = not bearer
    token = bearer if scheme.lower() == "bearer" else incoming.cookies.get(COOKIE, "")
    if not token:
        return Session(NOBODY)
    now = home.clock.now()
    try:
        actor, issued, began = tokens.read(home.secrets, token, now)
    except tokens.BadToken:
        return Session(NOBODY)
    if not still_good(home.store, actor):
        return Session(NOBODY)
    due = by_cookie and now - issued > tokens.RENEW_AFTER
    return Session(actor, by_cookie, tokens.issue(home.secrets, actor, now, began) if due else "")


def cookie(home: Home, token: str) -> str:
    """The Set-Cookie value that keeps `token` in a browser; an empty token removes it."""
    secure = "; Secure" if home.settings.secure else ""
    ends = "; Max-Age=0" if not token else ""
    return f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}"


def sign_in_cookie(secrets: Secrets, clock: Clock, home: Home, actor: Actor) -> str:
    """The Set-Cookie value of a session that begins now."""
    return cookie(home, tokens.issue(secrets, actor, clock.now()))


def form_token(home: Home, session: Session) -> str:
    """What a form of this session carries to show that it is ours; forms of visitors carry none."""
    return home.secrets.derive("form", session.actor.session) if session.actor.signed_in else ""


def check_origin(incoming: Incoming, session: Session, home: Home, token: str) -> None:
    """Refuse a change that another site makes a browser send. Raises Forged.

    A browser says where a request comes from (Sec-Fetch-Site, Origin); a form of a signed-in person also carries the
    session's token. A program with a bearer token has no ambient authority to abuse.
    """
    if incoming.method in SAFE_METHODS or (session.actor.signed_in and not session.by_cookie):
        return
    if incoming.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forged
    origin = incoming.headers.get("origin", "")
    if origin and origin != "null" and urlsplit(origin).netloc != _own_host(incoming, home):
        raise Forged
    if origin == "null":
        raise Forged
    if incoming.is_form and session.actor.signed_in and not hmac.compare_digest(token, form_token(home, session)):
        raise Forged


def _own_host(incoming: Incoming, home: Home) -> str:
    return (
        incoming.headers.get("x-forwarded-host")
        or incoming.headers.get("host")
        or urlsplit(home.settings.base_url).netloc
    )
