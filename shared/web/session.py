"""From a request's cookie or bearer token to who asks, and back to a renewed cookie."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from shared.auth import tokens
from shared.auth.actor import NOBODY, Actor
from shared.auth.epoch import SessionEpoch
from shared.home import Home
from shared.store.port import Wanted
from shared.store.record import Record
from shared.web.incoming import JSON_TYPE, Incoming
from shared.web.own_cookie import cookie_name, own_cookie
from shared.web.problem import Forged, Stale
from shared.web.programme import ONLY, Programme

COOKIE = "tepai"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Session:
    """Who asks, whether by cookie (a browser) or bearer token (a program), and the renewed cookie, if one is due.

    `programme` is what every page's header says, read together with whether the session goes on.
    """

    actor: Actor
    by_cookie: bool = False
    renewed: str = ""
    programme: Programme | None = None
    read: Mapping[tuple[type[Record], str], Record | None] = field(default_factory=dict, compare=False)
    """What the route had read besides."""


VISITOR = Session(NOBODY)


def session_of(incoming: Incoming, home: Home, besides: Wanted = ()) -> Session:
    """Read who asks, and `besides` in the same round trip. A bad, expired or ended session's token is nobody's."""
    scheme, _, bearer = incoming.headers.get("authorization", "").partition(" ")
    # A browser may add an Authorization of another scheme by itself (a proxy's Basic): that is no program's token.
    by_cookie = scheme.lower() != "bearer"
    token = own_cookie(incoming, home, COOKIE) if by_cookie else bearer.strip()
    if not token:
        return VISITOR
    now = home.clock.now()
    try:
        actor, issued, began = tokens.read(home.secrets, token, now)
    except tokens.BadToken:
        return VISITOR
    if by_cookie and actor.is_program:
        # A program's token is for programs: in a browser's cookie it would never be asked for its forms' tokens.
        return VISITOR
    asked: Wanted = [(SessionEpoch, actor.person), (Programme, ONLY), *besides]
    epoch, programme, *found = home.store.get_together(asked)
    if isinstance(epoch, SessionEpoch) and not epoch.allows(actor):
        return VISITOR
    due = by_cookie and now - issued > tokens.RENEW_AFTER
    renewed = tokens.issue(home.secrets, actor, now, began) if due else ""
    known = programme if isinstance(programme, Programme) else None
    return Session(actor, by_cookie, renewed, known, dict(zip(besides, found, strict=True)))


def cookie(home: Home, token: str) -> str:
    """The Set-Cookie value that keeps `token` in a browser; an empty token removes it."""
    secure = "; Secure" if home.settings.secure else ""
    ends = "; Max-Age=0" if not token else ""
    return f"{cookie_name(home, COOKIE)}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}"


def form_token(home: Home, session: Session) -> str:
    """What a form of this session carries to show that it is ours; forms of visitors carry none."""
    return home.secrets.derive("form", session.actor.session) if session.actor.signed_in else ""


def check_origin(incoming: Incoming, session: Session, home: Home, token: str) -> None:
    """Refuse a change that another site makes a browser send. Raises Forged, Stale.

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
        # A browser that says the form is ours is believed as far as showing it again goes.
        raise Stale if incoming.headers.get("sec-fetch-site") == "same-origin" else Forged


def _is_ours(origin: str, incoming: Incoming, home: Home) -> bool:
    """Whether an Origin names the host a browser reached us by, or the one people use: behind AWS's front a service
    sees only its own. `null`, and what is no origin, is nobody's.
    """
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    return bool(host) and host in (incoming.headers.get("host"), urlsplit(home.settings.base_url).netloc)
