"""infra/local/environment.sh on machines in every state, by a PATH whose Python and apt-get do as they are told."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "infra" / "local" / "environment.sh"
TOOLS = ("cat", "chmod", "cksum", "cp", "dirname", "grep", "mkdir", "rm", "sh", "tail", "touch", "tr")

# A Python that has venv if the file `has-venv` is there, and whose pip prints what `pip-says` holds and ends as
# `pip-ends` says. It notes every call that changes something.
PYTHON = """#!/bin/sh
case "$*" in
"-c import sys"*) exit {unsupported} ;;
"-c import ensurepip"*) [ -f {machine}/has-venv ] ;;
"-m venv "*)
    echo "{name} venv" >>{machine}/calls
    mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
"-m pip install "*)
    for lock; do :; done
    echo "pip $lock" >>{machine}/calls
    cat {machine}/pip-says
    [ ! -f {machine}/power-cut ] || kill -9 $PPID
    exit "$(cat {machine}/pip-ends)" ;;
esac
"""

NETWORK = (
    "WARNING: Retrying after connection broken by 'NewConnectionError'\nERROR: No matching distribution found for x"
)


class Machine:
    """A checkout, and a PATH with nothing on it but a few tools and what the test adds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.checkout = folder / "a checkout"
        self.bin = folder / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)
        (self.checkout / "infra" / "local").mkdir(parents=True)
        shutil.copy(SCRIPT, self.checkout / "infra" / "local")
        (self.checkout / "requirements").mkdir()
        for lock in ("run", "test", "lock-tool"):
            self.lock(lock).write_text(f"{lock}==1\n")
        (folder / "calls").touch()
        (folder / "has-venv").touch()
        self.pip("Installing collected packages: x\n", ends=0)
        self.user(1000)

    def lock(self, name: str) -> Path:
        return self.checkout / "requirements" / f"{name}.txt"

    def program(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def python(self, name: str, *, supported: bool = True) -> None:
        self.program(name, PYTHON.format(name=name, machine=self.folder, unsupported=0 if supported else 1))

    def pip(self, says: str, *, ends: int) -> None:
        (self.folder / "pip-says").write_text(says)
        (self.folder / "pip-ends").write_text(str(ends))

    def user(self, number: int) -> None:
        self.program("id", f"#!/bin/sh\necho {number}\n")

    def make(self, kind: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "infra/local/environment.sh", kind],
            cwd=self.checkout,
            env={"PATH": str(self.bin)},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def calls(self) -> list[str]:
        """What was done since the last look."""
        said = (self.folder / "calls").read_text().splitlines()
        (self.folder / "calls").write_text("")
        return said

    @property
    def environment(self) -> Path:
        return self.checkout / ".venv"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def ready(machine: Machine) -> Machine:
    """With an environment made for `run`."""
    machine.python("python3.13")
    assert machine.make("run").returncode == 0
    assert machine.calls == ["python3.13 venv", "pip requirements/run.txt"]
    return machine


def test_environment_new_is_made_with_one_line_of_progress(machine: Machine) -> None:
    machine.python("python3.12")
    ended = machine.make("run")
    assert ended.returncode == 0
    assert ended.stdout == ""
    assert [line[:9] for line in ended.stderr.splitlines()] == ["正在准备 Pyth", "Preparing"]


def test_environment_unchanged_is_left_in_silence(ready: Machine) -> None:
    ended = ready.make("run")
    assert (ended.returncode, ended.stdout, ended.stderr, ready.calls) == (0, "", "", [])


def test_environment_lock_changed_installs_into_the_same(ready: Machine) -> None:
    (ready.environment / "kept").touch()
    ready.lock("run").write_text("run==2\n")
    assert ready.make("run").returncode == 0
    assert ready.calls == ["pip requirements/run.txt"]
    assert (ready.environment / "kept").exists()


def test_environment_test_adds_to_run_and_serves_it(ready: Machine) -> None:
    assert ready.make("test").returncode == 0
    assert ready.calls == ["pip requirements/test.txt"]
    assert ready.make("run").returncode == 0
    assert ready.make("test").returncode == 0
    assert ready.calls == []


def test_environment_of_the_lock_tool_stands_apart(ready: Machine) -> None:
    assert ready.make("lock").returncode == 0
    assert ready.calls == ["python3.13 venv", "pip requirements/lock-tool.txt"]
    assert (ready.checkout / ".venv-lock" / "bin" / "python").exists()
    assert ready.make("run").returncode == 0
    assert ready.calls == []


def test_environment_half_made_is_made_again(ready: Machine) -> None:
    (ready.environment / "tepai-stamp").unlink()
    (ready.environment / "torn").touch()
    assert ready.make("run").returncode == 0
    assert ready.calls == ["python3.13 venv", "pip requirements/run.txt"]
    assert not (ready.environment / "torn").exists()


def test_environment_interpreter_gone_is_made_again(ready: Machine) -> None:
    (ready.environment / "bin" / "python").unlink()
    (ready.environment / "bin" / "python").symlink_to("/nowhere/python3.13")
    assert ready.make("run").returncode == 0
    assert ready.calls == ["python3.13 venv", "pip requirements/run.txt"]


def test_environment_checkout_moved_is_made_again(ready: Machine) -> None:
    ready.checkout = ready.checkout.rename(ready.folder / "elsewhere")
    assert ready.make("run").returncode == 0
    assert ready.calls == ["python3.13 venv", "pip requirements/run.txt"]
    assert ready.make("run").returncode == 0
    assert ready.calls == []


def test_environment_takes_the_newest_python(machine: Machine) -> None:
    for name in ("python3", "python3.11", "python3.13"):
        machine.python(name)
    machine.python("python3.14", supported=False)  # as a version manager's link to nothing
    assert machine.make("run").returncode == 0
    assert machine.calls[0] == "python3.13 venv"


@pytest.mark.parametrize("old", [[], ["python3"], ["python3", "python3.11"]])
def test_environment_without_a_python_says_what_to_install(machine: Machine, old: list[str]) -> None:
    for name in old:
        machine.python(name, supported=False)
    ended = machine.make("run")
    assert ended.returncode == 2
    assert "没有找到 Python 3.11–3.14" in ended.stderr
    assert "No Python 3.11 to 3.14 found" in ended.stderr
    assert "apt-get install python3" in ended.stderr
    assert not machine.environment.exists()


def test_environment_venv_lacking_says_the_command(machine: Machine) -> None:
    machine.python("python3.11")
    machine.program("apt-get", "#!/bin/sh\nexit 1\n")
    (machine.folder / "has-venv").unlink()
    ended = machine.make("run")
    assert ended.returncode == 2
    assert ended.stderr.count("sudo apt-get install -y python3.11-venv python3-venv python3-pip") == 2
    assert not machine.environment.exists()


def test_environment_venv_lacking_without_apt_says_so(machine: Machine) -> None:
    machine.python("python3")
    (machine.folder / "has-venv").unlink()
    ended = machine.make("run")
    assert ended.returncode == 2
    assert "lacks the venv or ensurepip module" in ended.stderr


def test_environment_venv_lacking_is_installed_by_root_after_an_update(machine: Machine) -> None:
    machine.python("python3.11")
    (machine.folder / "has-venv").unlink()
    machine.user(0)
    machine.program(
        "apt-get",
        f"#!/bin/sh\ncase $1 in\nupdate) touch {machine.folder}/lists ;;\n"
        f"install) [ -f {machine.folder}/lists ] && touch {machine.folder}/has-venv ;;\nesac\n",
    )
    assert machine.make("run").returncode == 0
    assert machine.calls == ["python3.11 venv", "pip requirements/run.txt"]


def test_environment_venv_not_to_be_had_is_said(machine: Machine) -> None:
    machine.python("python3.11")
    (machine.folder / "has-venv").unlink()
    machine.user(0)
    machine.program("apt-get", "#!/bin/sh\nexit 100\n")
    ended = machine.make("run")
    assert ended.returncode == 2
    assert "Could not install python3.11-venv" in ended.stderr


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (NETWORK, ("无法从网络取得软件包", "Could not fetch packages from the network")),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", ("校验值不符", "does not match its hash")),
        ("ERROR: [Errno 28] No space left on device", ("磁盘空间不足", "The disk is full")),
        ("ERROR: x is not supported", ("安装 requirements/run.txt 失败", "ERROR: x is not supported")),
    ],
)
def test_environment_pip_failed_is_explained_and_leaves_nothing(
    machine: Machine, says: str, told: tuple[str, str]
) -> None:
    machine.python("python3")
    machine.pip(says, ends=1)
    ended = machine.make("run")
    assert ended.returncode == 2
    assert all(words in ended.stderr for words in told)
    assert not machine.environment.exists()


def test_environment_growing_without_a_network_keeps_what_stood(ready: Machine) -> None:
    ready.pip(NETWORK, ends=1)
    assert ready.make("test").returncode == 2
    assert ready.calls == ["pip requirements/test.txt"]
    assert ready.make("run").returncode == 0
    assert ready.calls == []


def test_environment_torn_while_installing_is_not_kept(ready: Machine) -> None:
    ready.pip("Installing collected packages: x, y\nERROR: broken", ends=1)
    assert ready.make("test").returncode == 2
    assert not ready.environment.exists()


def test_environment_cut_off_while_installing_is_made_again(ready: Machine) -> None:
    (ready.folder / "power-cut").touch()
    ready.lock("run").write_text("run==2\n")
    assert ready.make("run").returncode == -9
    (ready.folder / "power-cut").unlink()
    ready.lock("run").write_text("run==1\n")
    assert ready.calls == ["pip requirements/run.txt"]
    assert ready.make("run").returncode == 0
    assert ready.calls == ["python3.13 venv", "pip requirements/run.txt"]


def test_environment_unknown_kind_is_refused(machine: Machine) -> None:
    assert machine.make("").returncode == 64


@pytest.fixture
def readable_by_all() -> Iterator[Path]:
    """A folder on a path that another user may walk, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_environment_folder_read_only_is_said(readable_by_all: Path) -> None:
    machine = Machine(readable_by_all)
    machine.python("python3")
    machine.checkout.chmod(0o555)
    ended = subprocess.run(
        ["sh", "infra/local/environment.sh", "run"],
        cwd=machine.checkout,
        env={"PATH": str(machine.bin)},
        capture_output=True,
        text=True,
        check=False,
        user=65534 if os.geteuid() == 0 else None,  # root may write anywhere
    )
    machine.checkout.chmod(0o755)
    assert ended.returncode == 2
    assert "不可写" in ended.stderr
    assert "is not writable" in ended.stderr


def test_environment_real_pip_without_a_network_is_understood(machine: Machine) -> None:
    """The other tests tell pip what to say; this one listens to it, with an index that refuses every connection."""
    machine.program("python3", f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    machine.lock("run").write_text(f"tepai-nothing==1 --hash=sha256:{'0' * 64}\n")
    ended = subprocess.run(
        ["sh", "infra/local/environment.sh", "run"],
        cwd=machine.checkout,
        env={"PATH": str(machine.bin), "PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "Could not fetch packages from the network" in ended.stderr
    assert not machine.environment.exists()
