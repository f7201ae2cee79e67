"""Putting an enterprise on the waiting list, and taking it off."""

from typing import Any

from services.matching.model.parties import Host, Scheme
from services.matching.model.places import Places
from services.matching.model.waiting import Waiting
from shared.clock import beijing_date
from shared.events.matching import EnterpriseWaiting, WaitingEnded
from shared.work import Work


def let_wait(work: Work, host: Host, why: Waiting) -> None:
    """Put an enterprise that nobody serves and nobody is proposed to on the list, or say anew why it is there."""
    places = work.find(Places, host.places_id)
    if host.gone or (places is not None and places.taken(beijing_date(work.at))):
        return
    if places is not None:
        # A place taken in the same moment, be it in another scheme, would make it wait for nothing.
        work.require(places)
    if host.waiting == why:
        return
    waits = work.put(host.waiting_for(why, work.at))
    if host.waits_since is None:
        told = EnterpriseWaiting(since=work.at, reason=why.reason, **_named(work, host))
        work.tell(told, about=waits)


def stop_waiting(work: Work, host: Host) -> None:
    """Take an enterprise that is served off the list, if it was on it."""
    if host.waits_since is not None:
        served = work.put(host.served())
        work.tell(WaitingEnded(since=host.waits_since, **_named(work, host)), about=served)


def _named(work: Work, host: Host) -> dict[str, Any]:
    scheme = work.get(Scheme, host.scheme_id)
    return {
        "enterprise_id": host.id,
        "scheme_id": scheme.id,
        "year": scheme.year,
        "county": host.facts.county,
        "enterprise_name": host.facts.name,
        "enterprise_owner": host.owner,
    }
