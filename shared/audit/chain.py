"""The audit chain of a record.

Entry n sits at (record, version n) and carries the hash of entry n-1, in the same commit as the version itself, so the
record's own version is the only contention. An entry holds a salted commitment to what changed; the readable change is
kept apart, where it can be erased on request without breaking the chain.
"""

import hashlib
import json
from datetime import datetime
from typing import Any, ClassVar

from shared.auth.actor import Actor
from shared.clock import beijing_date
from shared.ids import shard_of
from shared.store.record import Index, Record

UNREADABLE = frozenset({"version", "audit_head"})
"""Fields of the store itself, which are no change anybody made."""

SHARDS = 8
"""Partitions a day's entries are spread over."""


class AuditEntry(Record):
    """One link: who did what to which version of a record, when. Its id is `Kind/id/version`, version zero-padded."""

    at: datetime
    actor: str
    role: str
    action: str
    previous: str
    commitment: str
    hash: str

    by_day: ClassVar[Index["AuditEntry"]] = Index(
        partition=lambda entry: f"{beijing_date(entry.at).isoformat()}#{shard_of(entry.id, SHARDS)}",
        sort=lambda entry: entry.id,
    )


class AuditChange(Record):
    """The readable side of an entry of the same id: field -> [before, after]. Erasable."""

    salt: str
    fields: dict[str, tuple[Any, Any]]


def entry_id(record: Record, version: int) -> str:
    """Where the entry of a record's version stands."""
    return f"{record.kind}/{record.id}/{version:010d}"


def difference(before: Record | None, after: Record | None) -> dict[str, tuple[Any, Any]]:
    """Field -> (before, after), both as JSON values, for the fields that changed."""
    old = {} if before is None else before.model_dump(mode="json", exclude=set(UNREADABLE))
    new = {} if after is None else after.model_dump(mode="json", exclude=set(UNREADABLE))
    return {
        name: (old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    }


def commitment_to(salt: str, fields: dict[str, tuple[Any, Any]]) -> str:
    """A hash that binds to `fields` and tells nothing of them to who lacks the salt."""
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\x1f{text}".encode()).hexdigest()


def link_hash(entry_id: str, at: datetime, actor: str, role: str, action: str, previous: str, commitment: str) -> str:
    """The hash of one entry over everything it says and the entry before it."""
    parts = (entry_id, at.isoformat(), actor, role, action, previous, commitment)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def next_link(
    before: Record | None, after: Record | None, *, by: Actor, at: datetime, action: str, salt: str
) -> tuple[AuditEntry, AuditChange]:
    """The entry for a change of one record from `before` to `after` (None: it did not, or will no longer, exist)."""
    subject = after or before
    if subject is None:
        raise ValueError("a change has a record before it or after it")
    fields = difference(before, after)
    id = entry_id(subject, subject.version + 1)
    commitment = commitment_to(salt, fields)
    hash = link_hash(id, at, by.person, by.role, action, subject.audit_head, commitment)
    entry = AuditEntry(
        id=id,
        at=at,
        actor=by.person,
        role=by.role,
        action=action,
        previous=subject.audit_head,
        commitment=commitment,
        hash=hash,
    )
    return entry, AuditChange(id=id, salt=salt, fields=fields)


class BrokenChain(Exception):
    """An audit chain that does not hold; the text names the entry."""


def verify(entries: list[AuditEntry], changes: dict[str, AuditChange], head: str) -> None:
    """Check one record's entries, oldest first, against each other, their readable changes and the record's head."""
    previous = ""
    for entry in entries:
        expected = link_hash(entry.id, entry.at, entry.actor, entry.role, entry.action, previous, entry.commitment)
        if entry.previous != previous or entry.hash != expected:
            raise BrokenChain(f"{entry.id} does not follow from the entry before it")
        change = changes.get(entry.id)
        if change is not None and commitment_to(change.salt, change.fields) != entry.commitment:
            raise BrokenChain(f"the readable change of {entry.id} is not the one committed to")
        previous = entry.hash
    if previous != head:
        raise BrokenChain("the record's head is not its last entry: an entry is missing")
