"""Naming who of the bureau looks after a dispatch: a leader and a business section."""

from collections.abc import Sequence

from pydantic import BaseModel

from services.matching.model.dispatches import Dispatch
from shared.events.matching import LiaisonNamed
from shared.work import Work

MOST_AT_ONCE = 20
"""Dispatches named for in one commit: each is itself, two records of its audit and an event."""


class Named(BaseModel, defer_build=True):
    """The dispatches that have the liaison now, be it since now or before: a repetition answers the same."""

    dispatch_ids: tuple[str, ...]


def name_liaison(work: Work, dispatch_ids: Sequence[str], leader: str, section: str) -> Named:
    """Name leader and section for some dispatches, or others in their place. Raises Unknown."""
    named = tuple(dict.fromkeys(dispatch_ids))
    for id in named:
        dispatch = work.get(Dispatch, id)
        if (dispatch.leader, dispatch.section) == (leader, section):
            continue
        action = "liaison changed" if dispatch.looked_after else "liaison named"
        work.put(dispatch.changed(leader=leader, section=section), action)
        who = dispatch.model_dump(
            include={"county", "enterprise_name", "enterprise_owner", "commissioner_name", "commissioner_owner"}
        )
        work.tell(LiaisonNamed(dispatch_id=id, leader=leader, section=section, **who), about=dispatch)
    return Named(dispatch_ids=named)
