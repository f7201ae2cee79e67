"""A backup taken under load holds everything that was answered, once it has been carried on."""

import threading
import zipfile

import pytest

from infra.local import CannotStart
from infra.local.backup import back_up
from infra.local.dead_letters import list_dead, redrive
from tests.infra.local.test_machine import RuntimeThing, heard, machine_of, make_thing  # noqa: F401


def test_backup_under_load_loses_nothing(machine_of, tmp_path, capsys):  # noqa: F811
    machine = machine_of()
    made: list[str] = []
    ending = threading.Event()

    def make() -> None:
        while not ending.is_set():
            made.append(make_thing(machine))

    maker = threading.Thread(target=make)
    maker.start()
    while len(made) < 20:
        ending.wait(0.01)
    before = list(made)
    assert back_up(str(machine.folder.path), str(tmp_path / "backup.zip")) == 0
    ending.set()
    maker.join(30)
    machine.stop()
    assert "backup.zip" in capsys.readouterr().out

    machine.folder.path.rename(tmp_path / "broken")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(machine.folder.path)
    restored = machine_of()
    restored.drain()
    assert {heard(restored, thing) for thing in before} == {4}


def test_backup_never_overwrites_and_knows_its_folder(tmp_path):
    with pytest.raises(CannotStart, match="not a data folder"):
        back_up(str(tmp_path), str(tmp_path / "backup.zip"))
    (tmp_path / "queues.sqlite").touch()
    (tmp_path / "backup.zip").touch()
    with pytest.raises(CannotStart, match="exists already"):
        back_up(str(tmp_path), str(tmp_path / "backup.zip"))


def test_dead_letters_are_listed_without_their_content_and_put_back(machine_of, capsys):  # noqa: F811
    machine = machine_of(background=False)
    thing = make_thing(machine)
    RuntimeThing.failures = 1000
    machine.drain()
    assert list_dead(str(machine.folder.path)) == 0
    said = capsys.readouterr().out
    assert f"RuntimeThingDone RuntimeThing/{thing}" in said
    assert "RuntimeError at tests/infra/local/test_machine.py" in said
    assert '"left"' not in said
    RuntimeThing.failures = 0
    assert redrive(str(machine.folder.path), "matching") == 0
    assert "matching: 1" in capsys.readouterr().out
    machine.drain()
    assert heard(machine, thing) == 4


def test_redrive_of_an_unknown_service_is_refused(tmp_path):
    with pytest.raises(CannotStart, match="no service nobody"):
        redrive(str(tmp_path), "nobody")
