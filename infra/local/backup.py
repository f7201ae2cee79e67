"""A copy of the data folder in one file, taken while Tepai runs or stands.

Every SQLite file is copied as it was at one and the same moment: while the queues are held still, no event can leave an
outbox and no message a queue, so what is on its way is in the copy at least once, which its listeners stand.
"""

import sqlite3
import tempfile
import zipfile
from contextlib import ExitStack, closing
from pathlib import Path

from infra.local import CannotStart
from infra.local.folder import Folder, explained

_LEFT_OUT = ("-wal", "-shm", ".new", "lock")
_BUSY_SECONDS = 30.0


def back_up(data_dir: str, target: str) -> int:
    """Write the backup to `target`, which must not exist. Raises CannotStart."""
    folder, to = Folder(Path(data_dir)), Path(target)
    if not folder.queues.is_file():
        raise CannotStart(f"{folder.path} 不是特派的数据目录。 / {folder.path} is not a data folder of Tepai.")
    if to.exists():
        raise CannotStart(f"{to} 已存在，请换一个文件名。 / {to} exists already: choose another name.")
    with explained(to), tempfile.TemporaryDirectory(dir=to.parent) as work:
        copies = _copied(folder, Path(work))
        beside = Path(work) / "backup.zip"
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(path for path in folder.path.rglob("*") if path.is_file()):
                if not path.name.endswith(_LEFT_OUT):
                    archive.write(copies.get(path, path), path.relative_to(folder.path))
        # The keys are in it.
        beside.chmod(0o600)
        beside.replace(to)
    print(f"已备份 / backed up: {to}（{to.stat().st_size} bytes）")
    return 0


def _copied(folder: Folder, work: Path) -> dict[Path, Path]:
    """The copy of each SQLite file, all of one moment."""
    with ExitStack() as open_files:

        def opened(path: Path) -> sqlite3.Connection:
            connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            return open_files.enter_context(closing(connection))

        still = opened(folder.queues)
        still.execute("BEGIN IMMEDIATE")
        sources = {}
        for path in sorted(folder.path.glob("*.sqlite")):
            sources[path] = opened(path)
            # A read within a transaction fixes what this connection sees from now on.
            sources[path].execute("BEGIN")
            sources[path].execute("SELECT count(*) FROM sqlite_master").fetchall()
        still.execute("ROLLBACK")
        copies = {}
        for path, source in sources.items():
            copies[path] = work / path.name
            source.backup(opened(copies[path]))
        return copies
