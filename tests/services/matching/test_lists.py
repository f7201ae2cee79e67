"""Dispatches, proposals and runs filter and sort as far as their indexes go, and keep it in the address."""

import re
from datetime import timedelta
from html import unescape

import pytest

from services.matching.model.runs import LEFT_ON_RUN
from tests.services.matching.house import CITY, COUNTY, SCHEME, House, host, sent

WENFENG, LINZHOU = "410502", "410581"


@pytest.fixture(scope="module")
def lived():
    """The demonstration, matched; the first pair is dispatched, the second declined: (house, run, its proposals)."""
    house = House()
    house.load_demo()
    run_id = house.start()
    pairs = house.ask("GET", f"/matching/runs/{run_id}", CITY).json["proposals"]
    for pair, verb in ((pairs[0], "accept"), (pairs[1], "accept"), (pairs[2], "decline")):
        stored = house.proposal(pair["id"])
        for owner, by in ((stored.enterprise_owner, host), (stored.commissioner_owner, sent)):
            who = by(owner.removeprefix("owner-"))
            if verb == "accept" or by is host:
                house.ask("POST", f"/matching/proposals/{pair['id']}/{verb}", who)
        house.clock.move_to(house.clock.now() + timedelta(minutes=1))
    house.run()
    return house, run_id, house.ask("GET", f"/matching/runs/{run_id}", CITY).json["proposals"]


@pytest.fixture
def asked(lived):
    house = lived[0]
    house.live_in(house.store)

    def asking(path, who=CITY, page=False, **query):
        answer = house.ask("GET", path, who, page=page, query=query)
        assert answer.status == 200, answer.text
        return answer.text if page else answer.json

    return asking


def test_dispatches_are_filtered_by_county_and_sorted_within_it(asked, lived):
    everyone = asked("/matching/dispatches")["items"]
    assert [each["county"] for each in everyone] == sorted(each["county"] for each in everyone)
    assert asked("/matching/dispatches", sort="-county")["items"] == everyone[::-1]
    for county in {each["county"] for each in everyone} | {WENFENG}:
        theirs = [each for each in everyone if each["county"] == county]
        assert asked("/matching/dispatches", county=county, sort="agreed")["items"] == theirs
        assert asked("/matching/dispatches", county=county)["items"] == theirs[::-1]
        assert asked("/matching/dispatches", COUNTY)["items"] == [
            each for each in everyone[::-1] if each["county"] == COUNTY.county
        ]


def test_a_county_officer_cannot_ask_for_another_county(asked):
    assert asked("/matching/dispatches", COUNTY, county=LINZHOU) == asked("/matching/dispatches", COUNTY)


def test_dispatches_are_current_until_their_last_day():
    house = House()
    proposal_id = house.pair()
    for who in (host("host-a"), sent("sent-a")):
        house.ask("POST", f"/matching/proposals/{proposal_id}/accept", who)

    def listed(state):
        answer = house.ask("GET", "/matching/dispatches", CITY, query={"state": state}).json
        return [each["current"] for each in answer["items"]]

    assert (listed("current"), listed("ended")) == ([True], [])
    house.clock.move_to(house.clock.now() + timedelta(days=365 * 3))
    assert (listed("current"), listed("ended")) == ([], [False])
    page = house.ask("GET", "/matching/dispatches", CITY, page=True, query={"state": "current"}).text
    assert "没有符合条件的派驻" in page


def test_pairs_of_a_run_are_filtered_by_state_and_county_and_turned_round(asked, lived):
    _, run_id, pairs = lived
    path = f"/matching/runs/{run_id}"
    for state, county in (("accepted", ""), ("declined", ""), ("proposed", ""), ("", WENFENG), ("proposed", WENFENG)):
        expected = [each["id"] for each in pairs if state in ("", each["state"]) and county in ("", each["county"])]
        assert [each["id"] for each in asked(path, state=state, county=county)["proposals"]] == expected
    scores = [each["score"] for each in asked(path, sort="score")["proposals"]]
    assert scores == sorted(scores)


def test_enterprises_left_over_are_of_the_county_asked_for(asked, lived):
    path = f"/matching/runs/{lived[1]}"
    left = asked(path)["unserved_enterprises"]
    for county in {each["county"] for each in left}:
        assert asked(path, county=county)["unserved_enterprises"] == [each for each in left if each["county"] == county]


def test_own_proposals_are_filtered_by_how_they_stand():
    house = House()
    house.publish_scheme()
    house.accept_host("host", demand=1)
    house.accept_host("second", demand=1)
    house.accept_candidate("sent", capacity=2)
    house.start()
    who = sent("sent")
    ids = [each["id"] for each in house.ask("GET", "/matching/proposals", who).json["items"]]
    assert len(ids) == 2

    def standing(state, **query):
        answer = house.ask("GET", "/matching/proposals", who, query={"state": state, **query}).json
        return [each["id"] for each in answer["items"]]

    assert standing("mine") == ids
    assert standing("mine", sort="proposed") == ids[::-1]
    house.ask("POST", f"/matching/proposals/{ids[0]}/accept", who)
    house.ask("POST", f"/matching/proposals/{ids[1]}/decline", who)
    assert [standing(each) for each in ("mine", "theirs", "accepted", "declined")] == [[], [ids[0]], [], [ids[1]]]
    page = house.ask("GET", "/matching/proposals", who, page=True, query={"state": "accepted"}).text
    assert "没有符合条件的建议" in page


def test_runs_of_a_scheme_are_sorted_and_filtered(lived):
    house = House()
    house.publish_scheme()
    ids = []
    for _ in range(2):
        ids.append(house.start())
        house.clock.move_to(house.clock.now() + timedelta(hours=1))

    def runs(**query):
        return [each["id"] for each in house.ask("GET", "/matching/runs", CITY, query=query).json["items"]]

    assert runs(scheme=SCHEME) == ids[::-1]
    assert runs(scheme=SCHEME, sort="started") == ids
    assert runs(scheme=SCHEME, began="button", state="completed") == ids[::-1]
    assert runs(scheme=SCHEME, began="schedule") == runs(state="running") == []
    page = house.ask("GET", "/matching/runs", CITY, page=True, query={"scheme": SCHEME, "began": "schedule"}).text
    assert "没有符合条件的匹配" in page


def test_parts_of_those_left_over_keep_the_filter():
    house = House()
    house.publish_scheme()
    for number in range(LEFT_ON_RUN + 1):
        house.accept_host(f"host-{number}", county=WENFENG)
    path = f"/matching/runs/{house.start()}"
    page = house.ask("GET", path, CITY, page=True, query={"county": WENFENG, "sort": "score"}).text
    (part,) = re.findall(r'href="([^"]*part=1[^"]*)"', page)
    assert unescape(part) == f"{path}?county={WENFENG}&part=1&sort=score"


@pytest.mark.parametrize(
    "asking",
    [
        ("/matching/dispatches", "state", "lost"),
        ("/matching/dispatches", "sort", "name"),
        ("/matching/runs", "began", "magic"),
        ("/matching/runs", "sort", "name"),
    ],
)
def test_what_cannot_be_asked_of_a_list_is_refused(lived, asking):
    path, name, value = asking
    lived[0].live_in(lived[0].store)
    assert lived[0].ask("GET", path, CITY, query={name: value}).status == 422
