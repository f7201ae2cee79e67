"""The file a service's records are kept in on one machine: its tables, its connections, what can be wrong with it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.store.port import AnswerLost, StoreError, Throttled, Unavailable

SCHEMA_VERSION = 2
BUSY_SECONDS = 10.0
MEMORY = ":memory:"

SCHEMA = """
CREATE TABLE records (
    kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, data TEXT NOT NULL,
    g1p TEXT, g1s TEXT, g2p TEXT, g2s TEXT, g3p TEXT, g3s TEXT, keep_until TEXT,
    PRIMARY KEY (kind, id)
);
CREATE INDEX g1 ON records (g1p, g1s, id) WHERE g1p IS NOT NULL;
CREATE INDEX g2 ON records (g2p, g2s, id) WHERE g2p IS NOT NULL;
CREATE INDEX g3 ON records (g3p, g3s, id) WHERE g3p IS NOT NULL;
CREATE TABLE outbox (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE once (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, answer TEXT NOT NULL, keep_until TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX once_by_end ON once (keep_until);
CREATE INDEX records_by_end ON records (keep_until) WHERE keep_until IS NOT NULL;
"""

MIGRATIONS = {
    1: """
ALTER TABLE records ADD COLUMN keep_until TEXT;
CREATE INDEX records_by_end ON records (keep_until) WHERE keep_until IS NOT NULL;
""",
}
"""From each earlier schema to the one after it: in place, in the transaction in which the file is opened."""

REMEDIES = {
    sqlite3.SQLITE_READONLY: "只读，请检查文件夹权限 / is read-only: check the folder's permissions",
    sqlite3.SQLITE_PERM: "没有访问权限，请检查文件夹权限 / is not accessible: check the folder's permissions",
    sqlite3.SQLITE_CANTOPEN: "无法打开，请检查文件夹是否可写 / cannot be opened: check that its folder is writable",
    sqlite3.SQLITE_FULL: "磁盘已满，请清理空间后重试 / the disk is full: free some space and try again",
    sqlite3.SQLITE_NOTADB: "不是特派的数据文件，请移走它 / is not one of Tepai's databases: move it away",
    sqlite3.SQLITE_CORRUPT: "已损坏，请恢复备份 / is damaged: restore a backup",
}


class SqliteFile:
    """Connections to one file: one that writes, under a lock, and a pool that reads beside it."""

    def __init__(self, path: Path | str, synchronous: str) -> None:
        self.path = str(path)
        self._synchronous = synchronous
        self._in_memory = self.path == MEMORY
        self._lock = threading.RLock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        if not self._in_memory:
            self._make_folder()
        self._writer = self._open()
        try:
            self._prepare(self._writer)
        except BaseException:
            self._writer.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees the last commit. In memory it is the writer itself, as there is only one."""
        if self._in_memory:
            with self._lock, self._explained():
                self._refuse_closed()
                yield self._writer
            return
        self._refuse_closed()
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._open()
        try:
            with self._explained():
                yield connection
        finally:
            self._idle.append(connection)
            if self._closed:
                self._close_idle()

    @contextmanager
    def writing(self, *, repeatable: bool = False) -> Iterator[sqlite3.Connection]:
        """The writing connection within a transaction; the caller commits, what is left open is rolled back.

        What is `repeatable` does not wait for the disk: a loss of power may undo it, and doing it again does no harm.
        """
        with self._lock, self._explained():
            self._refuse_closed()
            if repeatable:
                self._writer.execute("PRAGMA synchronous = NORMAL")
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield self._writer
                finally:
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
            finally:
                if repeatable:
                    self._writer.execute(f"PRAGMA synchronous = {self._synchronous}")

    def finish(self, connection: sqlite3.Connection) -> None:
        """Commit the open transaction. Raises AnswerLost where it may be on the disk although that did not say so."""
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_IOERR:
                raise AnswerLost(str(self.explain(error))) from error
            raise

    def close(self) -> None:
        """Close every connection; a reading one in use is closed when it comes back."""
        with self._lock:
            self._closed = True
            self._close_idle()
            self._writer.close()

    def explain(self, error: sqlite3.Error) -> StoreError:
        """`error` in the port's terms, with what to do about it."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return Throttled(f"{self.path}: 另一个程序正在写入，请稍后重试 / another program is writing; try again")
        return Unavailable(f"{self.path}: {REMEDIES.get(code, f'读写失败 / cannot be used: {error}')}")

    def _open(self) -> sqlite3.Connection:
        with self._explained():
            connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            try:
                # Without fullfsync a Mac answers before its disk has written.
                connection.execute("PRAGMA fullfsync = ON")
                connection.execute(f"PRAGMA synchronous = {self._synchronous}")
                connection.execute("PRAGMA temp_store = MEMORY")
            except BaseException:
                connection.close()
                raise
            return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        with self._explained():
            if not self._in_memory:
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            (version,) = connection.execute("PRAGMA user_version").fetchall()[0]
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchall()[0]
            if version > SCHEMA_VERSION:
                raise Unavailable(
                    f"{self.path}: 由更新的版本写成（{version} > {SCHEMA_VERSION}），请先升级 / was written by a "
                    f"newer release (schema {version}, this one knows {SCHEMA_VERSION}): upgrade before using it"
                )
            if version == 0 and tables:
                raise Unavailable(f"{self.path}: {REMEDIES[sqlite3.SQLITE_NOTADB]}")
            steps = [SCHEMA] if version == 0 else [MIGRATIONS[step] for step in range(version, SCHEMA_VERSION)]
            for step in steps:
                for statement in step.split(";"):
                    connection.execute(statement)
            if steps:
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            connection.execute("COMMIT")

    def _make_folder(self) -> None:
        try:
            Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(f"{self.path}: {REMEDIES[sqlite3.SQLITE_CANTOPEN]} ({error.strerror})") from error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self.explain(error) from error

    def _refuse_closed(self) -> None:
        if self._closed:
            raise Unavailable(f"{self.path}: 已关闭 / is closed")

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()
