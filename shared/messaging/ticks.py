"""What happens by the clock: once for each scheduled time, however often the clock says it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from shared.log import log, request_context
from shared.messaging.relay import sweep
from shared.service import Schedule
from shared.store.port import Once

if TYPE_CHECKING:
    from shared.service import Service

KEEP_TICKS = timedelta(days=7)
"""How long a done tick is remembered; the clock repeats one within hours."""


@runtime_checkable
class Forgets(Protocol):
    """A store that must be told to forget what is past its time; DynamoDB does it by itself."""

    def sweep_expired(self, now: datetime) -> int:
        """Forget it, and answer how much it was."""
        ...


def tick(service: "Service", schedule: Schedule, at: datetime) -> None:
    """Do what `schedule` is about for its scheduled time `at`, unless that was done.

    The mark is set after it is done, so a crash in between does it again: a tick keys its own steps by `at`
    (`service.work`, whose keys must not be this one) or is harmless when repeated.
    """
    with request_context(service.name, f"{schedule.name}-{at.isoformat()}"):
        if schedule is SWEEP:
            # Every minute and harmless: a mark would be a row a minute.
            schedule.tick(service, at)
            return
        key = f"ticked/{service.name}/{schedule.name}/{at.isoformat()}"
        if service.home.store.earlier(key) is not None:
            return
        schedule.tick(service, at)
        service.home.store.commit((), (), Once(key, "", "", service.home.clock.now() + KEEP_TICKS))
        log(service.name).info("tick done", extra={"schedule": schedule.name, "at": at.isoformat()})


def _sweep(service: "Service", at: datetime) -> None:
    home = service.home
    now = home.clock.now()
    left_over = sweep(home.store, home.bus, now)
    if left_over:
        log(service.name).warning("left-over events told by the sweeper", extra={"count": left_over})
    if isinstance(home.store, Forgets):
        home.store.sweep_expired(now)


SWEEP = Schedule("sweep", "rate(1 minute)", _sweep)
"""Every service has it: tell what the relay left over, forget what may be forgotten."""
