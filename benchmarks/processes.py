"""Processes of the benchmarks: started from the repository's root, listened to by the line, and always ended."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
READY_SECONDS = 60.0
ENDING_SECONDS = 20.0


class Running:
    """A process that writes one JSON line when it is ready. Suspended, it takes nothing from what runs beside it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"{process.args!r} ended before it was ready")
        self.said: dict[str, Any] = json.loads(line)

    def suspend(self) -> None:
        """Let it stand still."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def running(module: str, *arguments: str, errors: Path | None = None) -> Iterator[Running]:
    """`python -m module arguments…` until the end of the block. What it logs goes to the file `errors`."""
    with (errors or Path(os.devnull)).open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            yield Running(process)
        finally:
            process.send_signal(signal.SIGCONT)
            ended(process)


def ended(process: "subprocess.Popen[str]") -> None:
    """End `process` politely, or not so."""
    process.terminate()
    try:
        process.communicate(timeout=ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def answer_of(module: str, question: Mapping[str, Any], seconds: float) -> Any:
    """What `python -m module` writes as JSON when it is given `question` as JSON. Raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        input=json.dumps(question),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=seconds,
    )
    return json.loads(done.stdout)
