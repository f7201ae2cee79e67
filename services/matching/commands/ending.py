"""Ending a dispatch: by the city for a reason, or by the clock when its term is over."""

from datetime import date

from pydantic import BaseModel

from services.matching.commands.waiting import let_wait
from services.matching.model.dispatches import Dispatch, EndReason
from services.matching.model.parties import Host, Scheme
from services.matching.model.places import Places
from services.matching.model.waiting import ENDED, Waiting
from shared.clock import beijing_date
from shared.events.matching import DispatchEnded
from shared.work import Work


class Ended(BaseModel, defer_build=True):
    """The dispatch that is over, and its last day."""

    dispatch_id: str
    ended_on: date


def end_dispatch(work: Work, dispatch_id: str, reason: EndReason, note: str, asked_by: str, day: date) -> Ended:
    """End a dispatch, which frees its place on both sides; what was reported stays.

    Raises Unknown, EndedBefore, EndDay, NoteNeeded.
    """
    dispatch = work.get(Dispatch, dispatch_id)
    over = dispatch.ended(day, reason, note, asked_by, beijing_date(work.at))
    return _end(work, over, f"ended: {reason}")


def end_at_term(work: Work, dispatch_id: str, today: date) -> None:
    """End a dispatch whose last day is before `today`; one that ended meanwhile is left as it is. Raises Unknown."""
    dispatch = work.get(Dispatch, dispatch_id)
    if dispatch.ended_on is None and dispatch.ends < today:
        _end(work, dispatch.ended(dispatch.ends, EndReason.TERM, "", "", today), "ended: the term is over")


def _end(work: Work, over: Dispatch, action: str) -> Ended:
    work.put(over, action)
    host = work.find(Host, over.enterprise_id)
    hosting = host.places_id if host else f"enterprise/{over.enterprise_key or over.enterprise_id}"
    for id in (hosting, Places.of_person(over.commissioner_owner)):
        places = work.find(Places, id)
        if places is not None:
            work.put(places.freeing(over.proposal_id))
    if host is not None and over.end_reason is not EndReason.TERM:
        _wait_again(work, host)
    told = over.model_dump(include=set(DispatchEnded.model_fields) - {"dispatch_id"})
    work.tell(DispatchEnded(dispatch_id=over.id, **told), about=over)
    assert over.ended_on is not None  # noqa: S101 - `ended` set it
    return Ended(dispatch_id=over.id, ended_on=over.ended_on)


def _wait_again(work: Work, host: Host) -> None:
    """An enterprise whose dispatch ended early waits for another one, while its scheme still brings people together."""
    scheme = work.find(Scheme, host.scheme_id)
    if scheme is not None and scheme.is_matched_on(beijing_date(work.at)):
        let_wait(work, host, Waiting(reason=ENDED))
