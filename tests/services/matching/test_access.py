"""Who sees what: own and foreign, each role, in both faces, and clear refusals of what is no proper request."""

import json

import pytest

from services.matching.app import service
from shared.auth.actor import Role
from tests.services.matching.house import (
    ADMINISTRATOR,
    AUDITOR,
    CITY,
    COUNTY,
    LEADER,
    OTHER_COUNTY,
    SPINDLE_NEED,
    House,
    host,
    sent,
)

HOST, SENT = host("host-a"), sent("sent-a")
STRANGERS = (host("host-b"), sent("sent-b"))


@pytest.fixture(scope="module")
def lived():
    """A house with a dispatched pair: (house, run, proposal, dispatch)."""
    house = House()
    house.load_pair()
    run_id = house.start()
    (proposed,) = house.events("PairProposed")
    for who in (HOST, SENT):
        done = house.ask("POST", f"/matching/proposals/{proposed.proposal_id}/accept", who).json
    house.run()
    return house, run_id, proposed.proposal_id, done["dispatch_id"]


@pytest.fixture
def asked(lived):
    house, run_id, proposal_id, dispatch_id = lived
    house.live_in(house.store)
    paths = {
        "runs": "/matching/runs",
        "run": f"/matching/runs/{run_id}",
        "proposals": "/matching/proposals",
        "proposal": f"/matching/proposals/{proposal_id}",
        "decline_form": f"/matching/proposals/{proposal_id}/decline",
        "dispatches": "/matching/dispatches",
        "dispatch": f"/matching/dispatches/{dispatch_id}",
    }
    return lambda name, who, page=False: house.ask("GET", paths[name], who, page=page)


SEEN = {
    "runs": (CITY, LEADER, AUDITOR),
    "run": (CITY, LEADER, AUDITOR),
    "proposals": (HOST, SENT, *STRANGERS),
    "proposal": (HOST, SENT, CITY, COUNTY, LEADER, AUDITOR),
    "decline_form": (HOST, SENT),
    "dispatches": (HOST, SENT, *STRANGERS, CITY, COUNTY, OTHER_COUNTY, LEADER, ADMINISTRATOR, AUDITOR),
    "dispatch": (HOST, SENT, CITY, COUNTY, LEADER, ADMINISTRATOR, AUDITOR),
}
EVERYBODY = (HOST, SENT, *STRANGERS, CITY, COUNTY, OTHER_COUNTY, LEADER, ADMINISTRATOR, AUDITOR)


@pytest.mark.parametrize("name", SEEN)
@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.person)
@pytest.mark.parametrize("page", [False, True], ids=["json", "page"])
def test_each_sees_what_is_theirs(asked, name, who, page):
    seen = asked(name, who, page)
    if who in SEEN[name]:
        assert seen.status == 200, seen.text
        assert seen.headers["content-type"].startswith("text/html" if page else "application/json")
    else:
        assert seen.status in (403, 404)
        assert "示例企业host-a" not in seen.text


@pytest.mark.parametrize("name", SEEN)
def test_whoever_has_not_signed_in_is_asked_to(asked, name):
    assert asked(name, None).status == 401


def test_another_persons_record_looks_like_none(asked):
    for name in ("proposal", "dispatch"):
        assert asked(name, STRANGERS[0]).json["type"] == "urn:tepai:problem:Unknown"


@pytest.mark.parametrize("who", [*STRANGERS, CITY, COUNTY, LEADER, ADMINISTRATOR, AUDITOR], ids=lambda who: who.person)
@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_nobody_answers_for_others(who, verb):
    house = House()
    id = house.pair()
    assert house.ask("POST", f"/matching/proposals/{id}/{verb}", who).status in (403, 404)
    assert house.proposal(id).state == "proposed"


@pytest.mark.parametrize("who", [HOST, SENT, COUNTY, LEADER, ADMINISTRATOR, AUDITOR], ids=lambda who: who.person)
def test_only_the_city_starts_a_run(who):
    house = House()
    house.load_pair()
    assert house.ask("POST", "/matching/runs", who, body={"scheme_id": "scheme-2021"}).status == 403
    assert "开始匹配" not in house.ask("GET", "/matching/runs", LEADER, page=True).text
    assert "开始匹配" in house.ask("GET", "/matching/runs", CITY, page=True).text


def test_a_county_sees_its_own_dispatches_only(asked):
    assert len(asked("dispatches", COUNTY).json["items"]) == 1
    assert asked("dispatches", OTHER_COUNTY).json["items"] == []
    assert [len(asked("dispatches", who).json["items"]) for who in (CITY, HOST, SENT, STRANGERS[0])] == [1, 1, 1, 0]


def test_the_side_that_is_asked_sees_who_why_and_what_it_means():
    house = House()
    id = house.pair()
    page = house.ask("GET", f"/matching/proposals/{id}", HOST, page=True).text
    for said in ("示例博士sent-a", "示例大学", "原职务、工资、待遇、岗位不变", "服务期 24 个月", "尚未答复", "文峰区"):
        assert said in page
    assert "<mark>" in page
    assert "最接近这项需求的成果是" in page
    assert f'action="/matching/proposals/{id}/accept"' in page
    other = house.ask("GET", f"/matching/proposals/{id}", SENT, page=True).text
    assert "示例企业host-a" in other
    assert "高速电主轴温升过大" in other.replace("<mark>", "").replace("</mark>", "")
    assert SPINDLE_NEED in other.replace("<mark>", "").replace("</mark>", "")
    officer = house.ask("GET", f"/matching/proposals/{id}", CITY, page=True).text
    assert "/accept" not in officer


def test_a_form_is_answered_by_the_page_it_leads_to():
    house = House()
    id = house.pair()
    done = house.ask("POST", f"/matching/proposals/{id}/accept", HOST, page=True)
    assert (done.status, done.headers["location"]) == (303, f"/matching/proposals/{id}")
    page = house.ask("GET", f"/matching/proposals/{id}", HOST, page=True).text
    assert "您已同意，正等待对方答复" in page


@pytest.mark.parametrize(
    ("path", "who"),
    [("/matching/runs/nothing", CITY), ("/matching/proposals/nothing", HOST), ("/matching/dispatches/nothing", CITY)],
)
def test_an_unknown_id_is_404(lived, path, who):
    lived[0].live_in(lived[0].store)
    assert lived[0].ask("GET", path, who).status == 404


@pytest.mark.parametrize("path", ["/matching/runs", "/matching/dispatches"])
def test_a_bad_cursor_is_400(lived, path):
    lived[0].live_in(lived[0].store)
    assert lived[0].ask("GET", path, CITY, query={"after": "nonsense"}).status == 400


@pytest.mark.parametrize("query", [{"part": "x"}, {"part": -1}, {"unheard": "1"}])
def test_a_bad_question_of_a_run_is_422(lived, query):
    lived[0].live_in(lived[0].store)
    assert lived[0].ask("GET", f"/matching/runs/{lived[1]}", CITY, query=query).status == 422


def test_the_api_is_described_with_who_may_call(lived):
    lived[0].live_in(lived[0].store)
    document = json.loads(lived[0].ask("GET", "/matching/openapi.json").text)
    assert set(document["paths"]) == {endpoint.path for endpoint in service.endpoints}
    assert document["paths"]["/matching/runs"]["post"]["x-roles"] == {Role.CITY_OFFICER.value: "all"}
