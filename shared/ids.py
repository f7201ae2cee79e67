"""Identifiers: random where something begins, derived where a repetition must name the same thing."""

import hashlib
import secrets
from base64 import b32encode

ID_LENGTH = 26


def new_id() -> str:
    """A fresh identifier of 130 random bits, safe in an address and on paper (lower-case letters and digits 2-7)."""
    return b32encode(secrets.token_bytes(20)).decode("ascii")[:ID_LENGTH].lower()


def derived_id(*parts: str) -> str:
    """The identifier that belongs to `parts`: the same parts give the same one, so repeating creates nothing new."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return b32encode(digest).decode("ascii")[:ID_LENGTH].lower()


def shard_of(id: str, shards: int) -> int:
    """Which of `shards` partitions an id is listed in, so that none is hot.

    Stored listings stand by it: it never changes.
    """
    return int(hashlib.sha256(id.encode()).hexdigest()[:8], 16) % shards
