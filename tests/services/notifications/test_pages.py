import json
from dataclasses import replace
from datetime import timedelta

import pytest

from services.notifications.model.message import State
from services.notifications.routes import REASONS
from shared.auth.actor import PEOPLE, Role
from shared.language import ENGLISH, say
from shared.settings import Settings
from shared.store.sqlite import SqliteStore
from tests.services.notifications.asking import asked, asked_and_sent
from tests.services.notifications.house import House, ask, bearer
from tests.services.notifications.providers.outside import mail_server, sms_server
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
    assert set(answer["items"][0]) == {"id", "person", "channel", "to", "subject", "text", "links", "code", "at"}


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
    assert {item["state"] for item in answer["items"]} == {"sent", "failed"}
    failed = json.loads(ask("GET", OUTBOX, query={"state": "failed"}, headers=officer)[2])["items"]
    assert [(item["error"], item["may_send_again"]) for item in failed] == [("aliyun_isv.MOBILE_NUMBER_ILLEGAL", True)]
    page = ask("GET", OUTBOX, headers=officer, page=True)[2]
    for text in (body, page):
        assert PHONE not in text
        assert PHONE.removeprefix("+86") not in text
    assert "再次发送" in page
    assert "138****1234" in page


class CountingStore:
    """A store that counts what is read from it."""

    def __init__(self):
        self.real = SqliteStore(":memory:")
        self.reads = 0

    def __getattr__(self, name):
        if name in ("get", "get_many", "get_together", "query", "earlier"):
            self.reads += 1
        return getattr(self.real, name)


def officer_reads(house, **query):
    headers = bearer(Role.CITY_OFFICER, clock=house.clock)
    return ask("GET", OUTBOX, query=query, headers=headers, page=True)[2]


def outbox_items(house, **query):
    headers = bearer(Role.CITY_OFFICER, clock=house.clock)
    return json.loads(ask("GET", OUTBOX, query=query, headers=headers)[2])


def mixed():
    """Sent and failed texts, sent mails, and somebody nobody can reach."""
    with sms_server(OK, BAD_NUMBER) as sms, mail_server() as (_, port):
        house = House(replace(by_sms(sms), mail_host="127.0.0.1", mail_port=port))
        sign_in(house, phone=PHONE)
        returned(house, "owner@example.com", "+8613900005678", name="示例乙")
        returned(house, name="示例丙")
    return house


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["failed none", "failed sms", "sent email", "sent sms"]),
        ({"state": "failed"}, ["failed none", "failed sms"]),
        ({"channel": "sms"}, ["failed sms", "sent sms"]),
        ({"channel": "none"}, ["failed none"]),
        ({"state": "sent", "channel": "email"}, ["sent email"]),
        ({"state": "sent", "channel": "none"}, []),
        ({"state": "withheld"}, []),
    ],
)
def test_outbox_is_searched_by_state_and_channel(query, expected):
    house = mixed()
    found = sorted(f"{item['state']} {item['channel']}" for item in outbox_items(house, **query)["items"])
    assert found == expected


def test_outbox_page_keeps_its_filters_in_the_address():
    house = mixed()
    page = officer_reads(house, state="failed", channel="sms")
    assert '<option value="failed" selected>' in page
    assert '<option value="sms" selected>' in page
    assert f'href="{OUTBOX}?state=failed"' in page, "the list without the channel"
    assert f'href="{OUTBOX}?channel=sms"' in page, "the list without the state"
    failed = outbox_items(house, state="failed", channel="sms")["items"][0]["id"]
    form = {"state": "failed", "channel": "sms"}
    given = bearer(Role.CITY_OFFICER, clock=house.clock)
    path = f"{OUTBOX}/{failed}/send-again"
    status, headers, _ = ask(
        "POST", path, route=AGAIN, names={"message_id": failed}, body=form, headers=given, page=True
    )
    assert (status, headers["location"]) == (303, f"{OUTBOX}?state=failed&channel=sms")


def test_outbox_is_paged_within_its_filters_and_misses_nothing():
    house = House()
    for number in range(130):
        contact = f"p{number}@example.com" if number % 2 else f"+86138000{number:05d}"
        asked(house, contact, f"challenge{number}")
        house.clock.move_to(house.clock.now() + timedelta(seconds=1))
    house.run()
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        answer = outbox_items(house, channel="sms", **after)
        assert len(answer["items"]) <= 50
        seen += [item["id"] for item in answer["items"]]
        if answer["next"] is None:
            break
        page = officer_reads(house, channel="sms", **after)
        assert f"channel=sms&amp;after={answer['next']}" in page
        after = {"after": answer["next"]}
    assert len(seen) == len(set(seen)) == 65


@pytest.mark.parametrize(
    "query", [{}, {"state": "sent"}, {"channel": "email"}, {"state": "sent", "channel": "email"}, {"channel": "none"}]
)
def test_outbox_page_takes_two_reads_with_the_session(query):
    store = CountingStore()
    house = House(store=store)
    sign_in(house, "owner@example.com")
    store.reads = 0
    assert "通知发送" in officer_reads(house, **query)
    assert store.reads <= 2


def test_outbox_says_in_words_why_a_code_was_not_sent():
    house = House()
    asked_and_sent(house, PHONE, "challenge1")
    asked_and_sent(house, PHONE, "challenge2")
    page = officer_reads(house)
    assert "不再发送" in page
    assert "同一号码每分钟最多 1 条验证码" in page
    assert "code_limit" not in page
    assert "••••••" in page
    assert house.mails[0].code not in page
    assert "再次发送" not in page


@pytest.mark.parametrize("name", sorted(REASONS))
def test_every_reason_of_ours_is_said_in_english(name):
    assert say(REASONS[name], ENGLISH) != REASONS[name]


def test_empty_outbox_says_what_comes_and_a_filtered_one_how_to_see_all():
    house = House()
    assert "还没有消息" in officer_reads(house)
    page = officer_reads(house, state="failed")
    assert "没有符合条件的消息" in page
    assert f'href="{OUTBOX}"' in page


def test_mailbox_page_shows_the_code_large_and_leads_to_where_it_is_typed():
    house = House()
    assert "去登录，验证码会到这里" in ask("GET", MAILBOX, page=True)[2]
    asked_and_sent(house, PHONE)
    (mail,) = house.mails
    page = ask("GET", MAILBOX, page=True)[2]
    assert f"<strong>{mail.code}</strong>" in page
    assert 'href="http://127.0.0.1:8000/applications/sign-in/code"' in page
    assert "person=" not in page, "nobody's messages can be asked for where nobody is known"


def test_mailbox_keeps_person_and_channel_in_the_address():
    house = House()
    returned(house, "owner@example.com", PHONE)
    asked_and_sent(house, "stranger@example.com")
    person = next(mail.person_id for mail in house.mails if mail.person_id)
    for query, expected in (
        ({"channel": "sms"}, {PHONE}),
        ({"person": person, "channel": "email"}, {"owner@example.com"}),
        ({"channel": "email"}, {"owner@example.com", "stranger@example.com"}),
    ):
        assert {item["to"] for item in json.loads(ask("GET", MAILBOX, query=query)[2])["items"]} == expected
    page = ask("GET", MAILBOX, query={"channel": "sms"}, page=True)[2]
    assert f"{MAILBOX}?person={person}&amp;channel=sms" in page
    assert '<option value="sms" selected>' in page


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
