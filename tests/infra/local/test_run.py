"""What a person is told when Tepai cannot start: one line in each language, exit status 2, no traceback."""

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from infra.local import CannotStart
from infra.local.__main__ import main
from infra.local.run import Choices

ROOT = Path(__file__).parents[3]


def started(data: Path, **choices: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEPAI_")}
    environment = {**kept, "DATA_DIR": str(data), **choices}
    return subprocess.Popen(
        [sys.executable, "-m", "infra.local", "run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refusal(data: Path, **choices: str) -> str:
    process = started(data, **choices)
    out, said = process.communicate(timeout=60)
    assert process.returncode == 2, out + said
    assert "Traceback" not in out + said
    assert len(said.strip().splitlines()) == 1
    return said


@pytest.fixture
def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return str(sock.getsockname()[1])


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"PORT": "eight"}, "PORT must be a number"),
        ({"PORT": "70000"}, "PORT must be a number"),
        ({"DEMO": "yes"}, "DEMO must be 0 or 1"),
        ({"HOST": "0.0.0.0"}, "add DEMO=0"),
        (
            {"TEPAI_BASE_URL": "https://tepai.example.com"},
            "TEPAI_BASE_URL=https://tepai.example.com：请加 DEMO=0.*add DEMO=0",
        ),
        ({"TEPAI_BASE_URL": "http://localhost.example.com:8000"}, "add DEMO=0"),
        ({"TEPAI_BASE_URL": "tepai.example.com"}, "add DEMO=0"),
        ({"TEPAI_BASE_URL": "http://[::1"}, "add DEMO=0"),
        ({"HOST": "0.0.0.0", "DEMO": "0"}, "set TEPAI_BASE_URL"),
    ],
)
def test_choices_that_cannot_be_right_are_said(choices, said):
    with pytest.raises(CannotStart, match=said):
        Choices.of(choices)


def test_empty_choices_count_as_none():
    chosen = Choices.of({"PORT": "", "DATA_DIR": "", "DEMO": "", "HOST": ""})
    assert chosen == Choices("127.0.0.1", 8000, Path("data"), demo=True)


@pytest.mark.parametrize("base_url", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:9000/tepai"])
def test_demo_may_be_told_its_own_address(base_url):
    assert Choices.of({"TEPAI_BASE_URL": base_url}).demo


def test_real_use_may_have_any_address():
    assert not Choices.of({"TEPAI_BASE_URL": "https://tepai.example.com", "DEMO": "0"}).demo


def test_demo_off_this_machine_is_one_line(tmp_path, free_port):
    said = refusal(tmp_path / "data", PORT=free_port, TEPAI_BASE_URL="https://tepai.example.com")
    assert "请加 DEMO=0" in said
    assert not (tmp_path / "data").exists()


def test_demos_folder_without_the_demo_is_one_line(tmp_path, free_port):
    data = tmp_path / "data"
    data.mkdir()
    (data / "demo.json").write_text("{}")
    assert "DATA_DIR" in refusal(data, PORT=free_port, DEMO="0")


def test_package_that_is_missing_is_one_line(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "waitress.server", None)
    for name in ("infra.local.run", "infra.local.machine", "infra.local.http_server"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert main(["run"]) == 2
    said = capsys.readouterr().err
    assert "rm -r .venv" in said
    assert "waitress" in said
    assert len(said.splitlines()) == 1


def test_wrong_port_is_one_line(tmp_path):
    assert "PORT=8000" in refusal(tmp_path / "data", PORT="eight")


def test_port_taken_is_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"PORT={port + 1}" in refusal(tmp_path / "data", PORT=str(port))


def test_folder_that_cannot_be_made_is_one_line(tmp_path, free_port):
    # Root writes wherever it likes, but not below a file.
    (tmp_path / "file").write_text("")
    assert "DATA_DIR" in refusal(tmp_path / "file" / "data", PORT=free_port)


def test_folder_of_a_newer_release_is_one_line(tmp_path, free_port):
    data = tmp_path / "data"
    data.mkdir()
    connection = sqlite3.connect(data / "applications.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "upgrade" in refusal(data, PORT=free_port, DEMO="0")


def test_real_records_in_demo_mode_are_one_line(tmp_path, free_port):
    data = tmp_path / "data"
    data.mkdir()
    (data / "applications.sqlite").touch()
    assert "DEMO=0" in refusal(data, PORT=free_port)


def test_empty_system_gives_the_first_administrator_a_link_and_stops_when_told(tmp_path, free_port):
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    process = started(data, PORT=free_port, DEMO="0")
    try:
        assert process.stdout is not None
        lines: list[str] = []
        while not any("/applications/sign-in/" in line for line in lines):
            line = process.stdout.readline()
            assert line, process.stderr.read() if process.stderr else ""
            lines.append(line)
        link = lines[-1].split()[-1]
        assert urllib.request.urlopen(link).status == 200
        with pytest.raises(urllib.request.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{free_port}/notifications/mailbox")
        # Nobody else on this computer may read what is kept here.
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert {stat.S_IMODE(each.stat().st_mode) & 0o077 for each in data.rglob("*")} == {0}
        process.send_signal(signal.SIGTERM)
        out, said = process.communicate(timeout=30)
        assert process.returncode == 0, out + said
        assert "Traceback" not in out + said
    finally:
        process.kill()
        process.communicate()
