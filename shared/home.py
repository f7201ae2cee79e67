"""Where a service lives: the ports it works with. The one place where a process decides which home it is in."""

import os
from dataclasses import dataclass

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
    from shared.auth.secrets_aws import secrets_from_manager
    from shared.messaging.aws import EventBridgeBus
    from shared.store.dynamodb import DynamoStore

    return Home(
        store=DynamoStore(os.environ["TEPAI_TABLE"]),
        bus=EventBridgeBus(os.environ["TEPAI_BUS"]),
        clock=SystemClock(),
        secrets=secrets_from_manager(os.environ["TEPAI_SECRET_ARN"]),
        settings=Settings.of(os.environ),
    )
