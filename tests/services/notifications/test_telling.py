import random
from datetime import date

import pytest

from services.notifications.model.contact import Channel, Contact
from services.notifications.model.message import Message, State
from shared.events.applications import ApplicationSubmitted, EnterpriseAccepted, EnterpriseFacts, PersonRegistered
from shared.events.matching import DispatchStarted, PairDeclined, PairProposed
from shared.events.outcomes import OutcomeReported
from tests.services.notifications.house import House

COUNTY = "410502"
BOTH = {"email": "owner@example.com", "phone": "+8613800001234"}


@pytest.fixture
def house():
    return House()


def submitted(owner, county=COUNTY):
    return ApplicationSubmitted(
        application_id="a1",
        number="QY2021001",
        scheme_id="s1",
        kind="enterprise",
        owner=owner,
        county=county,
        name="示例机械有限公司",
    )


def staff(house):
    return {
        "city": house.register("市局甲", "city_officer", "city@example.com", "+8613800000001"),
        "county": house.register("县局甲", "county_officer", "county@example.com", county=COUNTY),
        "elsewhere": house.register("县局乙", "county_officer", "other@example.com", county="410503"),
        "leader": house.register("局领导甲", "leader", "leader@example.com"),
    }


def test_submission_is_told_to_owner_county_and_city_and_to_nobody_else(house):
    people = staff(house)
    owner = house.register("示例机械", "enterprise", **BOTH)
    house.tell(submitted(owner))
    house.run()
    assert house.told() == {
        (owner, Channel.EMAIL, "application_received"),
        (owner, Channel.SMS, "application_received"),
        (people["county"], Channel.EMAIL, "application_waits"),
        (people["city"], Channel.EMAIL, "application_waits"),
    }
    assert {message.state for message in house.messages} == {State.SENT}
    assert sorted(mail.to for mail in house.mails) == [
        "+8613800001234",
        "city@example.com",
        "county@example.com",
        "owner@example.com",
    ]


def test_application_of_no_county_is_told_to_the_city_alone(house):
    people = staff(house)
    owner = house.register("示例甲", "applicant", "owner@example.com")
    house.tell(submitted(owner, county=""))
    house.run()
    assert {person for person, _, _ in house.told()} == {owner, people["city"]}


@pytest.mark.parametrize("seed", range(20))
def test_duplicates_and_any_order_change_nothing(seed):
    def play(house, chance, doubling):
        staff(house)
        owner = house.register("示例机械", "enterprise", **BOTH)
        house.tell(submitted(owner), id="event-1", version=1)
        accepted = EnterpriseAccepted(
            application_id="a1",
            number="QY2021001",
            scheme_id="s1",
            owner=owner,
            enterprise=EnterpriseFacts(name="示例机械有限公司", county=COUNTY),
        )
        house.tell(accepted, id="event-2", version=2)
        house.run(chance, doubling)
        return {message.id: (message.person_id, message.text, message.state) for message in house.messages}

    plain = play(House(), None, False)
    house = House()
    # Officers are told as groups: they must be known before; who applied may come in any order.
    staff(house)
    house.run()
    assert play(house, random.Random(seed), True) == plain
    mails = [mail.id for mail in house.mails]
    house.redeliver_everything(random.Random(seed))
    assert [mail.id for mail in house.mails] == mails
    assert sorted(mails) == sorted(plain)
    assert not house.dead


def test_event_about_an_unknown_person_is_retried_and_told_once_known(house):
    owner = house.register("示例机械", "enterprise", **BOTH)
    registered = house.queue.pop()
    house.tell(submitted(owner))
    house.run()
    assert len(house.dead) == 1
    assert not house.messages
    house.queue += [registered, *((envelope, 0) for envelope in house.dead)]
    house.run()
    assert {message.state for message in house.messages} == {State.SENT}
    assert len(house.mails) == 2


def test_person_named_by_several_rules_is_told_once_by_the_first(house):
    owner = house.register("市局甲", "city_officer", "city@example.com", county=COUNTY)
    house.tell(submitted(owner))
    house.run()
    assert house.told() == {(owner, Channel.EMAIL, "application_received")}


def test_owner_of_both_sides_is_told_once_of_a_dispatch(house):
    owner = house.register("示例人", "applicant", "x@example.com")
    house.tell(
        DispatchStarted(
            dispatch_id="d1",
            proposal_id="p1",
            scheme_id="s1",
            scheme_name="2021",
            year=2021,
            county=COUNTY,
            enterprise_id="e1",
            enterprise_name="示例机械有限公司",
            enterprise_owner=owner,
            above_scale=False,
            high_tech=False,
            commissioner_id="c1",
            commissioner_name="示例甲",
            commissioner_owner=owner,
            commissioner_kind="individual",
            people=1,
            starts=date(2021, 4, 1),
            ends=date(2023, 3, 31),
        )
    )
    house.run()
    assert len(house.mails) == 1
    assert "2021-04-01 至 2023-03-31" in house.mails[0].text


def test_newer_contact_stays_when_an_older_one_comes_late(house):
    person = house.register("示例甲", email="new@example.com", version=2)
    house.register("示例甲", email="old@example.com", version=1)
    house.run()
    assert house.kept(Contact, person).email == "new@example.com"


def test_officer_of_another_county_after_a_move_is_told_of_the_new_one_only(house):
    officer = house.register("县局甲", "county_officer", "county@example.com", county="410503")
    house.register("县局甲", "county_officer", "county@example.com", county=COUNTY, version=2)
    owner = house.register("示例机械", "enterprise", **BOTH)
    house.tell(submitted(owner, county="410503"))
    house.tell(submitted(owner, county=COUNTY))
    house.run()
    assert len([message for message in house.messages if message.person_id == officer]) == 1


def test_person_without_an_address_shows_as_failed(house):
    owner = house.register("示例机械", "enterprise")
    house.tell(submitted(owner))
    house.run()
    message = house.only()
    assert (message.state, message.error, message.channel) == (State.FAILED, "no_address", Channel.NONE)


def test_outcome_without_a_host_asks_nobody(house):
    house.tell(
        OutcomeReported(
            outcome_id="o1",
            dispatch_id="",
            indicator="new_technology",
            enterprise_name="",
            enterprise_owner="",
            commissioner_name="示例甲",
            commissioner_owner="c",
        )
    )
    house.run()
    assert not house.messages
    assert not house.dead


@pytest.mark.parametrize("officers", [20, 21, 95])
def test_many_officers_are_each_told_once(house, officers):
    for number in range(officers):
        house.register(f"市局{number}", "city_officer", f"city{number}@example.com")
    owner = house.register("示例机械", "enterprise", **BOTH)
    host = house.register("示例甲", "applicant", "person@example.com")
    house.run()
    declined = PairDeclined(
        proposal_id="p1",
        scheme_id="s1",
        side="commissioner",
        enterprise_id="e1",
        enterprise_name="示例机械有限公司",
        enterprise_owner=owner,
        commissioner_id="c1",
        commissioner_name="示例甲",
        commissioner_owner=host,
    )
    house.tell(declined)
    house.run(random.Random(1), doubling=True)
    assert len(house.mails) == officers + 2
    assert len({mail.person_id for mail in house.mails}) == officers + 1
    house.redeliver_everything()
    assert len(house.messages) == officers + 2


def test_each_reads_in_their_own_language(house):
    owner = house.register("Example Works", "enterprise", "owner@example.com", language="en")
    other = house.register("示例甲", "applicant", "person@example.com", language="zh")
    house.tell(
        PairProposed(
            proposal_id="p1",
            scheme_id="s1",
            county=COUNTY,
            enterprise_id="e1",
            enterprise_name="示例机械有限公司",
            enterprise_owner=owner,
            commissioner_id="c1",
            commissioner_name="示例甲",
            commissioner_owner=other,
            need_title="轴承寿命",
        )
    )
    house.run()
    texts = {mail.to: mail for mail in house.mails}
    assert texts["owner@example.com"].subject == "Please answer: commissioner “示例甲” is proposed to you"
    assert "为您推荐企业“示例机械有限公司”" in texts["person@example.com"].text
    assert texts["person@example.com"].links == ("http://127.0.0.1:8000/matching/proposals/p1",)


def test_message_of_a_repeated_event_is_the_same_message(house):
    owner = house.register("示例机械", "enterprise", **BOTH)
    house.tell(submitted(owner), id="event-1")
    house.run()
    first = {message.id for message in house.messages}
    other = House()
    owner = other.register("示例机械", "enterprise", **BOTH)
    other.tell(submitted(owner), id="event-1")
    other.run()
    assert {message.id for message in other.messages} == first


def test_events_carry_no_address(house):
    owner = house.register("示例机械", "enterprise", **BOTH)
    house.tell(submitted(owner))
    house.run()
    spoken = [envelope.model_dump_json() for envelope in house.heard if envelope.type != PersonRegistered.__name__]
    assert spoken
    assert not any(BOTH["email"] in text or BOTH["phone"] in text for text in spoken)


def test_kept_message_is_masked(house):
    owner = house.register("示例机械", "enterprise", **BOTH)
    house.tell(submitted(owner))
    house.run()
    kept = "".join(house.kept(Message, message.id).model_dump_json() for message in house.messages)
    assert BOTH["email"] not in kept
    assert BOTH["phone"] not in kept
    assert "138****1234" in kept
    assert "o****@example.com" in kept
