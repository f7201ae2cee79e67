"""ministack on this machine: its own environment, started, found again and stopped."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from infra.aws import CannotGoOn
from infra.aws.names import ROOT

ENVIRONMENT = ROOT / ".venv-ministack"
"""Apart from the repository's own, because ministack pins the botocore it works with."""

STATE = ROOT / "build" / "ministack"

_NOT_FOR_FUNCTIONS = ("AWS_", "PYTHON", "TEPAI_", "LAMBDA_", "MINISTACK_")
_REQUIREMENTS = ROOT / "requirements" / "ministack.txt"
_STARTS_WITHIN_S = 60.0
_STOPS_WITHIN_S = 5.0


@dataclass(frozen=True)
class Running:
    """A ministack that answers."""

    process: int
    port: int

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def prepare(environment: Path = ENVIRONMENT) -> None:
    """Install ministack into `environment`, unless what is there is what the lock says. Raises CannotGoOn."""
    stamp = environment / "installed"
    wanted = hashlib.sha256(_REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(environment, ignore_errors=True)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in (
        [sys.executable, "-m", "venv", str(environment)],
        [*pip, "--no-deps", "--require-hashes", "--requirement", str(_REQUIREMENTS)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stdout + done.stderr).strip()
            raise CannotGoOn(f"{environment.name} could not be made; {' '.join(command[:4])} said:\n{said}")
    stamp.write_text(wanted)


def start(state: Path = STATE, environment: Path = ENVIRONMENT) -> Running:
    """Start an empty ministack on a free port of this machine alone and wait until it answers. Raises CannotGoOn."""
    stop(state)
    (state / "tmp").mkdir(parents=True)
    port = _free_port()
    log = state / "log"
    process = _left_running([str(environment / "bin" / "ministack")], state, log, _variables(port, state))
    (state / "running.json").write_text(json.dumps({"process": process, "port": port}))
    deadline = time.monotonic() + _STARTS_WITHIN_S
    while not _answers(port):
        if not _lives(process) or time.monotonic() > deadline:
            raise CannotGoOn(f"ministack does not start; the end of {log}:\n{log.read_text()[-2000:]}")
        time.sleep(0.1)
    return Running(process, port)


def _left_running(command: list[str], state: Path, log: Path, variables: dict[str, str]) -> int:
    """Start `command` as nobody's child, so that it outlives this command; give its process number."""
    script = ["sh", "-c", '"$@" >"$0" 2>&1 </dev/null & echo $!', str(log), *command]
    started = subprocess.run(
        script, cwd=state, env=variables, stdout=subprocess.PIPE, text=True, start_new_session=True, check=True
    )
    return int(started.stdout)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def stop(state: Path = STATE) -> bool:
    """Stop the ministack started with `state`, and forget all it held. Says whether there was one."""
    try:
        was = json.loads((state / "running.json").read_text())
    except FileNotFoundError:
        return False
    # A process number may be someone else's by now: only what still answers on that port is ours to end.
    answered = _answers(was["port"])
    if answered:
        _end(was["process"], was["port"])
    shutil.rmtree(state, ignore_errors=True)
    return answered


def _end(process: int, port: int) -> None:
    deadline = time.monotonic() + _STOPS_WITHIN_S
    os.kill(process, signal.SIGTERM)
    while _lives(process) and _answers(port):
        if time.monotonic() > deadline:
            # Nothing it holds is worth keeping.
            os.kill(process, signal.SIGKILL)
            return
        time.sleep(0.1)


def _variables(port: int, state: Path) -> dict[str, str]:
    # Neither real credentials nor our own import path may reach the functions: they have their package and no more.
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_NOT_FOR_FUNCTIONS)}
    ours = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        # Its MQTT listener binds every address, whatever BIND_HOST says.
        "IOT_MTLS_ENABLED": "0",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "TMPDIR": str(state / "tmp"),
    }
    return {**kept, **ours}


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
