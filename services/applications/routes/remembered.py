"""What a browser keeps of signing in: which code it asked for, and to which contacts it signed in before.

Both cookies are out of reach of scripts. The first holds the challenge's id and a mark only we can make of it, so that
nobody else can try, replay or look at a challenge, and nobody can be made to answer another's. The second holds keyed
hashes of a few contacts with the day until which they count; it opens nothing, it only reaches the part of the limits
that strangers cannot use up.
"""

import hmac
from datetime import UTC, datetime, timedelta

from shared.home import Home
from shared.web.call import Call
from shared.web.incoming import Incoming
from shared.web.own_cookie import cookie_name, own_cookie

CHALLENGE_COOKIE = "tepai_code"
CHALLENGE_KEPT = timedelta(minutes=35)
"""As long as a code may be tried and a new person may take to say who they are."""

DEVICE_COOKIE = "tepai_device"
DEVICE_KEPT = timedelta(days=180)
MOST_CONTACTS = 5
"""Contacts one browser is known for: the computer of an office has several people."""
_MARK = 22
"""Characters of a keyed hash that are kept, 132 bits."""


def challenge_cookie(home: Home, challenge_id: str) -> str:
    """The Set-Cookie value that binds a challenge to this browser; an empty id removes it."""
    value = f"{challenge_id}.{home.secrets.derive('challenge', challenge_id)}" if challenge_id else ""
    return _cookie(home, CHALLENGE_COOKIE, value, CHALLENGE_KEPT if value else timedelta(0))


def challenge_of(call: Call) -> str:
    """The id of the challenge this browser asked for, or "" where it asked for none."""
    id, _, mark = own_cookie(call.incoming, call.home, CHALLENGE_COOKIE).partition(".")
    ours = call.home.secrets.derive("challenge", id)
    return id if id and hmac.compare_digest(mark.encode(errors="replace"), ours.encode()) else ""


def device_cookie(home: Home, incoming: Incoming, contact: str, now: datetime) -> str:
    """The Set-Cookie value of a browser that signed in to a contact just now, beside those it knew before."""
    before = [
        entry for entry in _entries(home, incoming) if _is_good(home, entry, now) and not _is_of(home, entry, contact)
    ]
    until = int((now + DEVICE_KEPT).timestamp())
    name = f"{_contact_mark(home, contact)}.{until}"
    entry = f"{name}.{home.secrets.derive('device', name)[:_MARK]}"
    return _cookie(home, DEVICE_COOKIE, "~".join([entry, *before][:MOST_CONTACTS]), DEVICE_KEPT)


def knows(call: Call, contact: str) -> bool:
    """Whether this browser signed in to the contact before, lately enough."""
    entries = _entries(call.home, call.incoming)
    return any(_is_good(call.home, each, call.now) and _is_of(call.home, each, contact) for each in entries)


def _entries(home: Home, incoming: Incoming) -> list[str]:
    return own_cookie(incoming, home, DEVICE_COOKIE).split("~")[:MOST_CONTACTS]


def _is_good(home: Home, entry: str, now: datetime) -> bool:
    name, _, mark = entry.rpartition(".")
    ours = home.secrets.derive("device", name)[:_MARK]
    if not hmac.compare_digest(mark.encode(errors="replace"), ours.encode()):
        return False
    return datetime.fromtimestamp(int(name.rpartition(".")[2]), UTC) > now


def _is_of(home: Home, entry: str, contact: str) -> bool:
    return hmac.compare_digest(entry.partition(".")[0].encode(errors="replace"), _contact_mark(home, contact).encode())


def _contact_mark(home: Home, contact: str) -> str:
    return home.secrets.derive("device-contact", contact)[:_MARK]


def _cookie(home: Home, name: str, value: str, kept: timedelta) -> str:
    secure = "; Secure" if home.settings.secure else ""
    age = int(kept.total_seconds())
    return f"{cookie_name(home, name)}={value}; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age={age}"
