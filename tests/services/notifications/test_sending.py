from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.notifications.app import service
from services.notifications.model.contact import Channel
from services.notifications.model.message import RETRY_AFTER, SET_UP_AFTER, Message, State
from services.notifications.texts import templates
from shared.auth.actor import Role
from shared.clock import BEIJING
from shared.due import Due
from shared.events.applications import ApplicationReturned, CorrectionFacts, PersonRegistered, SignInRequested
from shared.events.notifications import MessageDue
from shared.ids import derived_id
from shared.language import LANGUAGES
from shared.settings import Settings
from tests.services.notifications.house import NIGHT, SECRETS, House, ask, bearer, found
from tests.services.notifications.providers.outside import HANG_UP, mail_server, sms_server

OK = {"Code": "OK", "BizId": "biz1"}
BUSY = {"Code": "Throttling.User"}
BAD_NUMBER = {"Code": "isv.MOBILE_NUMBER_ILLEGAL"}
BROKEN = {"Code": "isp.SYSTEM_ERROR"}
PHONE = "+8613800001234"
CODES = {f"{name}.{language}": "SMS_1" for name in templates() for language in LANGUAGES}


def by_sms(server):
    return Settings(
        sms_provider="aliyun", sms_key_id="id", sms_key_secret="s", sms_endpoint=server.url, sms_templates=CODES
    )


def by_mail(port):
    return Settings(mail_host="127.0.0.1", mail_port=port, mail_from="tepai@bureau.example")


def returned(house, email="", phone="", name="示例甲"):
    """An applicant is told to mend something."""
    owner = house.register(name, email=email, phone=phone)
    house.tell(
        ApplicationReturned(
            application_id="a1",
            number="KT2021001",
            kind="commissioner",
            owner=owner,
            name="示例甲",
            corrections=(CorrectionFacts(field="works", reason="请补充"),),
        )
    )
    house.run()


def sign_in(house, email="", phone=""):
    person = house.register("示例甲", email=email, phone=phone)
    house.tell(SignInRequested(challenge_id="challenge1", person_id=person))
    house.run()


def test_notice_goes_by_sms_and_mail_at_once_by_day():
    with sms_server(OK) as sms, mail_server() as (mails, port):
        house = House(replace(by_sms(sms), mail_host="127.0.0.1", mail_port=port))
        returned(house, "owner@example.com", PHONE)
    assert len(sms.asked) == len(mails.accepted) == 1
    assert {message.state for message in house.messages} == {State.SENT}
    sent = {message.channel: message for message in house.messages}
    assert sent[Channel.SMS].reference == "biz1"
    assert sent[Channel.EMAIL].reference == f"<{sent[Channel.EMAIL].id}@localhost>"


def test_kept_sms_says_how_many_texts_it_is_charged_as():
    with sms_server(OK) as sms:
        house = House(by_sms(sms))
        returned(house, phone=PHONE)
    message = house.only()
    assert message.text.startswith("【特派】申报KT2021001需要补正，共1处")
    assert message.texts == (1 if len(message.text) <= 70 else -(-len(message.text) // 67))


def test_notice_by_sms_at_night_waits_for_the_morning_and_mail_does_not():
    with sms_server(OK) as sms, mail_server() as (mails, port):
        house = House(replace(by_sms(sms), mail_host="127.0.0.1", mail_port=port), NIGHT)
        returned(house, "owner@example.com", PHONE)
        assert len(mails.accepted) == 1
        house.move_to(datetime(2021, 3, 2, 7, 59, tzinfo=BEIJING))
        assert not sms.asked
        house.move_to(datetime(2021, 3, 2, 8, 0, tzinfo=BEIJING))
        house.pass_by(timedelta(minutes=1))
    assert len(sms.asked) == 1
    assert {message.state for message in house.messages} == {State.SENT}


@pytest.mark.parametrize(("hour", "minute", "sent"), [(21, 59, 1), (22, 0, 0), (7, 59, 0), (8, 0, 1)])
def test_night_begins_at_ten_and_ends_at_eight(hour, minute, sent):
    with sms_server(OK) as sms:
        house = House(by_sms(sms), datetime(2021, 3, 1, hour, minute, tzinfo=BEIJING))
        returned(house, phone=PHONE)
    assert len(sms.asked) == sent


def test_redelivery_at_night_sends_nothing_and_waits_once():
    with sms_server(OK) as sms:
        house = House(by_sms(sms), NIGHT)
        returned(house, phone=PHONE)
        house.redeliver_everything()
        house.clock.move_to(NIGHT + timedelta(hours=1))
        house.tell(MessageDue(message_id=house.only().id))
        house.run()
        assert not sms.asked
        house.move_to(NIGHT + timedelta(hours=9))
        house.redeliver_everything()
        house.pass_by(timedelta(minutes=1))
    assert len(sms.asked) == 1


def test_sign_in_goes_by_sms_at_any_hour():
    with sms_server(OK) as sms:
        house = House(by_sms(sms), NIGHT)
        sign_in(house, phone=PHONE)
    assert len(sms.asked) == 1
    assert house.only().state is State.SENT


def test_sign_in_goes_by_mail_alone_where_there_is_one():
    house = House()
    sign_in(house, "owner@example.com", PHONE)
    assert [mail.channel for mail in house.mails] == [Channel.EMAIL]


def test_sign_in_goes_over_the_channel_it_was_asked_for():
    house = House()
    person = house.register("示例甲", email="owner@example.com", phone=PHONE)
    for channel in ("sms", "email"):
        house.tell(SignInRequested(challenge_id=f"challenge-{channel}", person_id=person, channel=channel))
    house.run()
    assert sorted(mail.to for mail in house.mails) == sorted([PHONE, "owner@example.com"])
    assert {mail.channel: "challenge-sms" in mail.text for mail in house.mails} == {
        Channel.SMS: True,
        Channel.EMAIL: False,
    }


def confirming(house, challenge, phone, version):
    """Somebody who has an e-mail address gives a phone number."""
    person = derived_id("person", "示例甲")
    known = {"person_id": person, "name": "示例甲", "role": "applicant", "email": "owner@example.com"}
    house.tell(
        SignInRequested(challenge_id=challenge, person_id=person, channel="sms", confirms=True),
        version,
    )
    house.tell(PersonRegistered(**known, unconfirmed=phone, confirming=challenge), version)


def test_link_that_confirms_goes_to_the_contact_given_alone():
    house = House()
    house.register("示例甲", email="owner@example.com", phone="")
    house.run()
    confirming(house, "challenge1", PHONE, version=2)
    house.run()
    assert [mail.to for mail in house.mails] == [PHONE], "the link waits for the event that says where it goes"
    returned(house, "owner@example.com")
    assert [mail.to for mail in house.mails].count(PHONE) == 1, "nothing else goes to what is not confirmed"


def test_link_that_confirms_goes_to_no_other_contact_given_since():
    house = House(Settings())
    house.register("示例甲", email="owner@example.com", phone="")
    house.run()
    confirming(house, "challenge1", PHONE, version=2)
    house.run()
    confirming(house, "challenge2", "+8613900005678", version=3)
    house.run()
    house.move_in(demo=True)
    house.pass_by(SET_UP_AFTER)
    assert [("challenge2" in mail.text, mail.to) for mail in house.mails] == [(True, "+8613900005678")]
    assert {message.confirms: message.error for message in house.messages}["challenge1"] == "no_address"


def test_sign_in_link_arrives_whole_and_is_kept_nowhere():
    with mail_server() as (mails, port):
        house = House(by_mail(port))
        sign_in(house, "owner@example.com")
    token = SECRETS.derive("sign-in", "challenge1")
    link = f"http://127.0.0.1:8000/applications/sign-in/challenge1/{token}"
    from email import message_from_bytes
    from email.policy import default

    sent = message_from_bytes(mails.accepted[0].content, policy=default).get_content()
    assert link in sent
    message = house.only()
    assert token not in message.model_dump_json()
    assert "/applications/sign-in/challenge1/****" in message.text
    assert not any(token in envelope.model_dump_json() for envelope in house.heard)


def test_mailbox_shows_the_whole_link():
    house = House()
    sign_in(house, phone=PHONE)
    (mail,) = house.mails
    (link,) = mail.links
    assert link == f"http://127.0.0.1:8000/applications/sign-in/challenge1/{SECRETS.derive('sign-in', 'challenge1')}"
    assert link in mail.text


def test_demo_never_reaches_outside_whatever_is_set_up():
    with sms_server(OK) as sms, mail_server() as (mails, port):
        house = House(replace(by_sms(sms), demo=True, mail_host="127.0.0.1", mail_port=port))
        returned(house, "owner@example.com", PHONE)
    assert not sms.asked
    assert not mails.accepted
    assert len(house.mails) == 2


def test_message_to_a_channel_that_is_not_set_up_waits_until_it_is():
    house = House(Settings())
    returned(house, "owner@example.com")
    for _ in range(len(RETRY_AFTER) + 2):
        house.redeliver_everything()
        assert (house.only().state, house.only().error) == (State.WAITING, "channel_not_set_up")
        house.pass_by(SET_UP_AFTER)
    _, _, page = ask("GET", "/notifications/outbox", headers=bearer(Role.CITY_OFFICER, clock=house.clock), page=True)
    assert "该渠道尚未设置" in page
    with mail_server() as (mails, port):
        house.move_in(mail_host="127.0.0.1", mail_port=port)
        house.pass_by(SET_UP_AFTER)
        house.redeliver_everything()
    assert len(mails.accepted) == 1
    assert house.only().attempts == 1
    assert house.only().state is State.SENT


def test_transient_failure_is_tried_again_later_and_sent_once():
    with sms_server(BUSY, BUSY, OK) as sms:
        house = House(by_sms(sms))
        returned(house, phone=PHONE)
        message = house.only()
        assert (message.state, message.attempts, message.error) == (State.WAITING, 1, "aliyun_Throttling.User")
        house.redeliver_everything()
        assert len(sms.asked) == 1
        house.pass_by(RETRY_AFTER[0])
        assert len(sms.asked) == 2
        house.pass_by(RETRY_AFTER[0])
        assert len(sms.asked) == 2
        house.pass_by(RETRY_AFTER[1])
    assert len(sms.asked) == 3
    assert (house.only().state, house.only().attempts, house.only().error) == (State.SENT, 3, "")


def test_transient_failure_into_the_night_waits_for_the_morning():
    with sms_server(BUSY, OK) as sms:
        house = House(by_sms(sms), datetime(2021, 3, 1, 21, 59, 30, tzinfo=BEIJING))
        returned(house, phone=PHONE)
        house.pass_by(timedelta(minutes=1))
        house.pass_by(timedelta(minutes=9))
        assert len(sms.asked) == 1
        house.move_to(datetime(2021, 3, 2, 8, 0, tzinfo=BEIJING))
    assert len(sms.asked) == 2


def test_provider_that_never_recovers_ends_as_failed():
    with sms_server(BUSY) as sms:
        house = House(by_sms(sms))
        returned(house, phone=PHONE)
        for pause in RETRY_AFTER:
            house.pass_by(pause)
        assert house.only().state is State.FAILED
        house.pass_by(timedelta(days=1))
    assert len(sms.asked) == 1 + len(RETRY_AFTER)
    assert house.store.get(Due, house.only().id) is None


def test_permanent_failure_is_failed_at_once_and_not_tried_again():
    with sms_server(BAD_NUMBER) as sms:
        house = House(by_sms(sms))
        returned(house, phone=PHONE)
        house.redeliver_everything()
        house.pass_by(timedelta(hours=1))
    assert len(sms.asked) == 1
    assert (house.only().state, house.only().error) == (State.FAILED, "aliyun_isv.MOBILE_NUMBER_ILLEGAL")


@pytest.mark.parametrize("answer", [BROKEN, HANG_UP, 502])
def test_unanswered_sms_is_uncertain_and_never_sent_again_by_itself(answer):
    with sms_server(answer, OK) as sms:
        house = House(by_sms(sms))
        returned(house, phone=PHONE)
        house.redeliver_everything()
        house.pass_by(timedelta(hours=1))
    assert len(sms.asked) == 1
    assert house.only().state is State.UNCERTAIN


def test_unanswered_mail_is_sent_again_with_the_same_message_id():
    with mail_server(HANG_UP, "250 OK") as (mails, port):
        house = House(by_mail(port))
        returned(house, "owner@example.com")
        house.pass_by(RETRY_AFTER[0])
    ids = {found(rb"Message-ID: (.*)\r\n", envelope.content) for envelope in mails.accepted}
    assert len(mails.accepted) == 2
    assert len(ids) == 1
    assert house.only().state is State.SENT


def test_message_somebody_else_has_in_hand_is_left_alone_until_their_time_is_over():
    with sms_server(OK) as sms:
        house = House(by_sms(sms), NIGHT)
        returned(house, phone=PHONE)
        message = house.only()
        morning = NIGHT + timedelta(hours=9)
        taken = message.claimed("somebody", "aliyun", morning + timedelta(minutes=1))
        from shared.store.port import Put

        house.store.commit([Put(taken)])
        house.move_to(morning)
        assert house.only().state is State.SENDING
        assert not sms.asked
        house.pass_by(timedelta(minutes=1))
    assert not sms.asked
    assert (house.only().state, house.only().error) == (State.UNCERTAIN, "nobody_knows")


def test_waiting_message_called_a_moment_early_is_not_forgotten():
    with sms_server(OK) as sms:
        house = House(by_sms(sms), NIGHT)
        returned(house, phone=PHONE)
        due = house.kept(Due, house.only().id)
        from shared.store.port import Delete

        house.store.commit([Delete(due)])
        house.clock.move_to(NIGHT + timedelta(hours=8, minutes=59))
        house.tell(MessageDue(message_id=due.about))
        house.run()
        house.move_to(NIGHT + timedelta(hours=9))
    assert len(sms.asked) == 1


def test_many_waiting_messages_all_go_in_the_morning():
    with sms_server(OK) as sms:
        house = House(by_sms(sms), NIGHT)
        for number in range(70):
            owner = house.register(f"示例{number}", phone=f"+86138000{number:05d}")
            house.tell(
                ApplicationReturned(
                    application_id=f"a{number}", number="1", kind="enterprise", owner=owner, name="x", corrections=()
                )
            )
        house.run()
        at = NIGHT + timedelta(hours=9)
        house.move_to(at)
        service.schedules["due"].tick(service, at)
        house.run()
    assert len(sms.asked) == 70
    assert len({message.id for message in house.messages if message.state is State.SENT}) == 70


def test_message_due_of_nothing_is_unknown():
    house = House()
    house.tell(MessageDue(message_id="nothing"))
    house.run()
    assert len(house.dead) == 1


def test_kept_text_of_a_failed_message_is_masked():
    with sms_server(BAD_NUMBER) as sms:
        house = House(by_sms(sms))
        sign_in(house, phone=PHONE)
    kept = house.kept(Message, house.only().id).model_dump_json()
    assert SECRETS.derive("sign-in", "challenge1") not in kept
    assert PHONE not in kept
    assert len(sms.asked) == 1
