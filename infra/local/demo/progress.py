"""How far the loading is: a bar on a terminal, a line per stage elsewhere."""

from typing import TextIO

_WIDTH = 24


class Progress:
    """Shows one stage after the other, each with its name."""

    def __init__(self, out: TextIO, stages: int) -> None:
        self._out = out
        self._stages = stages
        self._stage = 0
        self._name = ""
        self._steps = 0
        self._done = 0
        self._bar = out.isatty()

    def begin(self, name: str, steps: int) -> None:
        """A stage of so many steps begins."""
        self._stage += 1
        self._name, self._steps, self._done = name, steps, 0
        if not self._bar:
            self._out.write(f"[{self._stage}/{self._stages}] {name}\n")
            self._out.flush()
        self._show()

    def step(self) -> None:
        """One of its steps is done."""
        self._done += 1
        self._show()

    def end(self) -> None:
        """All is done."""
        if self._bar:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def _show(self) -> None:
        if not self._bar:
            return
        part = (self._stage - 1 + (self._done / self._steps if self._steps else 1)) / self._stages
        full = round(part * _WIDTH)
        self._out.write(f"\r\x1b[K[{'#' * full}{'.' * (_WIDTH - full)}] {self._stage}/{self._stages} {self._name}")
        if self._steps:
            self._out.write(f" {self._done}/{self._steps}")
        self._out.flush()
