import json

import pytest

from services.notifications.model.message import State
from shared.auth.actor import PEOPLE, Role
from shared.settings import Settings
from tests.services.notifications.house import House, ask, bearer
from tests.services.notifications.providers.outside import sms_server
from tests.services.notifications.test_sending import BAD_NUMBER, OK, PHONE, by_sms, returned, sign_in

MAILBOX, OUTBOX = "/notifications/mailbox", "/notifications/outbox"
AGAIN = OUTBOX + "/{message_id}/send-again"


def send_again(house, message_id, role=Role.ADMINISTRATOR, **headers):
    given = bearer(role, clock=house.clock) if role else {}
    return ask(
        "POST",
        f"{OUTBOX}/{message_id}/send-again",
        route=AGAIN,
        names={"message_id": message_id},
        body={},
        headers=given | headers,
    )


def test_mailbox_answers_what_arrived_newest_first():
    house = House()
    sign_in(house, "owner@example.com")
    house.pass_by(house.clock.now() - house.clock.now())
    returned(house, phone=PHONE)
    status, _, body = ask("GET", MAILBOX)
    answer = json.loads(body)
    assert status == 200
    assert answer["next"] is None
    assert {item["to"] for item in answer["items"]} <= {"owner@example.com", PHONE}
    assert set(answer["items"][0]) == {"id", "person", "channel", "to", "subject", "text", "links", "at"}


def test_mailbox_page_shows_text_and_a_link_to_press():
    house = House()
    sign_in(house, "owner@example.com")
    status, headers, body = ask("GET", MAILBOX, page=True)
    (mail,) = house.mails
    assert status == 200
    assert headers["content-type"].startswith("text/html")
    assert f'href="{mail.links[0]}"' in body
    assert "登录链接" in body
    assert "owner@example.com" in body


def test_mailbox_page_shows_a_name_with_markup_as_text():
    house = House()
    owner = house.register("<b>甲</b>", email="owner@example.com")
    from shared.events.applications import EnterpriseAccepted, EnterpriseFacts

    facts = EnterpriseFacts(name="<script>x</script>", county="410502")
    house.tell(EnterpriseAccepted(application_id="a", number="1", scheme_id="s", owner=owner, enterprise=facts))
    house.run()
    _, _, body = ask("GET", MAILBOX, page=True)
    assert "<script>x" not in body
    assert "&lt;script&gt;x" in body


def test_mailbox_is_filtered_by_person_and_paged():
    house = House()
    people = [house.register(f"示例{number}", email=f"p{number}@example.com") for number in range(60)]
    from shared.events.applications import SignInRequested

    for number, person in enumerate(people):
        house.tell(SignInRequested(challenge_id=f"c{number}", person_id=person))
    house.run()
    first = json.loads(ask("GET", MAILBOX)[2])
    second = json.loads(ask("GET", MAILBOX, query={"after": first["next"]})[2])
    assert len(first["items"]) == 50
    assert len(second["items"]) == 10
    assert {item["id"] for item in first["items"]} | {item["id"] for item in second["items"]} == {
        mail.id for mail in house.mails
    }
    (only,) = json.loads(ask("GET", MAILBOX, query={"person": people[7]})[2])["items"]
    assert only["to"] == "p7@example.com"


def test_mailbox_refuses_a_bad_cursor_and_an_unknown_parameter():
    House()
    assert ask("GET", MAILBOX, query={"after": "xx"})[0] == 400
    assert ask("GET", MAILBOX, query={"to": "x@example.com"})[0] == 422


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR])
def test_mailbox_does_not_exist_outside_demo(role):
    house = House(Settings())
    status, headers, _ = ask("GET", MAILBOX, headers=bearer(role, clock=house.clock) if role else {})
    assert status == 404
    assert headers["content-type"] == "application/problem+json"


def test_outbox_shows_states_counts_and_no_address():
    with sms_server(OK, BAD_NUMBER) as sms:
        house = House(by_sms(sms))
        sign_in(house, phone=PHONE)
        returned(house, phone=PHONE)
    officer = bearer(Role.CITY_OFFICER, clock=house.clock)
    status, _, body = ask("GET", OUTBOX, headers=officer)
    answer = json.loads(body)
    assert status == 200
    assert answer["unsent"] == {"failed": 1}
    assert answer["more_unsent"] is False
    assert {item["state"] for item in answer["items"]} == {"sent", "failed"}
    failed = json.loads(ask("GET", OUTBOX, query={"state": "failed"}, headers=officer)[2])["items"]
    assert [(item["error"], item["may_send_again"]) for item in failed] == [("aliyun_isv.MOBILE_NUMBER_ILLEGAL", True)]
    page = ask("GET", OUTBOX, headers=officer, page=True)[2]
    for text in (body, page):
        assert PHONE not in text
        assert PHONE.removeprefix("+86") not in text
    assert "再次发送" in page
    assert "138****1234" in page


def test_outbox_reads_in_english_too():
    house = House()
    sign_in(house, "owner@example.com")
    officer = bearer(Role.CITY_OFFICER, clock=house.clock)
    status, _, body = ask("GET", OUTBOX, headers=officer | {"cookie": "language=en"}, page=True)
    assert status == 200
    assert '<html lang="en">' in body


@pytest.mark.parametrize("role", [Role.PUBLIC, *PEOPLE])
def test_outbox_is_for_those_who_watch_over_it(role):
    house = House()
    sign_in(house, "owner@example.com")
    headers = {} if role is Role.PUBLIC else bearer(role, clock=house.clock)
    allowed = role in (Role.ADMINISTRATOR, Role.CITY_OFFICER)
    expected = 200 if allowed else 401 if role is Role.PUBLIC else 403
    assert ask("GET", OUTBOX, headers=headers)[0] == expected
    again = send_again(house, house.only().id, role=None if role is Role.PUBLIC else role)[0]
    assert again == (409 if allowed else expected)


def test_outbox_refuses_a_state_there_is_not():
    house = House()
    assert ask("GET", OUTBOX, query={"state": "lost"}, headers=bearer(Role.CITY_OFFICER, clock=house.clock))[0] == 422


def test_failed_message_is_sent_again_once_for_one_key_and_noted_in_the_audit():
    with sms_server(BAD_NUMBER, OK) as sms:
        house = House(by_sms(sms))
        returned(house, phone=PHONE)
        message = house.only()
        for _ in range(2):
            status, _, body = send_again(house, message.id, **{"idempotency-key": "k1"})
            assert (status, json.loads(body)) == (202, {"id": message.id})
        house.run()
        assert send_again(house, message.id)[0] == 409
    assert len(sms.asked) == 2
    assert house.only().state is State.SENT
    from services.notifications.model.message import SendingAgain

    noted = house.kept(SendingAgain, message.id)
    assert noted.times == 1
    assert noted.audit_head


def test_message_nobody_knows_or_without_address_is_not_sent_again():
    house = House()
    returned(house)
    assert send_again(house, "nothing")[0] == 404
    assert send_again(house, house.only().id)[0] == 409


def test_api_is_described():
    House()
    status, _, body = ask("GET", "/notifications/openapi.json")
    assert status == 200
    assert {MAILBOX, OUTBOX, AGAIN} <= set(json.loads(body)["paths"])
