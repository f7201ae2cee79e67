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
from shared.web.incoming import JSON_TYPE, Incoming
from shared.web.problem import Forged

COOKIE = "tepai"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Session:
    """Who asks, whether by cookie (a browser) or bearer token (a program), and the renewed cookie, if one is due."""

    actor: Actor
    by_cookie: bool = False
    renewed: str = ""


VISITOR = Session(NOBODY)


def session_of(incoming: Incoming, home: Home) -> Session:
    """Read who asks. A token that is bad, expired or of an ended session counts as nobody's."""
    scheme, _, bearer = incoming.headers.get("authorization", "").partition(" ")
    # A browser may add an Authorization of another scheme by itself (a proxy's Basic): that is no program's token.
    by_cookie = scheme.lower() != "bearer"
    token = incoming.cookies.get(COOKIE, "") if by_cookie else bearer.strip()
    if not token:
        return VISITOR
    now = home.clock.now()
    try:
        actor, issued, began = tokens.read(home.secrets, token, now)
    except tokens.BadToken:
        return VISITOR
    if not still_good(home.store, actor):
        return VISITOR
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
    if origin and not _is_ours(origin, incoming, home):
        raise Forged
    # JSON alone is what no other site's form can send; everything else must show the token.
    ours = hmac.compare_digest(token.encode(errors="replace"), form_token(home, session).encode())
    if session.actor.signed_in and incoming.media_type != JSON_TYPE and not ours:
        raise Forged


def _is_ours(origin: str, incoming: Incoming, home: Home) -> bool:
    """Whether an Origin names the host a browser reached us by, or the one people use: behind AWS's front a service
    sees only its own. `null`, and what is no origin, is nobody's.
    """
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(host) and host in (incoming.headers.get("host"), urlsplit(home.settings.base_url).netloc)
