"""Ending a dispatch: the form and what it sends."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.matching.commands.ending import Ended, end_dispatch
from services.matching.model.dispatches import ASKED_BY, END_REASONS, Dispatch, EndReason
from services.matching.queries.dispatches import DispatchView
from services.matching.service import service
from shared.auth.actor import Reach, Role
from shared.clock import beijing_date
from shared.fields import Sent
from shared.web.answer import Done, Shown
from shared.web.call import Call

CITY = {Role.CITY_OFFICER: Reach.ALL}


class EndForm(Sent):
    """Since when it is over, why, and on whose wish; the note is for both sides to read."""

    day: date
    end_reason: EndReason
    asked_by: Literal["enterprise", "commissioner", "bureau"]
    note: Annotated[str, Field(max_length=500)] = ""


@service.get("/matching/dispatches/{dispatch_id}/end", may=CITY, page="end_form.html", summary="The form of an end")
def end_form(call: Call, dispatch_id: str) -> Shown[DispatchView]:
    """With what follows from it."""
    found = call.load(Dispatch, dispatch_id, Dispatch.belongs)
    return Shown(DispatchView.of(found, beijing_date(call.now)), _words(call))


@service.post("/matching/dispatches/{dispatch_id}/end", may=CITY, form="end_form.html", summary="End a dispatch")
def end(call: Call, dispatch_id: str, body: EndForm) -> Done[Ended]:
    """Free its place on both sides and tell them."""
    done = call.perform(end_dispatch, dispatch_id, body.end_reason, body.note, body.asked_by, body.day)
    return Done(done, see=f"/matching/dispatches/{dispatch_id}")


@service.form_data("end_form.html")
def _words(call: Call) -> dict[str, object]:
    today = beijing_date(call.now).isoformat()
    return {"action": call.incoming.path, "reasons": END_REASONS, "wishes": ASKED_BY, "today": today}
