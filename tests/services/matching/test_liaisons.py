"""Who of the bureau looks after a dispatch: named by the city, for one or several, told to both sides."""

import pytest

from services.matching.commands.liaising import MOST_AT_ONCE
from services.matching.model.dispatches import Dispatch
from tests.services.matching.house import CITY, COUNTY, LEADER, House, host, sent

WHO = {"leader": "示例副局长", "section": "示例高新技术科"}


@pytest.fixture
def house():
    return House()


@pytest.fixture
def dispatch(house):
    return house.dispatched()


def name(house, dispatch, by=CITY, **changed):
    return house.ask("POST", f"/matching/dispatches/{dispatch}/liaison", by, body=WHO | changed)


def waiting(house):
    return [each["id"] for each in house.ask("GET", "/matching/liaisons", CITY).json["items"]]


def test_dispatch_waits_for_its_liaison_until_it_is_named(house, dispatch):
    assert waiting(house) == [dispatch]
    assert name(house, dispatch).status == 200
    assert waiting(house) == []
    house.run()
    (told,) = house.events("LiaisonNamed")
    assert (told.dispatch_id, told.leader, told.section) == (dispatch, *WHO.values())
    assert (told.enterprise_owner, told.commissioner_owner) == ("owner-host-a", "owner-sent-a")


def test_both_sides_and_the_county_read_who_it_is(house, dispatch):
    name(house, dispatch)
    for by in (host("host-a"), sent("sent-a"), COUNTY):
        page = house.ask("GET", f"/matching/dispatches/{dispatch}", by, page=True).text
        assert "示例副局长；示例高新技术科" in page
    assert house.ask("GET", "/matching/dispatches", LEADER).json["items"][0]["section"] == WHO["section"]


def test_another_one_in_its_place_is_told_and_audited_and_the_same_one_is_not(house, dispatch):
    name(house, dispatch)
    name(house, dispatch)
    name(house, dispatch, leader="示例局长")
    house.run()
    assert [each.leader for each in house.events("LiaisonNamed")] == ["示例副局长", "示例局长"]
    assert [each.action for each in house.audit(Dispatch, dispatch)][1:] == ["liaison named", "liaison changed"]


def test_several_are_named_for_at_once(house, dispatch):
    house.accept_host("host-b")
    house.accept_candidate("sent-b")
    house.start()
    (line,) = house.ask("GET", "/matching/proposals", host("host-b")).json["items"]
    for by in (host("host-b"), sent("sent-b")):
        second = house.ask("POST", f"/matching/proposals/{line['id']}/accept", by).json["dispatch_id"]
    answer = house.ask("POST", "/matching/liaisons", CITY, body={"dispatch_ids": [dispatch, second], **WHO})
    assert (answer.status, sorted(answer.json["dispatch_ids"])) == (200, sorted([dispatch, second]))
    assert waiting(house) == []


def test_none_chosen_or_too_many_or_unknown_is_refused_and_nothing_is_named(house, dispatch):
    many = [f"d{number}" for number in range(MOST_AT_ONCE + 1)]
    for ids, status in (([], 422), (many, 422), ([dispatch, "nothing"], 404)):
        answer = house.ask("POST", "/matching/liaisons", CITY, body={"dispatch_ids": ids, **WHO})
        assert answer.status == status
    assert waiting(house) == [dispatch]


def test_both_a_leader_and_a_section_are_needed(house, dispatch):
    assert name(house, dispatch, leader="").status == 422
    assert name(house, dispatch, section="").status == 422


def test_nobody_but_the_city_names_it(house, dispatch):
    for by in (host("host-a"), sent("sent-a"), COUNTY, LEADER):
        assert name(house, dispatch, by).status == 403
