"""The process dies at every commit of a telling, before it and after it; then it starts again and everything comes twice."""

import random
from datetime import timedelta
from itertools import count

import pytest

from services.notifications.app import service
from services.notifications.model.message import State
from shared.settings import Settings
from shared.store.port import AnswerLost, Conflict, Throttled
from shared.store.sqlite import SqliteStore
from tests.services.notifications.asking import LIFETIME, addresses, asked_and_sent, counted
from tests.services.notifications.house import MORNING, NIGHT, House, found
from tests.services.notifications.providers.outside import mail_server, sms_server
from tests.services.notifications.test_sending import OK, PHONE, by_mail, by_sms, returned


class Killed(BaseException):
    """The process is gone: nothing catches this."""


class MortalStore:
    """A store whose process dies around its nth commit."""

    def __init__(self):
        self.real = SqliteStore(":memory:")
        self.commits = 0
        self.dies_at, self.after = -1, False

    def __getattr__(self, name):
        return getattr(self.real, name)

    def commit(self, *args, **kwargs):
        self.commits += 1
        if self.commits == self.dies_at and not self.after:
            raise Killed
        answer = self.real.commit(*args, **kwargs)
        if self.commits == self.dies_at and self.after:
            raise Killed
        return answer


def lives(settings, n, after, play):
    """One life that ends at the nth commit (or does not), and the next one, in which all is delivered twice."""
    store = MortalStore()
    house = House(settings, store=store)
    store.dies_at, store.after = n, after
    died = False
    try:
        play(house)
    except Killed:
        died = True
    store.dies_at = -1
    play(house)
    house.redeliver_everything(random.Random(n))
    for _ in range(3):
        house.pass_by(timedelta(minutes=5))
    return house, died


def told_again(channel_address):
    def play(house):
        # The same events, under the same ids, as an at-least-once bus brings them.
        ids = (f"event-{number}" for number in count())
        tell = house.tell
        house.tell = lambda event, version=1, **_: tell(event, version, id=next(ids))
        try:
            returned(house, **channel_address)
        finally:
            house.tell = tell

    return play


def points(settings, play):
    store = MortalStore()
    play(House(settings, store=store))
    return store.commits


@pytest.mark.parametrize("after", [False, True])
def test_sms_is_sent_at_most_once_wherever_the_process_dies(after):
    play = told_again({"phone": PHONE})
    with sms_server(OK) as sms:
        last = points(by_sms(sms), play)
    states = set()
    assert last >= 4
    for n in range(1, last + 1):
        with sms_server(OK) as sms:
            house, died = lives(by_sms(sms), n, after, play)
        assert died
        assert len(house.messages) == 1
        state = house.only().state
        states.add(state)
        assert len(sms.asked) <= 1
        assert (len(sms.asked) == 1) if state is State.SENT else state is State.UNCERTAIN
    assert State.SENT in states
    assert State.UNCERTAIN in states


def code_again():
    """A code is asked for, by the same event each time."""

    def play(house):
        expires = MORNING + LIFETIME
        if house.clock.now() < expires:
            asked_and_sent(house, PHONE, expires=expires)

    return play


@pytest.mark.parametrize("after", [False, True])
def test_code_is_sent_at_most_once_and_its_contact_erased_wherever_the_process_dies(after):
    play = code_again()
    with sms_server(OK) as sms:
        last = points(by_sms(sms), play)
    states = set()
    assert last >= 3
    for n in range(1, last + 1):
        with sms_server(OK) as sms:
            house, died = lives(by_sms(sms), n, after, play)
        assert died
        states.add(house.only().state)
        assert len(sms.asked) <= 1
        assert len(sms.asked) == 1 or house.only().state is State.UNCERTAIN
        assert addresses(house) == 0
        assert len(counted(house, PHONE).submissions) == 1
    assert states == {State.SENT, State.UNCERTAIN}


@pytest.mark.parametrize("after", [False, True])
def test_mail_is_sent_under_one_message_id_wherever_the_process_dies(after):
    play = told_again({"email": "owner@example.com"})
    with mail_server() as (_, port):
        last = points(by_mail(port), play)
    doubled = 0
    for n in range(1, last + 1):
        with mail_server() as (mails, port):
            house, died = lives(by_mail(port), n, after, play)
        assert died
        assert house.only().state is State.SENT
        ids = [found(rb"Message-ID: (.*)\r\n", envelope.content) for envelope in mails.accepted]
        assert len(set(ids)) == 1
        doubled += len(ids) - 1
    assert doubled <= 1


@pytest.mark.parametrize("after", [False, True])
def test_mailbox_holds_one_of_each_wherever_the_process_dies(after):
    play = told_again({"email": "owner@example.com", "phone": PHONE})
    demo = Settings(demo=True)
    for n in range(1, points(demo, play) + 1):
        house, died = lives(demo, n, after, play)
        assert died
        assert {message.state for message in house.messages} == {State.SENT}
        assert sorted(mail.id for mail in house.mails) == sorted(message.id for message in house.messages)
        assert len(house.mails) == 2


class FaultyStore(MortalStore):
    """A store that now and then conflicts, throttles, or commits and loses the answer."""

    def __init__(self, chance):
        super().__init__()
        self.chance = chance

    def commit(self, *args, **kwargs):
        fault = self.chance.random()
        if fault < 0.15:
            raise Throttled
        if fault < 0.3:
            raise Conflict([])
        answer = self.real.commit(*args, **kwargs)
        if fault < 0.5:
            raise AnswerLost
        return answer


@pytest.mark.parametrize("seed", range(6))
def test_conflicts_and_lost_answers_send_nothing_twice(seed):
    play = told_again({"phone": PHONE})
    with sms_server(OK) as sms:
        house = House(by_sms(sms), store=FaultyStore(random.Random(seed)))
        play(house)
        house.redeliver_everything()
    assert len(sms.asked) == 1
    assert house.only().state is State.SENT


def test_tick_that_dies_half_way_and_is_repeated_leaves_nobody_waiting():
    with sms_server(OK) as sms:
        store = MortalStore()
        house = House(by_sms(sms), NIGHT, store=store)
        for number in range(70):
            returned(house, phone=f"+86138000{number:05d}", name=f"示例{number}")
        at = NIGHT + timedelta(hours=9)
        house.clock.move_to(at)
        store.dies_at = store.commits + 2
        with pytest.raises(Killed):
            service.schedules["due"].tick(service, at)
        store.dies_at = -1
        service.schedules["due"].tick(service, at)
        house.run()
    assert len(sms.asked) == 70
