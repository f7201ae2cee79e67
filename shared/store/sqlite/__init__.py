"""The Store port on one machine: a SQLite file per service."""

from shared.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
