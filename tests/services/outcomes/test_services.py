"""Service logs: who may log and confirm, the term, repetitions."""

from datetime import UTC, datetime

import pytest

from services.outcomes.model.parties import NotArrived
from services.outcomes.service import service
from shared.events.outcomes import ServiceConfirmed, ServiceReported
from tests.services.outcomes.house import (
    CITY,
    COUNTY,
    HOST,
    NOBODY,
    OTHER_HOST,
    OTHER_PROFESSOR,
    PROFESSOR,
    START,
    dispatch_ended,
    dispatch_started,
    told,
)

LOGS = "/outcomes/dispatches/dispatch-1/services"
LOG = {
    "day": "2022-05-20",
    "service_type": "guidance_training",
    "delivery_mode": "on_site",
    "text": "在主轴装配车间讲解动平衡调试方法，答疑两小时。",
}


def test_service_is_logged_told_and_confirmed_by_the_host(dispatched):
    logged = dispatched.post(LOGS, PROFESSOR, LOG)
    assert logged.status == 201
    log_id = logged.json["log_id"]
    (reported,) = dispatched.drain()
    assert isinstance(reported, ServiceReported)
    assert (reported.log_id, reported.enterprise_owner) == (log_id, HOST.person)

    assert dispatched.post(f"/outcomes/services/{log_id}/confirm", HOST).status == 200
    (confirmed,) = dispatched.drain()
    assert isinstance(confirmed, ServiceConfirmed)
    assert confirmed.commissioner_owner == PROFESSOR.person
    assert dispatched.get(f"/outcomes/services/{log_id}", PROFESSOR).json["state"] == "confirmed"


def test_same_key_logs_one_service_and_two_keys_log_two(dispatched):
    first = dispatched.post(LOGS, PROFESSOR, LOG, key="one").json
    assert dispatched.post(LOGS, PROFESSOR, LOG, key="one").json == first
    assert dispatched.post(LOGS, PROFESSOR, LOG, key="two").json != first
    assert len(dispatched.get("/outcomes/records", PROFESSOR).json["items"]) == 2


def test_same_key_with_another_body_is_refused(dispatched):
    dispatched.post(LOGS, PROFESSOR, LOG, key="one")
    refused = dispatched.post(LOGS, PROFESSOR, LOG | {"day": "2022-05-21"}, key="one")
    assert refused.status == 422


@pytest.mark.parametrize(
    ("day", "now", "status"),
    [
        ("2022-04-30", START, 422),
        ("2022-05-01", START, 201),
        ("2022-06-01", START, 201),
        ("2022-06-02", START, 422),
        # 2022-06-02 has begun in China when it is still the first in UTC.
        ("2022-06-02", datetime(2022, 6, 1, 16, 0, tzinfo=UTC), 201),
        ("2024-04-30", datetime(2024, 6, 1, tzinfo=UTC), 201),
        ("2024-05-01", datetime(2024, 6, 1, tzinfo=UTC), 422),
    ],
)
def test_service_day_lies_within_the_term_and_not_in_the_future(dispatched, day, now, status):
    dispatched.clock.move_to(now)
    answer = dispatched.post(LOGS, PROFESSOR, LOG | {"day": day})
    assert answer.status == status
    if status == 422:
        assert answer.pointers == ["/day"]
        assert "日期" in answer.says


def test_day_outside_the_term_says_the_term(dispatched):
    assert "派驻期内：2022-05-01 至 2024-04-30" in dispatched.post(LOGS, PROFESSOR, LOG | {"day": "2022-04-30"}).says


@pytest.mark.parametrize(("actor", "status"), [(OTHER_PROFESSOR, 404), (HOST, 403), (CITY, 403), (NOBODY, 401)])
def test_only_its_commissioner_logs_on_a_dispatch(dispatched, actor, status):
    assert dispatched.post(LOGS, actor, LOG).status == status


@pytest.mark.parametrize(
    ("actor", "status"), [(OTHER_HOST, 404), (PROFESSOR, 403), (CITY, 403), (COUNTY, 403), (NOBODY, 401)]
)
def test_only_the_host_confirms_a_service(dispatched, actor, status):
    log_id = dispatched.post(LOGS, PROFESSOR, LOG).json["log_id"]
    assert dispatched.post(f"/outcomes/services/{log_id}/confirm", actor).status == status
    assert dispatched.get(f"/outcomes/services/{log_id}", HOST).json["state"] == "reported"


def test_service_is_confirmed_once(dispatched):
    log_id = dispatched.post(LOGS, PROFESSOR, LOG).json["log_id"]
    address = f"/outcomes/services/{log_id}/confirm"
    assert dispatched.post(address, HOST, key="same").status == 200
    assert dispatched.post(address, HOST, key="same").status == 200
    again = dispatched.post(address, HOST, key="other")
    assert again.status == 409
    assert "已确认" in again.says
    assert [type(event) for event in dispatched.drain()] == [ServiceReported, ServiceConfirmed]


def test_service_log_is_no_outcome(dispatched):
    log_id = dispatched.post(LOGS, PROFESSOR, LOG).json["log_id"]
    assert dispatched.post(f"/outcomes/outcomes/{log_id}/confirm", HOST).status == 404
    assert dispatched.post(f"/outcomes/outcomes/{log_id}/refuse", HOST, {"reason": "不是成效"}).status == 404
    assert dispatched.get(f"/outcomes/outcomes/{log_id}", HOST).status == 404


def test_unknown_dispatch_is_not_found(house):
    assert house.post("/outcomes/dispatches/none/services", PROFESSOR, LOG).status == 404


def test_bad_fields_of_the_form_come_back_with_their_values(dispatched):
    sent = {"day": "2022-05-20", "service_type": "none", "text": "短", "delivery_mode": "on_site"}
    page = dispatched.submit(LOGS, PROFESSOR, sent)
    assert page.status == 422
    assert 'value="2022-05-20"' in page.text
    assert 'href="#service_type"' in page.text
    assert "请从列出的选项中选择" in page.text
    assert "内容太短" in page.text


def test_older_dispatch_event_never_overwrites_a_newer_one(house):
    from services.outcomes.app import service
    from tests.services.outcomes.house import told

    newer = dispatch_started(ends="2025-04-30")
    service.hear(told(newer, "Dispatch/dispatch-1", version=2))
    service.hear(told(dispatch_started(), "Dispatch/dispatch-1", version=1))
    (listed,) = house.get("/outcomes/dispatches", PROFESSOR).json["items"]
    assert listed["ends"] == "2025-04-30"


def test_after_the_end_no_service_is_logged_and_what_was_logged_stays(dispatched):
    earlier = dispatched.post(LOGS, PROFESSOR, LOG | {"day": "2022-05-10"}).json["log_id"]
    service.hear(told(dispatch_ended(), "Dispatch/dispatch-1", version=4))
    refused = dispatched.post(LOGS, PROFESSOR, LOG)
    assert refused.status == 422
    assert "2022-05-10" in refused.says
    assert dispatched.post(LOGS, PROFESSOR, LOG | {"day": "2022-05-09"}).status == 201
    assert dispatched.post(f"/outcomes/services/{earlier}/confirm", HOST).status == 200


def test_end_heard_before_the_beginning_comes_again(house):
    with pytest.raises(NotArrived):
        service.hear(told(dispatch_ended(), "Dispatch/dispatch-1", version=4))
