"""The lists: one's own, what waits first; a county's; the city's. The pages."""

import pytest

from shared.store.sifted import SHOWN
from tests.services.outcomes.house import (
    CITY,
    COUNTY,
    HOST,
    LEADER,
    NOBODY,
    OTHER_COUNTY,
    OTHER_HOST,
    OTHER_PROFESSOR,
    PROFESSOR,
    START,
    commissioner_accepted,
    dispatch_started,
)
from tests.services.outcomes.test_results import OUTCOME, OUTCOMES, reported
from tests.services.outcomes.test_services import LOG, LOGS


def test_what_waits_stands_first_and_then_the_newest(dispatched):
    first = reported(dispatched)
    dispatched.clock.move_to(START.replace(hour=3))
    second = dispatched.post(LOGS, PROFESSOR, LOG).json["log_id"]
    dispatched.clock.move_to(START.replace(hour=4))
    third = reported(dispatched)
    dispatched.post(f"/outcomes/outcomes/{third}/confirm", HOST)
    for actor in (PROFESSOR, HOST):
        items = dispatched.get("/outcomes/records", actor).json["items"]
        assert [each["id"] for each in items] == [second, first, third]
    assert [each["may_decide"] for each in dispatched.get("/outcomes/records", HOST).json["items"]] == [
        True,
        True,
        False,
    ]
    assert not any(each["may_decide"] for each in dispatched.get("/outcomes/records", PROFESSOR).json["items"])


@pytest.mark.parametrize("actor", [OTHER_PROFESSOR, OTHER_HOST, OTHER_COUNTY])
def test_lists_hold_nothing_of_others(dispatched, actor):
    reported(dispatched)
    assert dispatched.get("/outcomes/records", actor).json["items"] == []


def test_officers_see_a_state_at_a_time(dispatched):
    id = reported(dispatched)
    for actor in (COUNTY, CITY, LEADER):
        assert [each["id"] for each in dispatched.get("/outcomes/records", actor).json["items"]] == [id]
        assert dispatched.get("/outcomes/records?state=confirmed", actor).json["items"] == []
    dispatched.post(f"/outcomes/outcomes/{id}/confirm", HOST)
    for actor in (COUNTY, CITY, LEADER):
        assert [each["id"] for each in dispatched.get("/outcomes/records?state=confirmed", actor).json["items"]] == [id]


def test_what_waits_for_the_city_stands_before_what_waits_for_hosts(dispatched):
    reported(dispatched)
    dispatched.hear(commissioner_accepted(OTHER_PROFESSOR.person, "commissioner-2"))
    mine = reported(dispatched, path="/outcomes/outcomes", actor=OTHER_PROFESSOR)
    assert dispatched.get("/outcomes/records", CITY).json["items"][0]["id"] == mine


def test_lists_go_on_by_cursor_and_a_foreign_cursor_is_refused(dispatched):
    for _ in range(SHOWN + 1):
        reported(dispatched)
    page = dispatched.get("/outcomes/records", HOST).json
    assert len(page["items"]) == SHOWN
    rest = dispatched.get(f"/outcomes/records?after={page['next']}", HOST).json
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert dispatched.get(f"/outcomes/records?after={page['next']}", PROFESSOR).status == 400
    assert dispatched.get("/outcomes/records?after=nonsense", HOST).status == 400


@pytest.mark.parametrize(
    ("actor", "sentence"),
    [(PROFESSOR, "您还没有填报服务或成效"), (HOST, "还没有需要您确认的服务或成效"), (CITY, "这里没有记录")],
)
def test_empty_list_says_what_comes_next(house, actor, sentence):
    page = house.get("/outcomes/records", actor, page=True)
    assert page.status == 200
    assert sentence in page.text


def test_every_page_is_rendered(dispatched):
    id = reported(dispatched)
    log_id = dispatched.post(LOGS, PROFESSOR, LOG).json["log_id"]
    pages = {
        ("/outcomes/dispatches", PROFESSOR): "记录一次服务",
        (LOGS, PROFESSOR): "示例机床有限公司",
        (OUTCOMES, PROFESSOR): "提交，请企业确认",
        ("/outcomes/outcomes", PROFESSOR): "提交，请市局确认",
        ("/outcomes/records", PROFESSOR): "填报服务或成效",
        ("/outcomes/records", HOST): "等待您确认",
        ("/outcomes/records", COUNTY): "企业确认",
        (f"/outcomes/outcomes/{id}", HOST): "确认属实",
        (f"/outcomes/outcomes/{id}", PROFESSOR): "等待“示例机床有限公司”确认",
        (f"/outcomes/services/{log_id}", HOST): "现场讲解",
        (f"/outcomes/outcomes/{id}/refuse", HOST): "请说明原因",
    }
    for (path, actor), sentence in pages.items():
        page = dispatched.get(path, actor, page=True)
        assert page.status == 200, path
        assert sentence in page.text, path
        assert page.text.count("<script") == page.text.count('<script type="module" src="/static/')
        assert " style=" not in page.text


def test_visitor_is_asked_to_sign_in(house):
    assert house.get("/outcomes/records", NOBODY).status == 401
    assert house.get("/outcomes/reports/annual", NOBODY).status == 401


def test_api_description_names_every_route(house):
    paths = house.get("/outcomes/openapi.json").json["paths"]
    assert OUTCOME.keys() <= {"indicator", "quantity", "day", "text"}
    assert {
        "/outcomes/records",
        "/outcomes/public",
        "/outcomes/reports/annual",
        "/outcomes/outcomes/{outcome_id}/confirm",
    } <= set(paths)


def test_second_dispatch_is_listed(dispatched):
    dispatched.hear(dispatch_started(dispatch_id="dispatch-2", enterprise_name="示例化工有限公司", starts="2022-05-15"))
    names = [each["enterprise_name"] for each in dispatched.get("/outcomes/dispatches", PROFESSOR).json["items"]]
    assert names == ["示例化工有限公司", "示例机床有限公司"]
