"""Two deliveries of one message at once: one is in the provider's hands while the other comes."""

from datetime import timedelta

from services.notifications.commands import claim_message
from services.notifications.model.message import State
from services.notifications.sending import US
from shared.due import Due
from shared.events.notifications import MessageDue
from shared.work import Cause, Work
from tests.services.notifications.house import House, found
from tests.services.notifications.providers.outside import mail_server, sms_server
from tests.services.notifications.test_sending import OK, PHONE, by_mail, by_sms, returned


def come_again(house):
    """The same message is delivered once more, by another worker."""
    house.tell(MessageDue(message_id=house.only().id))
    house.run()


def test_delivery_that_comes_while_an_sms_is_being_sent_sends_nothing():
    with sms_server(OK) as sms:
        house = House(by_sms(sms))

        def meanwhile():
            assert house.only().state is State.SENDING
            sms.meanwhile = None
            come_again(house)

        sms.meanwhile = meanwhile
        returned(house, phone=PHONE)
        house.pass_by(timedelta(minutes=5))
    assert len(sms.asked) == 1
    assert house.only().state is State.SENT


def test_late_failure_of_one_delivery_does_not_undo_the_success_of_the_next():
    with mail_server("451 try later", "250 OK") as (mails, port):
        house = House(by_mail(port))

        def meanwhile():
            mails.meanwhile = None
            mails.answers.reverse()
            house.clock.move_to(house.clock.now() + timedelta(hours=1))
            come_again(house)
            mails.answers.reverse()

        mails.meanwhile = meanwhile
        returned(house, "owner@example.com")
        assert house.only().state is State.SENT
        house.pass_by(timedelta(hours=1))
    assert len({found(rb"Message-ID: (.*)\r\n", envelope.content) for envelope in mails.accepted}) == 1
    assert len(mails.accepted) == 1


def test_claim_whose_answer_was_lost_is_still_ours_and_nobody_elses():
    house = House()
    returned(house, "owner@example.com")
    message = house.only().due_again()

    def claim(token, cause):
        work = Work(house.store, by=US, at=house.clock.now(), cause=Cause(cause, "c", "c"))
        answer = claim_message(work, message.id, token, "aliyun", timedelta(minutes=1), recognises=False)
        work.commit(str(answer))
        return answer

    work = Work(house.store, by=US, at=house.clock.now(), cause=Cause("again", "c", "c"))
    work.put(message)
    work.commit("")
    assert claim("mine", "first") is True
    assert claim("mine", "second") is True
    assert claim("theirs", "third") is False
    assert claim("mine", "fourth") is True
    assert house.kept(Due, message.id).at == house.clock.now() + timedelta(minutes=1)
