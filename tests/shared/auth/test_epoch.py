"""The epoch ends sessions: in whatever order and however often it is told, it only rises."""

import itertools
from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter

from shared.auth.actor import Actor, Role, service_actor
from shared.auth.epoch import SessionEpoch, still_good
from shared.auth.reactions import on_sessions_ended
from shared.clock import MovableClock
from shared.events.applications import SessionsEnded
from shared.events.envelope import seal
from shared.store.sqlite import SqliteStore
from shared.work import Cause, perform

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def store():
    made = SqliteStore(":memory:")
    yield made
    made.close()


def hear(store, epoch: int, delivery: int) -> None:
    event = SessionsEnded(person_id="p1", epoch=epoch)
    envelope = seal(
        event,
        id=f"e{epoch}",
        time=NOW,
        subject="Person/p1",
        subject_version=epoch + 1,
        correlation_id="c",
        causation_id="c",
    )
    perform(
        store,
        MovableClock(NOW),
        lambda work: on_sessions_ended(work, event, envelope),
        by=service_actor("matching"),
        # Another inbox key each time: what is tested is the reaction, not the inbox before it.
        cause=Cause(f"inbox/{envelope.id}/{delivery}", "c", envelope.id),
        answers=TypeAdapter(None),
    )


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3, 2])))
def test_epoch_is_the_highest_heard_in_any_order(store, order):
    for delivery, epoch in enumerate(order):
        hear(store, epoch, delivery)
    known = store.get(SessionEpoch, "p1")
    assert known is not None
    assert known.epoch == 3


def test_session_is_good_until_a_higher_epoch_is_known(store):
    def actor(epoch: int) -> Actor:
        return Actor("p1", Role.APPLICANT, epoch=epoch)

    assert still_good(store, actor(0)), "nothing known: nobody signed out"
    hear(store, 2, 0)
    assert [still_good(store, actor(epoch)) for epoch in (0, 1, 2, 3)] == [False, False, True, True]
    assert still_good(store, Actor("p2", Role.APPLICANT)), "another person"
