"""The names of our cookies: over TLS such as no other host of the same domain can set."""

from shared.home import Home
from shared.web.incoming import Incoming


def cookie_name(home: Home, name: str) -> str:
    """The name a cookie with `Path=/` has in this installation.

    A neighbour (`other.city.example` beside `tepai.city.example`) may set cookies for their common domain, and so have
    somebody fill in forms in an attacker's session. Browsers take a name with `__Host-` (RFC 6265bis) from its own host
    over TLS alone; without TLS they would not take it at all.
    """
    return f"__Host-{name}" if home.settings.secure else name


def own_cookie(incoming: Incoming, home: Home, name: str) -> str:
    """What the browser keeps under one of our names; empty where it keeps nothing."""
    return incoming.cookies.get(cookie_name(home, name), "")
