"""What the county says of a service the host confirmed: it counts with evidence, confirmation and approval."""

import pytest

from shared.events.outcomes import ServiceApproved, ServiceDisapproved
from tests.services.outcomes.house import (
    CITY,
    COUNTY,
    HOST,
    LEADER,
    NOBODY,
    OTHER_COUNTY,
    PROFESSOR,
)

LOGS = "/outcomes/dispatches/dispatch-1/services"
LOG = {
    "day": "2022-05-20",
    "service_type": "guidance_training",
    "delivery_mode": "on_site",
    "text": "在主轴装配车间讲解动平衡调试方法，答疑两小时。",
    "evidence": "签到表一张、现场照片三张，存企业技术科。",
}
REASON = {"reason": "请补充当天的签到表"}


def logged(house, log=LOG):
    return house.post(LOGS, PROFESSOR, log).json["log_id"]


@pytest.fixture
def confirmed(dispatched):
    """A service the host confirmed."""
    log_id = logged(dispatched)
    dispatched.post(f"/outcomes/services/{log_id}/confirm", HOST)
    dispatched.drain()
    return log_id


def test_county_approves_what_the_host_confirmed(dispatched, confirmed):
    waiting = dispatched.get("/outcomes/records?state=confirmed&kind=service", COUNTY).json["items"]
    assert [(each["id"], each["may_approve"]) for each in waiting] == [(confirmed, True)]
    assert dispatched.post(f"/outcomes/services/{confirmed}/approve", COUNTY).status == 200
    (told,) = dispatched.drain()
    assert isinstance(told, ServiceApproved)
    assert told.commissioner_owner == PROFESSOR.person
    shown = dispatched.get(f"/outcomes/services/{confirmed}", PROFESSOR).json
    assert (shown["state"], shown["service"]["evidence"]) == ("approved", LOG["evidence"])


def test_county_that_does_not_approve_says_why(dispatched, confirmed):
    assert dispatched.post(f"/outcomes/services/{confirmed}/disapprove", COUNTY, REASON).status == 200
    (told,) = dispatched.drain()
    assert isinstance(told, ServiceDisapproved)
    shown = dispatched.get(f"/outcomes/services/{confirmed}", PROFESSOR).json
    assert (shown["state"], shown["reason"]) == ("refused", REASON["reason"])


def test_nothing_is_approved_before_the_host_confirmed_it(dispatched):
    log_id = logged(dispatched)
    for answer in ("approve", "disapprove"):
        refused = dispatched.post(
            f"/outcomes/services/{log_id}/{answer}", COUNTY, REASON if answer != "approve" else {}
        )
        assert refused.status == 409
        assert "尚未确认这次服务" in refused.says


def test_service_without_evidence_is_not_approved(dispatched):
    log_id = logged(dispatched, {name: value for name, value in LOG.items() if name != "evidence"})
    dispatched.post(f"/outcomes/services/{log_id}/confirm", HOST)
    refused = dispatched.post(f"/outcomes/services/{log_id}/approve", COUNTY)
    assert refused.status == 409
    assert "没有填写佐证材料" in refused.says
    assert dispatched.post(f"/outcomes/services/{log_id}/disapprove", COUNTY, REASON).status == 200


def test_county_decides_once(dispatched, confirmed):
    dispatched.post(f"/outcomes/services/{confirmed}/approve", COUNTY)
    again = dispatched.post(f"/outcomes/services/{confirmed}/disapprove", COUNTY, REASON)
    assert again.status == 409
    assert "县区已审核" in again.says


@pytest.mark.parametrize(
    ("who", "status"), [(OTHER_COUNTY, 404), (HOST, 403), (PROFESSOR, 403), (LEADER, 403), (NOBODY, 401), (CITY, 200)]
)
def test_only_officers_of_the_county_and_the_city_approve(dispatched, confirmed, who, status):
    assert dispatched.post(f"/outcomes/services/{confirmed}/approve", who).status == status


def test_outcome_is_no_service_to_approve(dispatched):
    outcome = {"indicator": "problems_solved", "quantity": 1, "day": "2022-05-25", "text": "解决主轴温升过大的问题。"}
    id = dispatched.post("/outcomes/dispatches/dispatch-1/outcomes", PROFESSOR, outcome).json["outcome_id"]
    assert dispatched.post(f"/outcomes/services/{id}/approve", COUNTY).status == 404
