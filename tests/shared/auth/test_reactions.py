import itertools
from datetime import UTC, datetime, timedelta

import pytest

from shared.auth.actor import Actor, Role
from shared.auth.epoch import SessionEpoch, lasting, over_by, still_good
from shared.auth.secrets import Secrets
from shared.auth.tokens import LONGEST_SESSION, BadToken, issue, read
from shared.events.applications import SessionEnded, SessionsEnded
from tests.services.notifications.house import House

START = datetime(2099, 3, 2, tzinfo=UTC)
ACTOR = Actor("p1", Role.APPLICANT, epoch=1)


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
def test_highest_epoch_stays_in_whatever_order_they_come(order):
    house = House()
    for epoch in order:
        house.tell(SessionsEnded(person_id="p1", epoch=epoch), version=epoch)
    house.run()
    house.redeliver_everything()
    assert house.kept(SessionEpoch, "p1").epoch == 3
    assert not still_good(house.store, ACTOR)
    assert still_good(house.store, Actor("p1", Role.APPLICANT, epoch=3))
    assert still_good(house.store, Actor("p2", Role.APPLICANT))


ENDS = [
    SessionEnded(person_id="p1", session_id="s1", until=START + timedelta(hours=12)),
    SessionEnded(person_id="p1", session_id="s2", until=START + timedelta(hours=12)),
    SessionsEnded(person_id="p1", epoch=1),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_ends_of_sessions_add_up_in_whatever_order_they_come(order):
    house = House()
    for place in order:
        house.tell(ENDS[place], version=place + 1)
    house.run()
    house.redeliver_everything()
    kept = house.kept(SessionEpoch, "p1")
    assert (kept.epoch, set(kept.ended)) == (1, {"s1", "s2"})
    good = [id for id in ("s1", "s2", "s3") if kept.allows(Actor("p1", Role.APPLICANT, epoch=1, session=id))]
    assert good == ["s3"]


def test_end_is_forgotten_once_no_token_could_be_good_any_more():
    known = SessionEpoch(id="p1").without("s1", START + timedelta(hours=1), START)
    later = known.without("s2", START + timedelta(hours=3), START + timedelta(hours=2))
    assert set(later.ended) == {"s2"}


def test_session_is_remembered_as_ended_for_as_long_as_a_token_of_it_could_be_good():
    secrets, until = Secrets.fresh(), over_by(START)
    last = START + LONGEST_SESSION
    token = issue(secrets, Actor("p1", Role.APPLICANT, session="s1"), last, began=START)
    assert read(secrets, token, last)[0].session == "s1"
    with pytest.raises(BadToken):
        read(secrets, token, until + timedelta(seconds=1))


def test_token_of_a_program_is_remembered_as_ended_for_as_long_as_it_could_be_good():
    secrets, lifetime = Secrets.fresh(), timedelta(days=90)
    program = Actor("p1", Role.APPLICANT, session="t1", scopes=frozenset({"applications:read"}))
    token = issue(secrets, program, START, lifetime=lifetime)
    assert read(secrets, token, START + timedelta(days=89))[0] == program
    assert read(secrets, token, lasting(START, lifetime))[0] == program
    with pytest.raises(BadToken):
        read(secrets, token, lasting(START, lifetime) + timedelta(seconds=1))
