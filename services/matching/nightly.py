"""By night, at 02:00 in Beijing: dispatches whose term is over end, then every scheme still matched gets a run."""

from datetime import datetime
from functools import partial

from services.matching.commands.ending import end_at_term
from services.matching.commands.running import start_nightly_run
from services.matching.model.runs import RunUnderway
from services.matching.queries.dispatches import past_their_term
from services.matching.queries.runs import matched_schemes
from shared.clock import beijing_date
from shared.log import log
from shared.service import Service
from shared.work import Cause

EVERY_NIGHT = "cron(0 18 * * ? *)"
"""18:00 UTC, 02:00 in Beijing."""


def nightly_run(service: Service, at: datetime) -> None:
    """End what is over, then start the runs of the night of `at`, which find the freed places.

    Keyed by it, so a tick that comes again does nothing anew.
    """
    today = beijing_date(at)
    for dispatch_id in past_their_term(service.home.store, today):
        key = f"term/{dispatch_id}/{at.isoformat()}"
        service.work(partial(end_at_term, dispatch_id=dispatch_id, today=today), Cause(key, key, key))
    for scheme_id in matched_schemes(service.home.store, today):
        key = f"nightly/{scheme_id}/{at.isoformat()}"
        try:
            service.work(partial(start_nightly_run, scheme_id=scheme_id), Cause(key, key, key))
        except RunUnderway:
            log(service.name).info("nightly run passed over: one is under way", extra={"scheme_id": scheme_id})
