"""Visits of the bureau: who may record one, when, who reads it."""

import pytest

from shared.events.outcomes import VisitRecorded
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
)

VISITS = "/outcomes/dispatches/dispatch-1/visits"
VISIT = {
    "day": "2022-05-25",
    "visitors": "示例科长、示例科员",
    "findings": "特派员每周到车间一次，主轴温升问题已有方案，企业希望延长测试时间。",
    "follow_up": "示例科室六月底前协调检测机构。",
}


def recorded(house, who=LEADER):
    return house.post(VISITS, who, VISIT).json["visit_id"]


def test_both_sides_and_the_bureau_read_what_was_found(dispatched):
    id = recorded(dispatched)
    (told,) = dispatched.drain()
    assert isinstance(told, VisitRecorded)
    for who in (PROFESSOR, HOST, COUNTY, CITY, LEADER):
        assert [each["id"] for each in dispatched.get("/outcomes/visits", who).json["items"]] == [id]
        assert dispatched.get(f"/outcomes/visits/{id}", who).json["findings"] == VISIT["findings"]


@pytest.mark.parametrize("who", [OTHER_PROFESSOR, OTHER_HOST, OTHER_COUNTY])
def test_others_read_nothing_of_it(dispatched, who):
    id = recorded(dispatched)
    assert dispatched.get("/outcomes/visits", who).json["items"] == []
    assert dispatched.get(f"/outcomes/visits/{id}", who).status == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [(COUNTY, 201), (CITY, 201), (LEADER, 201), (OTHER_COUNTY, 404), (HOST, 403), (PROFESSOR, 403), (NOBODY, 401)],
)
def test_the_bureau_records_visits_and_nobody_else(dispatched, who, status):
    assert dispatched.post(VISITS, who, VISIT).status == status


@pytest.mark.parametrize(
    ("day", "says"), [("2022-06-02", "不能晚于今天"), ("2022-04-30", "日期须在派驻期内：2022-05-01 至 2024-04-30")]
)
def test_visit_lies_within_the_term_and_not_in_the_future(dispatched, day, says):
    refused = dispatched.post(VISITS, CITY, VISIT | {"day": day})
    assert refused.status == 422
    assert says in refused.says
    assert refused.pointers == ["/day"]


def test_dispatches_to_visit_are_found_by_either_name(dispatched):
    for name in ("机床", "教授"):
        found = dispatched.get(f"/outcomes/visits/new?name={name}", CITY).json["items"]
        assert [each["id"] for each in found] == ["dispatch-1"]
    assert dispatched.get("/outcomes/visits/new", OTHER_COUNTY).json["items"] == []


def test_list_says_what_is_to_follow(dispatched):
    recorded(dispatched)
    assert "下一步：示例科室六月底前协调检测机构。" in dispatched.get("/outcomes/visits", HOST, page=True).text
