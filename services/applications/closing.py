"""Soon after midnight in Beijing public notices whose last day is over are closed."""

from datetime import datetime
from functools import partial

from services.applications.commands.noticing import DUE, close_notice
from shared.due import falling_due
from shared.service import Service
from shared.work import Cause

EVERY_MIDNIGHT = "cron(5 16 * * ? *)"
"""16:05 UTC, 00:05 in Beijing."""


def close_notices(service: Service, at: datetime) -> None:
    """Close every notice that is over at `at`; each once, however often the clock says it."""
    for due in falling_due(service.home.store, DUE, at):
        key = f"close/{due.id}"
        service.work(partial(close_notice, due_id=due.id), Cause(key, key, key))
