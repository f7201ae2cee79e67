"""The two-way choice: yes and no from both sides, in every order, and what follows from them."""

from datetime import date, datetime

import pytest

from services.matching.model.dispatches import Dispatch
from services.matching.model.parties import Candidate, Host
from services.matching.model.proposals import Proposal
from shared.clock import BEIJING
from tests.services.matching.house import CITY, COUNTY, LEADER, MORNING, House, host, sent

HOST, SENT = host("host-a"), sent("sent-a")


@pytest.fixture
def house():
    return House()


def answer(house, id, who, verb, **body):
    return house.ask("POST", f"/matching/proposals/{id}/{verb}", who, body=body)


@pytest.mark.parametrize(("first", "side", "second"), [(HOST, "enterprise", SENT), (SENT, "commissioner", HOST)])
def test_both_say_yes_in_either_order_and_a_dispatch_starts(house, first, side, second):
    id = house.pair()
    said = answer(house, id, first, "accept")
    assert (said.status, said.json) == (200, {"proposal_id": id, "state": "proposed", "dispatch_id": ""})
    house.run()
    (told,) = house.events("PairAccepted")
    assert (told.side, told.enterprise_owner, told.commissioner_owner) == (side, HOST.person, SENT.person)
    assert house.events("DispatchStarted") == []
    both = answer(house, id, second, "accept").json
    house.run()
    assert both["state"] == "accepted"
    (started,) = house.events("DispatchStarted")
    assert started.dispatch_id == both["dispatch_id"]
    assert (started.starts, started.ends) == (date(2021, 3, 1), date(2023, 2, 28))
    assert started.model_dump(exclude={"dispatch_id", "starts", "ends"}) == {
        "proposal_id": id,
        "scheme_id": "scheme-2021",
        "scheme_name": "示例批次",
        "year": 2021,
        "county": "410502",
        "enterprise_id": "host-a",
        "enterprise_key": "",
        "enterprise_name": "示例企业host-a",
        "enterprise_owner": "owner-host-a",
        "above_scale": False,
        "high_tech": False,
        "commissioner_id": "sent-a",
        "commissioner_name": "示例博士sent-a",
        "commissioner_owner": "owner-sent-a",
        "commissioner_kind": "individual",
        "people": 1,
    }
    assert len(house.events("PairAccepted")) == 1


def test_a_dispatch_starts_on_the_day_it_is_in_beijing():
    house = House(start=datetime(2024, 2, 28, 23, 0, tzinfo=BEIJING))
    house.load_pair()
    id = Proposal.id_of("host-a", "sent-a")
    house.start()
    answer(house, id, HOST, "accept")
    house.clock.move_to(datetime(2024, 2, 29, 1, 30, tzinfo=BEIJING))  # 28 February, 17:30 UTC
    dispatch = house.get(Dispatch, answer(house, id, SENT, "accept").json["dispatch_id"])
    assert (dispatch.starts, dispatch.ends) == (date(2024, 2, 29), date(2026, 2, 28))


def test_yes_twice_by_accident_is_one_yes(house):
    id = house.pair()
    for _ in range(2):
        assert answer(house, id, HOST, "accept").json["state"] == "proposed"
    house.run()
    assert len(house.events("PairAccepted")) == 1
    for _ in range(2):
        assert answer(house, id, SENT, "accept").json["state"] == "accepted"
    assert answer(house, id, HOST, "accept").json["dispatch_id"] == Dispatch.id_of(id)
    house.run()
    assert len(house.events("DispatchStarted")) == 1


@pytest.mark.parametrize(("who", "side"), [(HOST, "enterprise"), (SENT, "commissioner")])
def test_no_frees_both_places_and_is_told(house, who, side):
    id = house.pair()
    assert answer(house, id, who, "decline", reason="近期停产检修").json["state"] == "declined"
    house.run()
    (told,) = house.events("PairDeclined")
    assert (told.side, told.enterprise_id, told.commissioner_id) == (side, "host-a", "sent-a")
    assert "近期停产检修" not in told.model_dump_json()
    assert house.held(Host, "host-a") == ()
    assert house.held(Candidate, "sent-a") == ()


def test_a_declined_pair_is_not_proposed_again_and_its_places_are_used(house):
    id = house.pair()
    answer(house, id, SENT, "decline")
    house.start()
    assert len(house.events("PairProposed")) == 1
    house.accept_candidate("sent-b")
    house.accept_host("host-b")
    house.start()
    proposed = {(each.enterprise_id, each.commissioner_id) for each in house.events("PairProposed")}
    assert proposed == {("host-a", "sent-a"), ("host-a", "sent-b"), ("host-b", "sent-a")}


def test_a_declined_pair_cannot_be_accepted(house):
    id = house.pair()
    answer(house, id, SENT, "decline")
    for who in (HOST, SENT):
        refused = answer(house, id, who, "accept")
        assert (refused.status, refused.json["type"]) == (409, "urn:tepai:problem:AlreadyDeclined")
        assert refused.json["detail"].startswith("该配对已被谢绝")
    page = house.ask("POST", f"/matching/proposals/{id}/accept", HOST, body={}, page=True)
    assert page.status == 409
    assert "该配对已被谢绝" in page.text


def test_no_twice_or_from_both_is_one_no(house):
    id = house.pair()
    answer(house, id, SENT, "decline", reason="一")
    for who in (SENT, HOST):
        assert answer(house, id, who, "decline", reason="二").json["state"] == "declined"
    house.run()
    assert len(house.events("PairDeclined")) == 1
    assert house.proposal(id).decline_reason == "一"


def test_a_yes_may_be_taken_back_before_the_other_side_answers(house):
    id = house.pair()
    answer(house, id, HOST, "accept")
    assert answer(house, id, HOST, "decline").json["state"] == "declined"
    assert house.held(Host, "host-a") == ()


def test_a_dispatch_cannot_be_declined(house):
    id = house.pair()
    for who in (HOST, SENT):
        answer(house, id, who, "accept")
    refused = answer(house, id, SENT, "decline")
    assert (refused.status, refused.json["type"]) == (409, "urn:tepai:problem:AlreadyDispatched")
    assert refused.json["detail"] == "双方都已同意，派驻已经开始，不能再谢绝"
    assert house.held(Host, "host-a") == (id,)


def test_a_dispatch_keeps_its_places(house):
    id = house.pair()
    for who in (HOST, SENT):
        answer(house, id, who, "accept")
    house.accept_candidate("sent-b")
    house.accept_host("host-b")
    house.start()
    assert ("host-b", "sent-a") not in {(e.enterprise_id, e.commissioner_id) for e in house.events("PairProposed")}
    assert house.held(Candidate, "sent-a") == (id,)


def test_a_reason_that_is_too_long_comes_back_in_its_form(house):
    id = house.pair()
    refused = house.ask("POST", f"/matching/proposals/{id}/decline", HOST, body={"reason": "长" * 501}, page=True)
    assert refused.status == 422
    assert "内容太长，最多 500 个字" in refused.text
    assert "长" * 501 in refused.text
    assert house.proposal(id).state == "proposed"


def test_why_somebody_declined_is_for_the_bureau_alone(house):
    id = house.pair()
    answer(house, id, SENT, "decline", reason="路途太远")
    for who, shown in ((SENT, "路途太远"), (HOST, ""), (CITY, "路途太远"), (COUNTY, "路途太远"), (LEADER, "路途太远")):
        assert house.ask("GET", f"/matching/proposals/{id}", who).json["decline_reason"] == shown


def test_what_waits_for_my_answer_is_listed_first(house):
    house.publish_scheme()
    house.accept_candidate("sent-a", capacity=3)
    ids = {}
    for place, key in enumerate(("one", "two", "three")):
        house.clock.move_to(MORNING.replace(day=2 + place))
        house.accept_host(key)
        house.start()
        ids[key] = Proposal.id_of(key, "sent-a")
    answer(house, ids["three"], SENT, "accept")
    answer(house, ids["two"], host("two"), "decline")
    listed = house.ask("GET", "/matching/proposals", SENT).json["items"]
    assert [each["id"] for each in listed] == [ids["one"], ids["three"], ids["two"]]
    assert [each["waits_for_me"] for each in listed] == [True, False, False]
    assert [each["enterprise_answer"] for each in listed] == ["waiting", "waiting", "declined"]


def test_answers_are_audited_with_who_gave_them(house):
    from shared.audit.chain import AuditChange, AuditEntry, entry_id, verify

    id = house.pair()
    for who in (HOST, SENT):
        answer(house, id, who, "accept")
    found = house.proposal(id)
    ids = [entry_id(found, version) for version in range(1, found.version + 1)]
    entries = [house.get(AuditEntry, each) for each in ids]
    verify(entries, {each: house.get(AuditChange, each) for each in ids}, found.audit_head)
    assert [(each.action, each.actor) for each in entries][1:] == [
        ("accepted by enterprise", HOST.person),
        ("accepted by commissioner", SENT.person),
    ]
