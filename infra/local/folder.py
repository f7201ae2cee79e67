"""The data folder: everything one machine keeps, for one running Tepai at a time."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from infra.local import CannotStart
from shared.auth.secrets import Secrets

_OWNER_ONLY = 0o600
_FOLDER_MODE = 0o700
_OURS = ("lock", "keys", "demo.json", "schedules.json")


class Folder:
    """Where things lie in the data folder. `open` makes it and locks it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.queues = path / "queues.sqlite"
        self.schedules = path / "schedules.json"
        self.demo = path / "demo.json"
        self._lock: int | None = None

    def records(self, service: str) -> Path:
        """The file of a service's records."""
        return self.path / f"{service}.sqlite"

    def open(self) -> None:
        """Make the folder and take its lock. Raises CannotStart when it cannot be written or another Tepai has it."""
        with explained(self.path):
            self.path.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            (self.path / "keys").mkdir(mode=_FOLDER_MODE, exist_ok=True)
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.read(lock, 20).decode("ascii", "replace").strip() or "?"
                os.close(lock)
                raise CannotStart(
                    f"数据目录 {self.path} 正由另一个特派使用（进程号 {holder}）：请先停止它，或用 DATA_DIR 另选。 / "
                    f"The data folder {self.path} is in use by another Tepai (process {holder}): "
                    "stop that one, or choose another folder with DATA_DIR."
                ) from None
            self._lock = lock
            self._close_to_others()
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)

    def close(self) -> None:
        """Let another Tepai have it."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def settle(self, demo: bool) -> None:
        """Note that an empty folder is the demo's. Raises CannotStart where the other mode's records are.

        In demo mode anybody at the machine may sign in as anybody, and no message leaves it: whoever was an
        administrator then would still be one.
        """
        if not demo and self.demo.exists():
            raise CannotStart(
                f"数据目录 {self.path} 中是演示数据：请用 DATA_DIR 另选一个目录，或删除该目录后再用 DEMO=0 启动。 / "
                f"The data folder {self.path} holds the demo: choose another folder with DATA_DIR, "
                "or delete this one before starting with DEMO=0."
            )
        if not demo or self.demo.exists():
            return
        if self.records("applications").exists():
            raise CannotStart(
                f"数据目录 {self.path} 中不是演示数据：请用 DEMO=0 启动，或用 DATA_DIR 另选一个空目录作演示。 / "
                f"The data folder {self.path} does not hold the demo: start with DEMO=0, "
                "or choose an empty folder for the demo with DATA_DIR."
            )
        with explained(self.path):
            write_whole(self.demo, "{}")

    def _close_to_others(self) -> None:
        """Take what is in here out of other people's sight, also where the folder was made, or restored, by hand.

        A folder that holds other things as well stays open to whom it was: it may be anything (/srv, a home). A folder
        of somebody else's cannot be closed, but what is ours in it can.
        """
        entries = list(self.path.iterdir())
        ours = [entry for entry in entries if ".sqlite" in entry.name or entry.name in _OURS]
        for entry in ours:
            _restrict(entry, _FOLDER_MODE if entry.is_dir() else _OWNER_ONLY)
        if all(entry in ours or entry.name == "lost+found" for entry in entries):
            _restrict(self.path, _FOLDER_MODE)

    def secrets(self) -> Secrets:
        """The installation's secrets, made at the first start and readable by the owner alone."""
        path = self.path / "keys" / "secrets.json"
        with explained(path):
            if not path.exists():
                write_whole(path, Secrets.fresh().to_json())
            try:
                return Secrets.from_json(path.read_text())
            except ValueError:
                raise CannotStart(
                    f"{path} 已损坏：请从备份恢复，否则已发出的链接和登录将失效。 / "
                    f"{path} is damaged: restore it from a backup, or links and sessions given out are lost."
                ) from None


def _restrict(path: Path, mode: int) -> None:
    with suppress(PermissionError, FileNotFoundError):
        path.chmod(mode)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that after any crash it is either the old one or the new one."""
    beside = path.with_name(f"{path.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the system says about `path` into what a person can do about it."""
    try:
        yield
    except OSError as error:
        raise CannotStart(_remedy(path, error)) from error


def _remedy(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{path}：磁盘已满，请清理空间后再启动。 / The disk is full: free some space, then start again."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return (
            f"{path}：目录不可写，请检查权限，或用 DATA_DIR 指定可写的目录。 / "
            "This folder cannot be written: check its permissions, or choose a writable one with DATA_DIR."
        )
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{path}：不是目录，请用 DATA_DIR 另选位置。 / This is not a folder: choose another one with DATA_DIR."
    return f"{path}：{error.strerror} / cannot be used: {error.strerror}"
