"""From the command to the first answer of /healthz, on an empty data folder."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.processes import ROOT, ended

STARTS = 5
_LONGEST_SECONDS = 60.0
_LOOK_AGAIN_SECONDS = 0.005


def figures(folder: Path) -> Iterator[Figure]:
    """The median of several starts."""
    seconds = [_start(folder / f"start-{number}") for number in range(STARTS)]
    against = f"`python -m infra.local run` with DEMO=0, median of {STARTS}, slowest {max(seconds):.2f} s"
    yield Figure("start-up to /healthz", statistics.median(seconds), "s", against)


def _start(folder: Path) -> float:
    """Seconds until it answers. Raises RuntimeError when it ends before or never does."""
    port = _free_port()
    environment = {**os.environ, "DEMO": "0", "PORT": str(port), "HOST": "127.0.0.1", "DATA_DIR": str(folder)}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.local", "run"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        while not _healthy(port):
            if process.poll() is not None:
                raise RuntimeError(f"it did not start: {process.communicate()[0]}")
            if time.perf_counter() - begun > _LONGEST_SECONDS:
                raise RuntimeError(f"no answer within {_LONGEST_SECONDS} s")
            time.sleep(_LOOK_AGAIN_SECONDS)
        return time.perf_counter() - begun
    finally:
        ended(process)


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_LONGEST_SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Accept": "application/json"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
