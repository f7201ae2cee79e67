"""A person's sessions as they see them."""

from datetime import datetime

from services.applications.model.sessions import Session
from shared.auth.actor import Actor
from shared.auth.tokens import LONGEST_SESSION
from shared.store.port import Store


def sessions(store: Store, actor: Actor, now: datetime) -> list[Session]:
    """Those of the actor's person that go on at `now`, the newest first; one read."""
    first = (now - LONGEST_SESSION).isoformat()
    found = store.query(Session.by_person, actor.person, first=first, descending=True).items
    # An epoch the actor does not have is over; so is what an index that lags behind still lists.
    return [each for each in found if each.epoch >= actor.epoch and each.ended is None]
