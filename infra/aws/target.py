"""Which interpreter and machine a package is built for."""

import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from infra.aws import CannotGoOn

LAMBDA_PYTHONS = ((3, 12), (3, 13), (3, 14))
"""Lambda's runtimes with glibc 2.34. Its python3.11 has 2.26, for which numpy and OR-Tools have no wheels any more."""

DEFAULT_LAMBDA_PYTHON = (3, 13)

LAMBDA_PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
"""What pip may take for Lambda, newest first: it does not conclude from one of them to the older ones."""


@dataclass(frozen=True)
class Target:
    """An interpreter and, where it is not this machine's own, the platforms whose wheels it can load."""

    python: tuple[int, int]
    platforms: Sequence[str] = ()

    @property
    def runtime(self) -> str:
        """Lambda's name for it."""
        return "python{}.{}".format(*self.python)

    @property
    def compiles(self) -> bool:
        """Whether this interpreter can make its .pyc files; without them a cold start takes 2.4 times as long."""
        return self.python == sys.version_info[:2]

    def pip_options(self) -> list[str]:
        """What tells pip to install for it."""
        if not self.platforms:
            return []
        version = "{}.{}".format(*self.python)
        options = ["--implementation", "cp", "--python-version", version]
        for abi in ("cp{}{}".format(*self.python), "abi3", "none"):
            options += ["--abi", abi]
        for name in self.platforms:
            options += ["--platform", name]
        return options


def for_lambda() -> Target:
    """The Lambda runtime nearest to this interpreter: its own version where Lambda has that, else the default one."""
    here = (sys.version_info[0], sys.version_info[1])
    return Target(here if here in LAMBDA_PYTHONS else DEFAULT_LAMBDA_PYTHON, LAMBDA_PLATFORMS)


def for_this_machine() -> Target:
    """This interpreter on this machine, as ministack runs functions. Raises CannotGoOn where it is not CPython."""
    if platform.python_implementation() != "CPython":
        raise CannotGoOn(f"packages need CPython, this is {platform.python_implementation()}: use another python3")
    return Target((sys.version_info[0], sys.version_info[1]))
