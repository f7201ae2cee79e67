"""Session tokens: 15 minutes, signed with an asymmetric key, renewed while in use, ended by the person's epoch."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.auth.actor import Actor, Role
from shared.auth.secrets import Secrets

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

LIFETIME = timedelta(minutes=15)
RENEW_AFTER = timedelta(minutes=5)
LONGEST_SESSION = timedelta(hours=12)
REMEMBERED = timedelta(days=7)
"""How long after its end a token still tells whose a form is: a page left open over a long weekend is not lost."""
SKEW = timedelta(seconds=30)
"""How far the clocks of two of our machines may differ."""

ALGORITHM = "ES256"
ISSUER = "tepai"


class BadToken(Exception):
    """Not a token of ours, or no longer good."""


def issue(
    secrets: Secrets, actor: Actor, now: datetime, began: datetime | None = None, *, lifetime: timedelta = LIFETIME
) -> str:
    """A token for `actor`. `began` is when the session was signed in, kept through renewals.

    A program's (one with scopes) is never renewed and may last longer than any session: `lifetime` says how long.
    """
    from joserfc import jwt

    claims: dict[str, Any] = {
        "iss": ISSUER,
        "sub": actor.person,
        "role": actor.role.value,
        "org": actor.organisation,
        "county": actor.county,
        "epoch": actor.epoch,
        "sid": actor.session,
        "began": int((began or now).timestamp()),
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
    }
    if actor.is_program:
        claims["scopes"] = sorted(actor.scopes)
    newest = secrets.signing_keys[0]
    return jwt.encode({"alg": ALGORITHM, "kid": newest["kid"]}, claims, _keys(secrets))


def read(secrets: Secrets, token: str, now: datetime) -> tuple[Actor, datetime, datetime]:
    """Who a token speaks for, when it was issued and when the session began. Raises BadToken."""
    from joserfc.errors import JoseError

    try:
        claims = _claims(secrets, token)
        issued, expires, began = (datetime.fromtimestamp(claims[name], now.tzinfo) for name in ("iat", "exp", "began"))
        actor = Actor(
            person=str(claims["sub"]),
            role=Role(claims["role"]),
            organisation=str(claims["org"]),
            county=str(claims["county"]),
            epoch=int(claims["epoch"]),
            session=str(claims["sid"]),
            scopes=frozenset(str(scope) for scope in claims.get("scopes", ())),
        )
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadToken("not a token of ours") from error
    too_long = not actor.is_program and now > began + LONGEST_SESSION
    if claims.get("iss") != ISSUER or now > expires + SKEW or issued > now + SKEW or too_long:
        raise BadToken("expired, or not yet valid")
    return actor, issued, began


def spoke_for(secrets: Secrets, token: str, now: datetime) -> str:
    """Whose a token of ours is or was, ended or not, until REMEMBERED after it expired; empty for any other text.

    It gives no right to anything.
    """
    from joserfc.errors import JoseError

    try:
        claims = _claims(secrets, token)
        expired = datetime.fromtimestamp(claims["exp"], now.tzinfo)
    except (JoseError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return ""
    return str(claims.get("sub", "")) if claims.get("iss") == ISSUER and now <= expired + REMEMBERED else ""


_verified: dict[tuple[tuple[str, ...], str], dict[str, Any]] = {}
"""Claims of tokens whose signature was found good: one comes with every request of its quarter of an hour."""
_MOST_VERIFIED = 1024


def _claims(secrets: Secrets, token: str) -> dict[str, Any]:
    """What a token signed by us says, be it still good or not. Raises JoseError or ValueError."""
    from joserfc import jwt

    known = (_thumbprints(secrets), token)
    claims = _verified.get(known)
    if claims is None:
        claims = dict(jwt.decode(token, _keys(secrets), algorithms=[ALGORITHM]).claims)
        if len(_verified) >= _MOST_VERIFIED:
            _verified.clear()
        _verified[known] = claims
    return claims


_key_sets: dict[tuple[str, ...], "KeySet"] = {}
"""Imported keys by their thumbprints: importing one takes longer than verifying with it."""


def _keys(secrets: Secrets) -> "KeySet":
    from joserfc.jwk import ECKey, KeySet

    thumbprints = _thumbprints(secrets)
    known = _key_sets.get(thumbprints)
    if known is None:
        keys: list[Any] = [ECKey.import_key(key) for key in secrets.signing_keys]
        known = _key_sets[thumbprints] = KeySet(keys)
    return known


def _thumbprints(secrets: Secrets) -> tuple[str, ...]:
    return tuple(str(key["kid"]) for key in secrets.signing_keys)
