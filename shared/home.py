"""Where a service lives: the ports it works with. The one place where a process decides which home it is in."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shared.auth.secrets import Secrets
from shared.clock import Clock, SystemClock
from shared.messaging.bus import Bus
from shared.settings import Settings
from shared.store.port import ServiceStore


@dataclass(frozen=True)
class Home:
    """The ports of one service in one home."""

    store: ServiceStore
    bus: Bus
    clock: Clock
    secrets: Secrets
    settings: Settings


class _HomeOnAws(Home):
    """Reads the secrets at first use and keeps them: a function that needs none has no right to ask for them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        from shared.messaging.aws import EventBridgeBus
        from shared.store.dynamodb import DynamoStore

        self._secret_arn = environment["TEPAI_SECRET_ARN"]
        # Not by Home's own __init__, which wants the secrets now.
        vars(self).update(
            store=DynamoStore(environment["TEPAI_TABLE"]),
            bus=EventBridgeBus(environment["TEPAI_BUS"]),
            clock=SystemClock(),
            settings=Settings.of(environment),
        )

    @cached_property
    def secrets(self) -> Secrets:
        from shared.auth.secrets_aws import secrets_from_manager

        return secrets_from_manager(self._secret_arn)


_homes: dict[str, Home] = {}


def move_in(service: str, home: Home) -> None:
    """Give `service` its home in this process, replacing an earlier one."""
    _homes[service] = home


def home_of(service: str) -> Home:
    """The home of `service`; on AWS it is built from the function's environment at first use."""
    home = _homes.get(service)
    if home is None:
        home = _homes[service] = _home_on_aws(service)
    return home


def _home_on_aws(service: str) -> Home:
    if os.environ.get("TEPAI_HOME") != "aws":
        raise RuntimeError(f"{service} has no home: the one-machine runtime gives it one, or set TEPAI_HOME=aws on AWS")
    return _HomeOnAws(os.environ)
