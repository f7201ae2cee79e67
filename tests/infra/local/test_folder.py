import errno
import json
import os
import stat

import pytest

from infra.local import CannotStart
from infra.local.folder import Folder, explained, write_whole


@pytest.fixture
def folder(tmp_path):
    made = Folder(tmp_path / "data")
    yield made
    made.close()


def test_second_runtime_is_refused_and_told_whose_the_folder_is(folder):
    folder.open()
    with pytest.raises(CannotStart, match=rf"进程号 {os.getpid()}.*process {os.getpid()}"):
        Folder(folder.path).open()


def test_folder_is_free_again_once_closed(folder):
    folder.open()
    folder.close()
    folder.open()


def test_secrets_are_made_once_and_for_the_owner_alone(folder):
    folder.open()
    made = folder.secrets()
    assert folder.secrets() == made
    path = folder.path / "keys" / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_damaged_secrets_are_said_not_replaced(folder):
    folder.open()
    path = folder.path / "keys" / "secrets.json"
    path.write_text("{}")
    with pytest.raises(CannotStart, match="damaged"):
        folder.secrets()
    assert path.read_text() == "{}"


def test_real_records_are_never_opened_in_demo_mode(folder):
    folder.open()
    folder.settle(demo=False)
    folder.records("applications").touch()
    folder.settle(demo=False)
    with pytest.raises(CannotStart, match="DEMO=0"):
        folder.settle(demo=True)


def test_demo_folder_stays_one(folder):
    folder.open()
    folder.settle(demo=True)
    folder.records("applications").touch()
    folder.settle(demo=True)
    assert json.loads(folder.demo.read_text()) == {}


def test_demo_folder_is_never_opened_for_real_records(folder):
    folder.open()
    folder.settle(demo=True)
    with pytest.raises(CannotStart, match=r"DATA_DIR.*删除.*choose another folder with DATA_DIR, or delete this one"):
        folder.settle(demo=False)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def made_by_hand(path, *names):
    (path / "keys").mkdir(parents=True)
    for name in names:
        (path / name).touch()
    for each in (path, *path.iterdir()):
        each.chmod(0o755 if each.is_dir() else 0o644)


def test_folder_made_by_hand_is_closed_to_others(folder):
    made_by_hand(folder.path, "applications.sqlite", "queues.sqlite-wal", "demo.json")
    folder.open()
    assert mode(folder.path) == 0o700
    assert {mode(each) for each in folder.path.iterdir() if each.is_file()} == {0o600}
    assert mode(folder.path / "keys") == 0o700


def test_folder_that_holds_other_things_too_stays_open_but_ours_are_closed(folder):
    made_by_hand(folder.path, "applications.sqlite", "holiday.jpg")
    folder.open()
    assert mode(folder.path) == 0o755
    assert mode(folder.path / "holiday.jpg") == 0o644
    assert mode(folder.path / "applications.sqlite") == 0o600
    assert mode(folder.path / "keys") == 0o700


def test_file_in_the_folders_place_is_said(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(CannotStart, match="not a folder"):
        Folder(tmp_path / "data").open()


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "cannot be written"), (errno.EACCES, "cannot be written")],
)
def test_what_the_system_says_becomes_what_to_do(tmp_path, number, said):
    with pytest.raises(CannotStart, match=said), explained(tmp_path):
        raise OSError(number, os.strerror(number))


def test_half_written_file_leaves_the_old_one(tmp_path):
    path = tmp_path / "file.json"
    write_whole(path, "old")
    with pytest.raises(TypeError):
        write_whole(path, 5)  # type: ignore[arg-type]
    assert path.read_text() == "old"
