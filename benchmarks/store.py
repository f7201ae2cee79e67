"""Commits of the one-machine store beside the same rows written to sqlite3 bare, in turns, on the same disk."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from benchmarks.figure import Figure, ratio_of_medians
from shared.store.port import Once, Put
from shared.store.record import Index, Record
from shared.store.sqlite import SqliteStore

ROUNDS = 6
COMMITS = 150
ITEMS = 4
"""Records of a commit; with what makes it happen once, five rows."""
MOST_RATIO = 2.0
_TEXT = "加工中心电主轴转速一万二千转时，前轴承温升超过四十度，希望优化结构与冷却。"


class Measured(Record):
    """A record of the size of a small one of ours."""

    text: str
    state: str = "submitted"
    at: datetime

    by_state: ClassVar[Index["Measured"]] = Index(partition=lambda each: each.state, sort=lambda each: each.id)


def figures(folder: Path) -> Iterator[Figure]:
    """Seconds of five-row commits as a ratio, and how many a second each makes."""
    store = SqliteStore(folder / "store.sqlite")
    bare = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    bare.executescript("""
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        CREATE TABLE records (
            kind TEXT, id TEXT, version INTEGER, data TEXT, g1p TEXT, g1s TEXT, PRIMARY KEY (kind, id)
        );
        CREATE INDEX g1 ON records (g1p, g1s, id);
        CREATE TABLE once (key TEXT PRIMARY KEY, fingerprint TEXT, answer TEXT, keep_until TEXT) WITHOUT ROWID;
    """)
    ours: list[float] = []
    theirs: list[float] = []
    for round in range(ROUNDS):
        ours += _timed(lambda place: _commit(store, place), round)
        theirs += _timed(lambda place: _commit_bare(bare, place), round)
    store.close()
    bare.close()
    rates = [COMMITS * ROUNDS / sum(taken) for taken in (theirs, ours)]
    against = f"bare sqlite3 with the same rows {rates[0]:.0f}/s, the store {rates[1]:.0f}/s, synchronous=FULL"
    yield Figure("store: a five-row commit, Tepai ÷ bare", ratio_of_medians(ours, theirs), "×", against, MOST_RATIO)


def _timed(commit: Callable[[str], None], round: int) -> list[float]:
    taken = []
    for place in range(COMMITS):
        begun = time.perf_counter()
        commit(f"{round:03d}-{place:05d}")
        taken.append(time.perf_counter() - begun)
    return taken


def _commit(store: SqliteStore, place: str) -> None:
    now = datetime.now(UTC)
    records = [Measured(id=f"{place}-{number}", text=_TEXT, at=now) for number in range(ITEMS)]
    store.commit([Put(record) for record in records], (), Once(place, "", "{}", now + timedelta(days=30)))


def _commit_bare(bare: sqlite3.Connection, place: str) -> None:
    now = datetime.now(UTC).isoformat()
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("INSERT INTO once VALUES (?, '', '{}', ?)", (place, now))
    for number in range(ITEMS):
        id = f"{place}-{number}"
        data = f'{{"id":"{id}","text":"{_TEXT}","state":"submitted","at":"{now}"}}'
        bare.execute("INSERT INTO records VALUES ('Measured', ?, 1, ?, 'submitted', ?)", (id, data, id))
    bare.execute("COMMIT")
