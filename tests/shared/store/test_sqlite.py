"""What the one-machine store promises beyond the port: threads, restarts, readable refusals."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from shared.store.port import Conflict, Delete, Put, Throttled, Unavailable
from shared.store.sqlite import SqliteStore
from shared.store.sqlite.file import MIGRATIONS, SCHEMA, SCHEMA_VERSION
from shared.store.sqlite.store import SWEEPS
from tests.contracts.store.kinds import START, Counter, Parcel, Ticket, envelope, once

FIRST = Path(__file__).parent / "schema-1.sql"
"""A file as the first release wrote it, dumped."""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "parcels.db"


@pytest.fixture
def store(path):
    store = SqliteStore(path)
    yield store
    store.close()


@pytest.fixture(params=["file", "memory"])
def either(request, path):
    store = SqliteStore(path if request.param == "file" else ":memory:", synchronous="OFF")
    yield store
    store.close()


def in_threads(count, work):
    failures = []

    def guarded(number):
        try:
            work(number)
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_what_was_answered_is_there_after_a_restart(path):
    store = SqliteStore(path)
    store.commit([Put(Parcel(id="p", label="甲"))], [envelope("e1")], once())
    store.close()
    again = SqliteStore(path)
    assert again.get(Parcel, "p") == Parcel(id="p", label="甲", version=1)
    assert again.query(Parcel.by_shelf, "A").items == (again.get(Parcel, "p"),)
    assert again.waiting() == [envelope("e1")]
    assert again.commit([], [], once()) == once()
    again.close()


def test_concurrent_increments_lose_nothing(either):
    either.commit([Put(Counter(id="c"))])

    def increment(number):
        for _ in range(40):
            while True:
                read = either.get(Counter, "c")
                try:
                    either.commit([Put(read.changed(count=read.count + 1))], [envelope(f"{number}-{read.count}")])
                    break
                except Conflict:
                    continue

    in_threads(6, increment)
    assert either.get(Counter, "c") == Counter(id="c", count=240, version=241)
    assert len(either.waiting(limit=500)) == 240


def test_concurrent_uses_of_one_key_happen_once(either):
    answers = []

    def use(number):
        for round in range(30):
            answer = either.commit([Put(Counter(id=f"{round}-{number}"))], [], once(key=f"k{round}"))
            answers.append(answer)

    in_threads(6, use)
    stored = either.get_many(Counter, [f"{round}-{number}" for round in range(15) for number in range(6)])
    assert len(stored) == 15
    assert answers.count(None) == 30


def test_reader_sees_a_commit_whole_or_not_at_all(either):
    either.commit([Put(Counter(id="a")), Put(Counter(id="b"))])
    done = threading.Event()

    def write():
        for _ in range(300):
            pair = either.get_many(Counter, ["a", "b"])
            either.commit([Put(pair[id].changed(count=pair[id].count + 1)) for id in "ab"])
        done.set()

    def read():
        while not done.is_set():
            pair = either.get_many(Counter, ["a", "b"])
            assert pair["a"] == pair["b"].changed(id="a")

    in_threads(3, lambda number: write() if number == 0 else read())


def test_told_after_each_commit_that_tells_and_after_no_other(path):
    seen = []

    def told():
        seen.append([it.id for it in telling.waiting()])

    telling = SqliteStore(path, told=told)
    telling.commit([Put(Counter(id="c"))])
    telling.commit([Put(Counter(id="d"))], [envelope("e1")], once())
    telling.commit([Put(Counter(id="x"))], [envelope("e2")], once())
    with pytest.raises(Conflict):
        telling.commit([Put(Counter(id="c"))], [envelope("e3")])
    telling.commit([], [envelope("e4", minutes=1)])
    assert seen == [["e1"], ["e1", "e4"]]
    telling.close()


def test_sweeping_forgets_only_what_is_over(store):
    for n in range(3):
        store.commit([], [], once(key=f"k{n}"))
    end = once().keep_until
    assert store.sweep_expired(end) == 0
    assert store.commit([], [], once(key="k0")) == once(key="k0")
    assert store.sweep_expired(end.replace(microsecond=8)) == 3
    assert store.commit([], [], once(key="k0")) is None


def test_sweeping_takes_more_than_one_stretch(either, monkeypatch):
    monkeypatch.setattr("shared.store.sqlite.store.SWEEP_AT_ONCE", 10)
    for n in range(25):
        either.commit([], [], once(key=f"k{n}"))
    assert either.sweep_expired(once().keep_until.replace(year=2030)) == 25


def test_events_of_one_moment_wait_in_the_order_they_were_told(store):
    for id in ("b", "a", "c"):
        store.commit([], [envelope(id)])
    assert [it.id for it in store.waiting()] == ["b", "a", "c"]


@pytest.mark.parametrize("descending", [False, True])
def test_listing_is_read_from_its_index(store, path, descending):
    from shared.store.draft import Span
    from shared.store.sqlite.store import _condition

    order = "DESC" if descending else "ASC"
    with sqlite3.connect(path) as connection:
        for span in (
            Span("p", None, None, None),
            Span("p", "a", "b", None),
            Span("p", None, None, ("a", "1")),
            Span("p", "a" if descending else None, None if descending else "z", ("b", "1")),
        ):
            where, values = _condition(span, 2, descending)
            plan = connection.execute(
                f"EXPLAIN QUERY PLAN SELECT data FROM records WHERE {where} ORDER BY g2s {order}, id {order} LIMIT 9",
                values,
            ).fetchall()
            assert len(plan) == 1
            assert "USING INDEX g2 (g2p=?" in plan[0][3]
    connection.close()


def test_removed_record_leaves_nothing_behind(store, path):
    store.commit([Put(Parcel(id="p", content="示例秘密"))])
    store.commit([Delete(store.get(Parcel, "p"))])
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM records").fetchall() == [(0,)]
    connection.close()


def test_another_writer_for_too_long_is_throttled(path, monkeypatch):
    monkeypatch.setattr("shared.store.sqlite.file.BUSY_SECONDS", 0.01)
    store = SqliteStore(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Throttled, match="another program"):
        store.commit([Put(Counter(id="c"))])
    assert store.get(Counter, "c") is None
    other.execute("ROLLBACK")
    other.close()
    store.commit([Put(Counter(id="c"))])
    assert store.get(Counter, "c") == Counter(id="c", version=1)
    store.close()


def test_file_that_is_no_database_is_refused(path):
    path.parent.mkdir()
    path.write_bytes(b"not a database, and long enough to be looked at" * 100)
    with pytest.raises(Unavailable, match="not one of Tepai's databases"):
        SqliteStore(path)
    assert path.read_bytes().startswith(b"not a database")


def test_database_of_something_else_is_refused(path):
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.commit()
    other.close()
    with pytest.raises(Unavailable, match="not one of Tepai's databases"):
        SqliteStore(path)


def test_newer_schema_is_refused_and_left_alone(path):
    SqliteStore(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(Unavailable, match="newer release"):
        SqliteStore(path)


def test_file_of_the_first_schema_is_taken_over_with_all_that_is_in_it(path):
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    connection.close()
    for _ in range(2):
        store = SqliteStore(path)
        assert store.query(Parcel.by_shelf, "B").items == (Parcel(id="p", shelf="B", label="甲", version=2),)
        assert store.get(Ticket, "old") == Ticket(id="old", ends=START, version=1)
        assert store.waiting() == [envelope("e1")]
        assert store.earlier("k1") == once()
        # What has no end yet gets one when it is changed.
        assert store.sweep_expired(START.replace(month=3, day=2)) == 0
        store.close()
    store = SqliteStore(path)
    old = Ticket(id="old", ends=START, holder="示例甲", version=1)
    store.commit([Put(old), Put(Ticket(id="new", ends=START))])
    assert store.sweep_expired(START.replace(month=3, day=2)) == 2
    assert store.query(Parcel.by_shelf, "B").items
    store.close()
    with sqlite3.connect(path) as taken_over, sqlite3.connect(":memory:") as made:
        made.executescript(SCHEMA)
        assert shape_of(taken_over) == shape_of(made)
        assert taken_over.execute("PRAGMA user_version").fetchall() == [(SCHEMA_VERSION,)]
    taken_over.close()
    made.close()


def shape_of(connection):
    """Columns of each table and what is indexed where, however it came to be."""
    tables = {
        name: connection.execute(f"PRAGMA table_info({name})").fetchall() for name in ("records", "once", "outbox")
    }
    indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    return tables, connection.execute(indexes).fetchall()


def test_taking_over_is_whole_or_not_at_all(path, monkeypatch):
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
    connection.close()
    monkeypatch.setitem(MIGRATIONS, 1, MIGRATIONS[1] + "CREATE INDEX g1 ON records (id)")
    with pytest.raises(Unavailable):
        SqliteStore(path)
    monkeypatch.undo()
    store = SqliteStore(path)
    store.commit([Put(Ticket(id="new", ends=START))])
    assert store.get(Ticket, "old") is not None
    store.close()


def test_sweeping_reads_no_more_than_what_it_removes(store, path):
    with sqlite3.connect(path) as connection:
        for statement in SWEEPS:
            plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", ("x", 1)).fetchall()
            steps = [step[3] for step in plan]
            assert any("by_end" in step for step in steps), steps
            assert not any(step.startswith("SCAN") for step in steps), steps
    connection.close()


def test_sweeping_removes_records_in_stretches(either, monkeypatch):
    monkeypatch.setattr("shared.store.sqlite.store.SWEEP_AT_ONCE", 10)
    either.commit([Put(Ticket(id=str(n), ends=START)) for n in range(25)])
    assert either.sweep_expired(START.replace(year=2030)) == 25
    assert either.query(Ticket.by_holder, "").items == ()


def test_folder_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be opened"):
        SqliteStore(tmp_path / "file" / "parcels.db")


def test_path_that_is_a_folder_is_refused(tmp_path):
    with pytest.raises(Unavailable, match="cannot be opened"):
        SqliteStore(tmp_path)


def test_full_disk_is_named_and_nothing_is_done(store, path):
    store.commit([Put(Counter(id="c"))])
    with store._file.writing() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchall()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Unavailable, match="the disk is full"):
        store.commit([Put(store.get(Counter, "c").changed(count=1)), Put(Parcel(id="p", content="x" * 300_000))])
    assert store.get(Counter, "c") == Counter(id="c", version=1)
    assert store.get(Parcel, "p") is None
    store.commit([Put(store.get(Counter, "c").changed(count=2))])


def test_read_only_database_is_named(store, path):
    with store._file.writing() as connection:
        connection.execute("ROLLBACK")
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(Unavailable, match="read-only"):
        store.commit([Put(Counter(id="c"))])


def test_closed_store_says_so(either):
    either.close()
    for call in (lambda: either.get(Counter, "c"), lambda: either.commit([Put(Counter(id="c"))]), either.waiting):
        with pytest.raises(Unavailable, match="closed"):
            call()


def test_naive_moment_is_refused(store):
    with pytest.raises(ValueError, match="time zone"):
        store.waiting(before=START.replace(tzinfo=None))


def test_commits_that_wait_together_are_synced_together(tmp_path):
    store = SqliteStore(tmp_path / "together.db")
    syncs = []

    def slow_disk(statement):
        if statement == "COMMIT":
            syncs.append(statement)
            time.sleep(0.02)

    store._file._writer.set_trace_callback(slow_disk)
    try:
        in_threads(8, lambda number: store.commit([Put(Counter(id=str(number)))], [], once(key=f"k{number}")))
        assert len(store.get_many(Counter, [str(number) for number in range(8)])) == 8
    finally:
        store.close()
    assert len(syncs) < 8


def test_what_refuses_one_of_many_commits_leaves_the_others(either):
    either.commit([Put(Counter(id="taken"))])
    refused, done = [], []

    def use(number):
        for round in range(10):
            ids = ["taken"] if number % 2 else [f"{number}-{round}"]
            try:
                either.commit([Put(Counter(id=id)) for id in [f"with-{number}-{round}", *ids]])
                done.append(f"with-{number}-{round}")
            except Conflict as conflict:
                refused.append((f"with-{number}-{round}", conflict.keys))

    in_threads(6, use)
    assert (len(refused), len(done)) == (30, 30)
    assert sorted(either.get_many(Counter, done)) == sorted(done)
    assert {keys for _, keys in refused} == {("Counter/taken",)}
    assert either.get_many(Counter, [id for id, _ in refused]) == {}
