"""Zips whose bytes depend on their files alone."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

_WHEN = (2020, 1, 1, 0, 0, 0)
"""The time every file says it is from; any one will do."""


def write_zip(package: Path, parts: Sequence[tuple[Path, str]]) -> None:
    """Write `package` from `parts`: a file or folder, and its name in the zip ('' puts a folder's contents on top)."""
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as opened:
        for name, path in sorted(_files(parts)):
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Lambda runs as another user than the one who owns the files: all may read, and libraries may be loaded.
            entry.external_attr = (0o755 if path.suffix == ".so" else 0o644) << 16
            opened.writestr(entry, path.read_bytes())


def unzipped_size(package: Path) -> int:
    """What `package` takes when it is unpacked, in bytes."""
    with zipfile.ZipFile(package) as opened:
        return sum(entry.file_size for entry in opened.infolist())


def _files(parts: Iterable[tuple[Path, str]]) -> Iterator[tuple[str, Path]]:
    for path, name in parts:
        if path.is_file():
            yield name, path
            continue
        for below in path.rglob("*"):
            if below.is_file():
                yield "/".join(filter(None, [name, below.relative_to(path).as_posix()])), below
