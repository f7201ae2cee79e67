"""What ends sessions: a person's epoch ends all of them, and each may be ended by itself. One record tells both."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from shared.auth.actor import Actor
from shared.auth.tokens import LONGEST_SESSION, SKEW
from shared.store.port import Store
from shared.store.record import Projection

OUTLASTS = LONGEST_SESSION + SKEW
"""How long after its beginning a token of a session could still be good."""


class SessionEpoch(Projection):
    """Which sessions of a person are over, as this service knows it; its id is the person's. Absent means none.

    Those from before `epoch` are, and those in `ended`: session id -> until when that matters, since no token of it is
    good any more after that.
    """

    epoch: int = 0
    ended: Mapping[str, AwareDatetime] = {}

    def allows(self, actor: Actor) -> bool:
        """Whether the actor's session goes on."""
        return actor.epoch >= self.epoch and actor.session not in self.ended

    def without(self, session: str, until: datetime, now: datetime) -> "SessionEpoch":
        """The same with one session over, and forgetting those that do not matter any more."""
        mattering = {id: end for id, end in self.ended.items() if end >= now}
        return self.changed(ended=mattering | {session: until})


def over_by(began: datetime) -> datetime:
    """Until when the end of a session that began then must be remembered."""
    return began + OUTLASTS


def lasting(began: datetime, lifetime: timedelta) -> datetime:
    """Until when the end of a program's token must be remembered."""
    return began + lifetime + SKEW


def still_good(store: Store, actor: Actor) -> bool:
    """Whether no sign-out or change of role has ended the session since the token was issued. One key read."""
    known = store.get(SessionEpoch, actor.person)
    return known is None or known.allows(actor)
