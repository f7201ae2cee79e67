"""One decision, from reading to commit: what a command or a reaction works with, and how it is carried through.

A command is `command(work, …) -> answer`: it reads through `work`, decides, stages changes and events, and answers
something small that may be stored (no personal data). `perform` commits it all at once under a key, so that however
often the same request or event comes, the effect is there once and the answer is the same.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import TypeAdapter

from shared.audit.chain import next_link
from shared.auth.actor import Actor
from shared.clock import Clock
from shared.events.envelope import Envelope, Event, seal
from shared.ids import derived_id, new_id
from shared.language import N_
from shared.rules import Refusal, RuleBroken, Unknown
from shared.store.port import (
    AnswerLost,
    Change,
    Conflict,
    Delete,
    KeyReused,
    Once,
    Page,
    Put,
    Require,
    Store,
    StoreError,
    Throttled,
    key_of,
)
from shared.store.record import Index, R, Record

KEEP_KEYS = timedelta(days=30)
"""How long a key is remembered: twice SQS's longest retention (14 days), so a redriven message still finds it."""

TRIES = 8
FIRST_PAUSE_S = 0.01

A = TypeVar("A")


class Busy(RuleBroken):
    """The same record was changed by others at every try."""

    says = N_("该记录正被多人同时修改，请稍后重试")


@dataclass(frozen=True)
class Cause:
    """What work follows from: the key that makes it happen once, and where it stands in a chain of causes."""

    key: str
    correlation_id: str
    causation_id: str
    fingerprint: str = ""


class Work:
    """What one decision read, changes and tells. Nothing leaves it before `commit`."""

    def __init__(self, store: Store, *, by: Actor, at: datetime, cause: Cause) -> None:
        self._store = store
        self._cause = cause
        self._read: dict[tuple[str, int], Record] = {}
        self._changes: dict[str, Change] = {}
        self._actions: dict[str, str] = {}
        self._told: list[tuple[Event, Record]] = []
        self._ids = 0
        self.by = by
        self.at = at

    def find(self, kind: type[R], id: str) -> R | None:
        """The record as this work sees it (its own staged changes included), or None."""
        key = f"{kind.__name__}/{id}"
        staged = self._changes.get(key)
        if staged is not None:
            return None if isinstance(staged, Delete) else staged.record  # type: ignore[return-value]
        record = self._store.get(kind, id)
        if record is not None:
            self._read[key, record.version] = record
        return record

    def get(self, kind: type[R], id: str) -> R:
        """Like `find`, but a missing record raises Unknown."""
        record = self.find(kind, id)
        if record is None:
            raise Unknown(kind=kind.__name__, id=id)
        return record

    def query(self, index: Index[R], partition: str, **terms: Any) -> Page[R]:
        """A page of a listing; it may lag, so decide nothing that must be unique or bounded by it."""
        page = self._store.query(index, partition, **terms)
        self._read.update({(key_of(record), record.version): record for record in page.items})
        return page

    def put(self, record: R, action: str = "") -> R:
        """Stage a new or changed record. `action` is what the audit chain calls it."""
        self._stage(Put(record), action)
        return record

    def remove(self, record: Record, action: str = "") -> None:
        """Stage the removal of a record."""
        self._stage(Delete(record), action)

    def require(self, record: Record) -> None:
        """Let the commit depend on `record` standing unchanged."""
        self._changes.setdefault(key_of(record), Require(record))

    def tell(self, event: Event, about: Record) -> None:
        """Stage an event about `about`, at the version this commit gives it."""
        self._told.append((event, about))

    def new_id(self) -> str:
        """An identifier that a repetition of this work would give again."""
        self._ids += 1
        return derived_id(self._cause.key, str(self._ids))

    def commit(self, answer: str) -> Once | None:
        """Commit everything staged. Answers the earlier Once if this work was done before, else None."""
        if not self._changes and not self._told:
            return None
        changes = [change for staged in self._changes.values() for change in self._with_audit(staged)]
        once = Once(self._cause.key, self._cause.fingerprint, answer, self.at + KEEP_KEYS)
        return self._store.commit(changes, self._envelopes(), once)

    def _stage(self, change: Put | Delete, action: str) -> None:
        key = key_of(change.record)
        self._changes[key] = change
        self._actions[key] = action

    def _with_audit(self, change: Change) -> Sequence[Change]:
        record = change.record
        if isinstance(change, Require) or not record.audited:
            return [change]
        key = key_of(record)
        before = self._read.get((key, record.version)) if record.version else None
        after = record if isinstance(change, Put) else None
        entry, detail = next_link(
            before, after, by=self.by, at=self.at, action=self._actions[key] or "changed", salt=new_id()
        )
        kept = Put(record.changed(audit_head=entry.hash)) if isinstance(change, Put) else change
        return [kept, Put(entry), Put(detail)]

    def _envelopes(self) -> list[Envelope]:
        return [
            seal(
                event,
                id=derived_id(self._cause.key, "event", str(number)),
                time=self.at,
                subject=key_of(about),
                subject_version=self._version_after(about),
                correlation_id=self._cause.correlation_id,
                causation_id=self._cause.causation_id,
            )
            for number, (event, about) in enumerate(self._told)
        ]

    def _version_after(self, about: Record) -> int:
        change = self._changes.get(key_of(about))
        return about.version if change is None or isinstance(change, Require) else change.record.version + 1


def perform(
    store: Store,
    clock: Clock,
    command: Callable[[Work], A],
    *,
    by: Actor,
    cause: Cause,
    answers: TypeAdapter[A],
    pause: Callable[[float], None] = time.sleep,
) -> A:
    """Carry `command` through: run it, commit it, and run it again from fresh records when others came first.

    Raises what the command raises, KeyReused when the key stands for another request, and after TRIES Busy where others
    came first, or what the store said (Throttled, AnswerLost).
    """
    last: StoreError | None = None
    for attempt in range(TRIES):
        work = Work(store, by=by, at=clock.now(), cause=cause)
        try:
            return _tried(store, work, command, cause, answers)
        except _DoneBefore as done:
            if done.once.fingerprint != cause.fingerprint:
                raise KeyReused(cause.key) from None
            return answers.validate_json(done.once.answer)
        except (Conflict, Throttled, AnswerLost) as error:
            last = error
            pause(FIRST_PAUSE_S * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
    if last is None or isinstance(last, Conflict):
        raise Busy
    raise last


class _DoneBefore(Exception):
    """This work was committed under its key already."""

    def __init__(self, once: Once) -> None:
        self.once = once


def _tried(store: Store, work: Work, command: Callable[[Work], A], cause: Cause, answers: TypeAdapter[A]) -> A:
    try:
        answer = command(work)
    except Refusal:
        # A repetition finds its own effect in the way ("already accepted"): it gets the answer of the first time.
        earlier = store.earlier(cause.key)
        if earlier is None:
            raise
        raise _DoneBefore(earlier) from None
    earlier = work.commit(answers.dump_json(answer).decode())
    if earlier is not None:
        raise _DoneBefore(earlier)
    return answer
