"""The number that ends sessions: a token is good only while its epoch is its person's."""

from shared.auth.actor import Actor
from shared.store.port import Store
from shared.store.record import Projection


class SessionEpoch(Projection):
    """One person's current epoch, as this service knows it; its id is the person's. Absent means 0."""

    epoch: int = 0


def still_good(store: Store, actor: Actor) -> bool:
    """Whether no sign-out or change of role has ended the session since the token was issued. One key read."""
    known = store.get(SessionEpoch, actor.person)
    return actor.epoch >= (known.epoch if known else 0)
