"""The end of a dispatch: by the city for a reason, or by night when its term is over; its places are free at once."""

from datetime import UTC, datetime

import pytest

from services.matching.model.dispatches import Dispatch
from services.matching.model.parties import Candidate, Host
from services.matching.nightly import nightly_run
from services.matching.service import service
from tests.services.matching.house import CITY, COUNTY, LEADER, House, host, sent

AGREED = {"day": "2021-03-01", "end_reason": "agreed", "asked_by": "enterprise", "note": "产品停产，需求不再存在"}


@pytest.fixture
def house():
    return House()


@pytest.fixture
def dispatch(house):
    return house.dispatched()


def end(house, dispatch, by=CITY, **changed):
    return house.ask("POST", f"/matching/dispatches/{dispatch}/end", by, body=AGREED | changed)


def test_ending_frees_both_places_at_once_and_tells_both(house, dispatch):
    assert end(house, dispatch).json == {"dispatch_id": dispatch, "ended_on": "2021-03-01"}
    assert house.held(Host, "host-a") == house.held(Candidate, "sent-a") == ()
    house.run()
    (told,) = house.events("DispatchEnded")
    assert (told.enterprise_owner, told.commissioner_owner) == ("owner-host-a", "owner-sent-a")
    assert (told.ended_on.isoformat(), told.end_reason) == ("2021-03-01", "agreed")


def test_both_sides_read_why_and_on_whose_wish(house, dispatch):
    end(house, dispatch)
    for by in (host("host-a"), sent("sent-a")):
        page = house.ask("GET", f"/matching/dispatches/{dispatch}", by, page=True).text
        assert "2021年3月1日，双方协商：产品停产，需求不再存在 · 企业提出" in page
    ended = house.ask("GET", "/matching/dispatches", CITY, query={"state": "ended"}).json["items"]
    assert [each["id"] for each in ended] == [dispatch]
    assert house.ask("GET", "/matching/dispatches", CITY, query={"state": "current"}).json["items"] == []


def test_freed_place_is_given_to_another_by_the_next_run(house, dispatch):
    end(house, dispatch)
    house.accept_candidate("sent-b")
    house.start()
    assert len(house.held(Host, "host-a")) == 1


def test_dispatch_ends_once(house, dispatch):
    end(house, dispatch)
    again = end(house, dispatch)
    assert again.status == 409
    assert "派驻已于 2021-03-01 结束" in again.text


@pytest.mark.parametrize("day", ["2021-02-28", "2021-03-02"])
def test_last_day_lies_in_the_term_and_has_come(house, dispatch, day):
    refused = end(house, dispatch, day=day)
    assert refused.status == 422
    assert "结束日期须在 2021-03-01 与 2021-03-01 之间" in refused.text


def test_another_reason_must_be_said(house, dispatch):
    refused = end(house, dispatch, end_reason="other", note="")
    assert refused.status == 422
    assert "请写明原因" in refused.text


def test_nobody_but_the_city_ends_it(house, dispatch):
    for by in (host("host-a"), sent("sent-a"), COUNTY, LEADER):
        assert end(house, dispatch, by).status == 403


def test_agreement_of_what_is_over_is_signed_by_nobody(house, dispatch):
    end(house, dispatch)
    path = f"/matching/dispatches/{dispatch}/agreement"
    seen = house.ask("GET", path, CITY).json["digest"]
    refused = house.ask("POST", f"{path}/sign", host("host-a"), body={"seen": seen})
    assert refused.status == 409
    assert "派驻已经结束" in refused.text


def test_dispatch_past_its_term_ends_by_night_once_however_often_the_clock_ticks(house, dispatch):
    last_night = datetime(2023, 2, 27, 18, tzinfo=UTC)
    house.clock.move_to(last_night)
    nightly_run(service, last_night)
    assert house.get(Dispatch, dispatch).ended_on is None
    night = datetime(2023, 2, 28, 18, tzinfo=UTC)
    house.clock.move_to(night)
    nightly_run(service, night)
    nightly_run(service, night)
    house.run()
    (told,) = house.events("DispatchEnded")
    assert (told.ended_on.isoformat(), told.end_reason) == ("2023-02-28", "term")
    assert house.held(Host, "host-a") == ()
