import itertools

import pytest

from shared.auth.actor import Actor, Role
from shared.auth.epoch import SessionEpoch, still_good
from shared.events.applications import SessionsEnded
from tests.services.notifications.house import House

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
