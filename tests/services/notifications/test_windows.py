"""Nobody is sent more codes than the windows allow, and no stranger can use up what an owner needs to sign in."""

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.app import service
from services.notifications.commands import claim_message
from services.notifications.counting import CODE, Tally
from services.notifications.model.contact import Channel
from services.notifications.model.message import Mail, State
from services.notifications.model.windows import CODE_WINDOWS, Submission, Submitted, full_window, next_day
from services.notifications.sending import US
from shared.clock import BEIJING
from shared.events.applications import ApplicationReturned, EnterpriseAccepted, EnterpriseFacts
from shared.events.notifications import MessageDue
from shared.store.faults import Fault, FaultyStore, seeded
from shared.store.port import AnswerLost, Conflict, Throttled
from shared.store.sqlite import SqliteStore
from shared.work import Busy, Cause, Work
from tests.services.notifications.asking import asked, asked_and_sent, counted
from tests.services.notifications.house import MORNING, SECRETS, House
from tests.services.notifications.providers.outside import sms_server
from tests.services.notifications.test_sending import BUSY, OK, PHONE, by_sms

MOST = {"%Y-%m-%d %H:%M": 1, "%Y-%m-%d %H": 5, "%Y-%m-%d": 10}
MOST_UNTRUSTED = {"%Y-%m-%d %H:%M": 1, "%Y-%m-%d %H": 3, "%Y-%m-%d": 6}
"""The windows once more, as what a wall clock in China shows, so that the proof does not lean on the code."""

requests = st.lists(st.tuples(st.integers(min_value=0, max_value=2 * 24 * 3600), st.booleans()), max_size=80).map(
    sorted
)


def beyond(sent, limits):
    """The natural windows with more in them than `limits` allow."""
    return [
        window
        for shown, most in limits.items()
        for window, count in Counter(at.astimezone(BEIJING).strftime(shown) for at in sent).items()
        if count > most
    ]


@given(requests)
def test_accepted_ones_fill_no_window_and_a_refused_one_would(asked_for):
    accepted: list[Submission] = []
    for number, (seconds, trusted) in enumerate(asked_for):
        at = MORNING + timedelta(seconds=seconds)
        full = full_window(CODE_WINDOWS, accepted, at, trusted)
        tried = [*accepted, Submission(message=str(number), at=at, trusted=trusted)]
        everybody = [each.at for each in tried]
        strangers = [each.at for each in tried if not each.trusted]
        over = beyond(everybody, MOST) or (not trusted and beyond(strangers, MOST_UNTRUSTED))
        assert bool(full) is bool(over)
        if full is None:
            accepted = tried


@pytest.mark.parametrize(
    ("first", "second", "sent"),
    [("09:30:00", "09:30:59", 1), ("09:30:59", "09:31:00", 2)],
)
def test_minute_is_the_one_a_wall_clock_shows(first, second, sent):
    house = House(start=datetime.fromisoformat(f"2021-03-01T{first}+08:00"))
    asked_and_sent(house, PHONE, "challenge1")
    house.clock.move_to(datetime.fromisoformat(f"2021-03-01T{second}+08:00"))
    asked_and_sent(house, PHONE, "challenge2")
    assert len(house.mails) == sent


def test_code_that_came_closer_to_the_one_before_on_its_way_waits_out_the_minute():
    house = House(start=datetime.fromisoformat("2021-03-01T09:30:00.2+08:00"))
    asked_and_sent(house, PHONE, "challenge1")
    house.clock.move_to(datetime.fromisoformat("2021-03-01T09:30:59.9+08:00"))
    asked_and_sent(house, PHONE, "challenge2")
    assert outcomes(house) == {"sent": 1, "code_limit_minute": 1}
    house.pass_by(timedelta(seconds=60))
    assert outcomes(house) == {"sent": 2}
    assert len(house.mails) == 2


def every_minute(house, count, **said):
    for number in range(count):
        asked_and_sent(house, PHONE, f"challenge{house.clock.now():%d%H%M}{number}", **said)
        house.clock.move_to(house.clock.now() + timedelta(minutes=1))


def outcomes(house):
    return Counter(message.error or message.state.value for message in house.messages)


def test_beyond_its_window_a_code_is_withheld_for_good_and_the_outbox_says_why():
    house = House()
    every_minute(house, 7, trusted=True)
    assert outcomes(house) == {"sent": 5, "code_limit_hour": 2}
    assert {message.state for message in house.messages} == {State.SENT, State.WITHHELD}
    house.pass_by(timedelta(days=1))
    assert len(house.mails) == 5


def test_day_holds_ten_and_the_next_begins_at_midnight():
    house = House(start=datetime(2021, 3, 1, 21, 0, tzinfo=BEIJING))
    for hour in (21, 22, 23):
        house.move_to(datetime(2021, 3, 1, hour, 30, tzinfo=BEIJING))
        every_minute(house, 5, trusted=True)
    assert outcomes(house) == {"sent": 10, "code_limit_day": 5}
    house.move_to(datetime(2021, 3, 2, 0, 0, tzinfo=BEIJING))
    every_minute(house, 1, trusted=True)
    assert outcomes(house)["sent"] == 11


def test_strangers_who_flood_a_number_leave_its_owner_a_part():
    house = House(start=datetime(2021, 3, 1, 9, 0, tzinfo=BEIJING))
    every_minute(house, 10)
    assert outcomes(house) == {"sent": 3, "code_limit_hour": 7}
    every_minute(house, 2, trusted=True)
    assert outcomes(house)["sent"] == 5
    for hour in (10, 11, 12):
        house.move_to(datetime(2021, 3, 1, hour, 0, tzinfo=BEIJING))
        every_minute(house, 5)
    assert outcomes(house)["sent"] == 8, "three of strangers and two of the owner's, then three more of strangers"
    every_minute(house, 3, trusted=True)
    assert outcomes(house)["sent"] == 10


def test_other_numbers_and_addresses_have_windows_of_their_own():
    house = House()
    for number, contact in enumerate((PHONE, "+8613900005678", "owner@example.com", "Owner@Example.com")):
        asked_and_sent(house, contact, f"challenge{number}")
    assert sorted(mail.to for mail in house.mails) == ["+8613800001234", "+8613900005678", "owner@example.com"]


def test_attempt_its_provider_could_not_take_counts_once():
    with sms_server(BUSY, OK) as sms:
        house = House(by_sms(sms))
        asked_and_sent(house, PHONE)
        house.pass_by(timedelta(minutes=1))
    assert len(sms.asked) == 2
    assert [each.at for each in counted(house, PHONE).submissions] == [MORNING + timedelta(minutes=1)]


def test_counts_name_no_number_and_are_erased_after_their_day():
    house = House()
    asked_and_sent(house, PHONE)
    counts = counted(house, PHONE)
    assert PHONE.removeprefix("+86") not in counts.model_dump_json()
    assert house.store.sweep_expired(next_day(MORNING)) == 0
    assert house.store.sweep_expired(next_day(MORNING) + timedelta(seconds=1)) == 1
    assert house.store.get(Submitted, counts.id) is None


def notices(house, count, kind="returned"):
    owner = house.register("示例甲", phone=PHONE)
    for number in range(count):
        said = {"application_id": f"a{number}", "number": "KT1", "owner": owner}
        if kind == "returned":
            house.tell(ApplicationReturned(**said, kind="commissioner", name="示例甲", corrections=()))
        else:
            facts = EnterpriseFacts(name="示例机械有限公司", county="410502")
            house.tell(EnterpriseAccepted(**said, scheme_id="s", enterprise=facts))
    house.run()


def test_notices_beyond_fifty_a_day_wait_until_eight_the_next_day():
    house = House()
    notices(house, 52)
    assert outcomes(house) == {"sent": 50, "notice_limit_day": 2}
    waiting = [message for message in house.messages if message.state is State.WAITING]
    assert {message.not_before for message in waiting} == {datetime(2021, 3, 2, 8, 0, tzinfo=BEIJING)}
    notices(house, 1, "accepted")
    assert outcomes(house)["sent"] == 51, "another template has a window of its own"
    house.move_to(datetime(2021, 3, 2, 7, 59, tzinfo=BEIJING))
    assert outcomes(house)["sent"] == 51
    house.move_to(datetime(2021, 3, 2, 8, 0, tzinfo=BEIJING))
    assert outcomes(house) == {"sent": 53}


def two_asked():
    """Two codes to one number are on their way in the same minute."""
    house = House()
    for challenge in ("challenge1", "challenge2"):
        envelope = asked(house, PHONE, challenge)
        house.queue.clear()
        service.hear(envelope)
    return house, [message.id for message in house.messages]


def claim(house, id, cause):
    work = Work(house.store, by=US, at=house.clock.now(), cause=Cause(cause, "c", "c"))
    tally = Tally(SECRETS.derive("submitted", PHONE), CODE)
    return work, claim_message(work, id, f"token-{cause}", "aliyun", timedelta(minutes=1), False, tally)


def test_two_claims_at_once_cannot_both_have_the_last_place():
    house, (one, other) = two_asked()
    first, may_first = claim(house, one, "first")
    second, may_second = claim(house, other, "second")
    assert may_first
    assert may_second, "it has not seen the first one's commit"
    first.commit("true")
    with pytest.raises(Conflict):
        second.commit("true")
    again, may_again = claim(house, other, "second")
    assert not may_again
    again.commit("false")
    assert outcomes(house) == {"sending": 1, "code_limit_minute": 1}


def test_two_claims_at_once_of_a_number_counted_before_cannot_either():
    house, _ = two_asked()
    house.collect()
    house.run()
    house.clock.move_to(house.clock.now() + timedelta(minutes=1))
    envelopes = [asked(house, PHONE, f"challenge{number}") for number in (3, 4)]
    house.queue.clear()
    for envelope in envelopes:
        service.hear(envelope)
    one, other = (message.id for message in house.messages if message.state is State.DUE)
    first, _ = claim(house, one, "first")
    second, may_second = claim(house, other, "second")
    assert may_second
    first.commit("true")
    with pytest.raises(Conflict):
        second.commit("true")


ODDS = {
    Fault.CONFLICT: 0.08,
    Fault.THROTTLED: 0.04,
    Fault.LOST_BEFORE: 0.04,
    Fault.LOST_AFTER: 0.08,
    Fault.LAG: 0.3,
}


def run_through(house, chance):
    """Deliver everything, twice and in any order, whatever the store does in between."""
    while True:
        try:
            house.run(chance, doubling=chance.random() < 0.5)
        except (Throttled, AnswerLost, Conflict, Busy):
            continue
        return


@pytest.mark.parametrize("seed", range(8))
def test_windows_hold_and_nothing_is_left_behind_whatever_the_store_does(seed):
    chance = random.Random(seed)
    inner = SqliteStore(":memory:")
    house = House(store=FaultyStore(inner, seeded(seed, ODDS)))
    number = 0
    for _ in range(40):
        for _ in range(chance.choice((1, 1, 2, 3))):
            number += 1
            asked(house, PHONE, f"challenge{number}", trusted=chance.random() < 0.3)
        run_through(house, chance)
        house.clock.move_to(house.clock.now() + timedelta(seconds=chance.choice((20, 40, 90, 1800, 7200))))
    house.store = inner
    house.move_in()
    house.queue += [(envelope, 0) for envelope in house.heard]
    house.run(chance)
    for _ in range(3):
        house.pass_by(timedelta(minutes=5))
    mails = house.store.query(Mail.newest, "mailbox", limit=200).items
    messages = {message.id: message for message in house.messages}
    assert len(messages) == number
    assert not beyond([mail.at for mail in mails], MOST)
    assert {message.state for message in messages.values()} <= {State.SENT, State.WITHHELD, State.UNCERTAIN}
    assert {mail.id for mail in mails} >= {id for id, message in messages.items() if message.state is State.SENT}
    assert len(mails) >= 6
    assert {message.channel for message in messages.values()} == {Channel.SMS}


def test_message_due_twice_at_once_is_counted_once():
    house, (one, _) = two_asked()
    house.collect()
    house.queue = [(envelope, 0) for envelope, _ in house.queue if envelope.data["message_id"] == one] * 2
    house.run()
    house.tell(MessageDue(message_id=one))
    house.run()
    assert len(counted(house, PHONE).submissions) == 1
