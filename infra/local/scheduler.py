"""What the services do by the clock: their own Chalice schedule declarations, fired through their own functions.

A tick is known by its scheduled time, in the event and in the file that remembers the last one: a machine that was off
fires the latest missed tick of each schedule once when it is back, and one killed in the middle fires it again.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.local.folder import write_whole
from infra.local.lambda_context import LambdaContext
from infra.local.ticks import Ticks, ticks_of
from infra.local.workers import FUNCTION_SECONDS
from shared.clock import Clock
from shared.log import log
from shared.messaging.functions import scheduled_event

MOST_TRIES = 3
"""How often Lambda runs a tick that fails; what is left undone then is found by the next tick."""

_RETRY_SECONDS = 5.0
_LONGEST_WAIT_SECONDS = 30.0
"""A clock may be set, so the next tick is never waited for in one piece."""


@dataclass(frozen=True)
class Scheduled:
    """One declared schedule: `name` is unique in the house (`matching/nightly`)."""

    name: str
    ticks: Ticks
    function: Callable[[Any, Any], Any]


def schedules_of(apps: Mapping[str, Any]) -> list[Scheduled]:
    """Every schedule the apps declare. Raises BadExpression for one this home cannot keep."""
    from chalice.app import ScheduledEventConfig

    found = []
    for service, app in apps.items():
        for source in app.event_sources:
            if isinstance(source, ScheduledEventConfig):
                expression = source.schedule_expression
                text = expression if isinstance(expression, str) else expression.to_string()
                found.append(Scheduled(f"{service}/{source.name}", ticks_of(text), app.handler_map[source.name]))
    return found


class Scheduler:
    """Fires what is due by `clock`."""

    def __init__(self, schedules: list[Scheduled], clock: Clock, memory: Path) -> None:
        self._schedules = schedules
        self._clock = clock
        self._memory = memory
        self._last = _remembered(memory)
        self._tries: dict[str, int] = {}

    def step(self) -> float:
        """Fire what is due; answers the seconds until something is."""
        self.fire_due()
        if self._tries:
            return _RETRY_SECONDS
        now = self._clock.now()
        following = [schedule.ticks.following(now) for schedule in self._schedules]
        waits = [(moment - now).total_seconds() for moment in following if moment is not None]
        return max(0.0, min([*waits, _LONGEST_WAIT_SECONDS]))

    def fire_due(self) -> int:
        """Fire each schedule whose latest tick has not been fired; answers how many were."""
        return sum(self._fire(schedule) for schedule in self._schedules)

    def _fire(self, schedule: Scheduled) -> bool:
        now = self._clock.now()
        tick = schedule.ticks.latest(now)
        last = self._last.get(schedule.name)
        if last is None:
            # Met for the first time: what was due before it existed is nobody's miss.
            self._remember(schedule.name, now)
            return False
        if tick is None or tick <= last:
            return False
        context = LambdaContext(f"tepai-{schedule.name}", f"{schedule.name}@{tick.isoformat()}", FUNCTION_SECONDS)
        try:
            schedule.function(json.loads(json.dumps(scheduled_event(tick))), context)
        except Exception as error:  # noqa: BLE001 - logged and tried again; the clock goes on
            self._tries[schedule.name] = self._tries.get(schedule.name, 0) + 1
            log("runtime").exception("tick failed", extra={"schedule": schedule.name, "error": type(error).__name__})
            if self._tries[schedule.name] < MOST_TRIES:
                return False
        self._tries.pop(schedule.name, None)
        self._remember(schedule.name, tick)
        return True

    def _remember(self, name: str, moment: datetime) -> None:
        self._last[name] = moment
        write_whole(self._memory, json.dumps({each: at.isoformat() for each, at in self._last.items()}, indent=1))


def _remembered(path: Path) -> dict[str, datetime]:
    try:
        return {name: datetime.fromisoformat(at) for name, at in json.loads(path.read_text()).items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError, TypeError):
        # Only convenience is lost: every schedule begins again from now.
        log("runtime").warning("schedules forgotten", extra={"file": path.name})
        return {}
