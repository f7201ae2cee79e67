"""The nightly run: at 02:00 in Beijing every scheme still matched gets a run, where there is anybody to pair."""

from datetime import datetime
from functools import partial

from services.matching.commands.running import start_nightly_run
from services.matching.model.runs import RunUnderway
from services.matching.queries.runs import matched_schemes
from shared.clock import beijing_date
from shared.log import log
from shared.service import Service
from shared.work import Cause

EVERY_NIGHT = "cron(0 18 * * ? *)"
"""18:00 UTC, 02:00 in Beijing."""


def nightly_run(service: Service, at: datetime) -> None:
    """Start the runs of the night of `at`. Keyed by it, so a tick that comes again starts nothing anew."""
    for scheme_id in matched_schemes(service.home.store, beijing_date(at)):
        key = f"nightly/{scheme_id}/{at.isoformat()}"
        try:
            service.work(partial(start_nightly_run, scheme_id=scheme_id), Cause(key, key, key))
        except RunUnderway:
            log(service.name).info("nightly run passed over: one is under way", extra={"scheme_id": scheme_id})
