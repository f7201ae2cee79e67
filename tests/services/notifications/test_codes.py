"""A sign-in code reaches whoever has the number, known or not; it and the number are kept no longer than needed."""

import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from services.notifications.app import service
from services.notifications.commands import CodeIsLate, send_again
from services.notifications.model.contact import Channel, Contact
from services.notifications.model.message import RETRY_AFTER, State
from services.notifications.model.recipient import CodeRecipient
from services.notifications.model.sms import SINGLE, signed
from services.notifications.sending import US
from services.notifications.texts import filled, templates
from shared.auth.codes import code_of
from shared.settings import Settings
from shared.store.sqlite import SqliteStore
from shared.work import Cause, Work
from tests.services.notifications.asking import LIFETIME, addresses, asked, asked_and_sent
from tests.services.notifications.house import NIGHT, SECRETS, House
from tests.services.notifications.providers.outside import HANG_UP, mail_server, sms_server
from tests.services.notifications.test_sending import BAD_NUMBER, BUSY, OK, PHONE, by_mail, by_sms

ADDRESS = "stranger@example.com"
CODE = code_of(SECRETS, "challenge1")


def everything_in(path):
    """All that is in a database, as text."""
    with sqlite3.connect(path) as database:
        return "\n".join(database.iterdump())


@pytest.mark.parametrize("contact", [PHONE, ADDRESS])
@pytest.mark.parametrize(("language", "said"), [("zh", "请勿告诉他人"), ("en", "Do not tell anyone")])
def test_code_goes_to_a_contact_nobody_has(contact, language, said):
    house = House()
    asked_and_sent(house, contact, language=language)
    (mail,) = house.mails
    assert (mail.to, mail.code, mail.person_id) == (contact, CODE, "")
    assert CODE in mail.text
    assert said in mail.text
    assert "http" not in mail.text
    assert mail.links == ("http://127.0.0.1:8000/applications/sign-in/code",)
    assert house.store.query(Contact.by_role, "applicant").items == ()
    assert house.only().state is State.SENT


def test_known_and_unknown_contacts_are_treated_alike():
    outcomes = []
    for known in (True, False):
        house = House()
        if known:
            house.register("示例甲", email="owner@example.com", phone=PHONE)
            house.run()
        asked_and_sent(house, PHONE)
        (mail,) = house.mails
        outcomes.append((mail.model_dump(exclude={"at"}), house.only().model_dump(), len(house.heard) - known))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("contact", [PHONE, ADDRESS])
def test_neither_code_nor_contact_is_in_the_store_after_sending(tmp_path, contact):
    path = tmp_path / "notifications.db"
    with sms_server(OK) as sms, mail_server() as (mails, port):
        house = House(replace(by_sms(sms), mail_host="127.0.0.1", mail_port=port), store=SqliteStore(path))
        asked_and_sent(house, contact)
        arrived = len(sms.asked) + len(mails.accepted)
    assert arrived == 1
    kept = everything_in(path)
    assert house.only().id in kept
    assert "••••••" in kept
    for secret in (CODE, contact, contact.removeprefix("+86")):
        assert secret not in kept
    assert addresses(house) == 0


def test_no_event_but_the_request_carries_the_contact_and_none_the_code():
    house = House()
    asked_and_sent(house, PHONE)
    spoken = {envelope.type: envelope.model_dump_json() for envelope in house.heard}
    assert set(spoken) == {"SignInCodeRequested", "MessageDue"}
    assert PHONE not in spoken["MessageDue"]
    assert not any(CODE in text for text in spoken.values())


def test_registered_text_is_given_the_code():
    with sms_server(OK) as sms:
        house = House(by_sms(sms))
        asked_and_sent(house, PHONE)
    (request,) = sms.asked
    sent = parse_qs(request.target.partition("?")[2]) | parse_qs(request.body.decode())
    assert json.loads(sent["TemplateParam"][0]) == {"code": CODE}


@pytest.mark.parametrize("name", ["sign_in_code", "contact_code"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_text_message_of_a_code_costs_one(name, language):
    template = templates()[name]
    text = signed("特派", filled(template.text(language).sms, {"code": "123456"}, language))
    assert len(text) <= SINGLE
    assert ("5 分钟内有效，请勿告诉他人" if language == "zh" else "5 minutes") in text
    assert "http" not in text


def test_code_for_a_further_contact_says_what_it_is_for():
    house = House()
    asked_and_sent(house, PHONE, purpose="contact")
    (mail,) = house.mails
    assert "绑定联系方式" in mail.text
    assert mail.links == ("http://127.0.0.1:8000/applications/me/code",)
    assert "登录" not in mail.text


def test_code_goes_by_night():
    with sms_server(OK) as sms:
        house = House(by_sms(sms), NIGHT)
        asked_and_sent(house, PHONE)
    assert len(sms.asked) == 1


def test_repeated_request_sends_one_code():
    with sms_server(OK) as sms:
        house = House(by_sms(sms))
        asked(house, PHONE)
        house.run(doubling=True)
        house.redeliver_everything()
        house.clock.move_to(house.clock.now() + timedelta(minutes=2))
        house.redeliver_everything()
    assert len(sms.asked) == 1
    assert house.only().state is State.SENT


def test_request_heard_after_its_code_expired_sends_nothing_and_keeps_no_contact():
    house = House()
    asked(house, PHONE)
    house.clock.move_to(house.clock.now() + LIFETIME)
    house.run()
    assert not house.mails
    assert (house.only().state, house.only().error) == (State.WITHHELD, "code_expired")
    assert addresses(house) == 0


def test_code_that_expired_before_it_could_be_sent_is_withheld_and_its_contact_erased():
    with sms_server(OK) as sms:
        house = House(by_sms(sms))
        asked(house, PHONE)
        (envelope, _) = house.queue.pop()
        service.hear(envelope)
        assert addresses(house) == 1
        house.clock.move_to(house.clock.now() + LIFETIME)
        house.run()
    assert not sms.asked
    assert (house.only().state, house.only().error) == (State.WITHHELD, "code_expired")
    assert addresses(house) == 0


def test_contact_of_a_code_nobody_ever_sends_is_erased_by_the_clock():
    house = House()
    asked(house, PHONE)
    (envelope, _) = house.queue.pop()
    service.hear(envelope)
    # Its MessageDue is lost on the way: as if it lay with the dead letters.
    house.store.forget(house.store.waiting())
    house.pass_by(LIFETIME - timedelta(seconds=1))
    assert addresses(house) == 1
    house.pass_by(timedelta(seconds=1))
    assert addresses(house) == 0
    assert (house.only().state, house.only().error) == (State.WITHHELD, "code_expired")


def test_code_waits_for_its_channel_no_longer_than_it_is_good():
    house = House(Settings())
    asked_and_sent(house, PHONE)
    assert house.only().error == "channel_not_set_up"
    house.pass_by(LIFETIME)
    assert (house.only().state, house.only().error) == (State.WITHHELD, "code_expired")
    assert addresses(house) == 0


@pytest.mark.parametrize(
    ("answer", "state"), [(OK, State.SENT), (BAD_NUMBER, State.FAILED), (HANG_UP, State.UNCERTAIN)]
)
def test_contact_is_erased_however_the_sending_ends(answer, state):
    with sms_server(answer) as sms:
        house = House(by_sms(sms))
        asked_and_sent(house, PHONE)
    assert house.only().state is state
    assert addresses(house) == 0
    assert house.only().to == "+86138****1234"


def test_provider_that_cannot_take_it_is_asked_again_only_while_the_code_is_good():
    with sms_server(BUSY, OK) as sms:
        house = House(by_sms(sms))
        asked_and_sent(house, PHONE)
        assert (house.only().state, addresses(house)) == (State.WAITING, 1)
        house.pass_by(RETRY_AFTER[0])
        assert (house.only().state, addresses(house)) == (State.SENT, 0)
        assert len(sms.asked) == 2
    with sms_server(BUSY) as sms:
        house = House(by_sms(sms))
        asked_and_sent(house, PHONE)
        house.pass_by(RETRY_AFTER[0])
        # Five minutes later it would be late.
        assert (house.only().state, addresses(house)) == (State.FAILED, 0)
        assert len(sms.asked) == 2


def test_code_over_mail_whose_answer_was_lost_comes_again_under_the_same_id():
    with mail_server(HANG_UP, "250 OK") as (mails, port):
        house = House(by_mail(port))
        asked_and_sent(house, ADDRESS)
        house.pass_by(RETRY_AFTER[0])
    assert len(mails.accepted) == 2
    assert house.only().state is State.SENT


def test_code_is_never_sent_again_by_hand():
    with sms_server(BAD_NUMBER, OK) as sms:
        house = House(by_sms(sms))
        asked_and_sent(house, PHONE)
        message = house.only()
        work = Work(house.store, by=US, at=house.clock.now(), cause=Cause("again", "c", "c"))
        with pytest.raises(CodeIsLate):
            send_again(work, message.id)
    assert len(sms.asked) == 1


def test_code_in_hand_when_it_expires_is_uncertain_not_doubled():
    with sms_server(OK) as sms:
        house = House(by_sms(sms))
        asked(house, PHONE)
        (envelope, _) = house.queue.pop()
        service.hear(envelope)
        from shared.store.port import Put

        now = house.clock.now()
        house.store.commit([Put(house.only().claimed("dead", "aliyun", now + timedelta(minutes=1)))])
        house.clock.move_to(now + LIFETIME)
        house.run()
        house.pass_by(timedelta(minutes=1))
    assert not sms.asked
    assert house.only().state is State.UNCERTAIN
    assert addresses(house) == 0


def test_erasing_leaves_what_is_not_over():
    house = House(Settings())
    asked_and_sent(house, PHONE, "challenge1")
    house.clock.move_to(house.clock.now() + timedelta(minutes=3))
    asked_and_sent(house, "+8613900005678", "challenge2")
    house.pass_by(timedelta(minutes=2))
    (left,) = house.store.query(CodeRecipient.by_end, "all").items
    assert left.challenge_id == "challenge2"
    assert {message.channel for message in house.messages} == {Channel.SMS}
