"""The waiting list: who stands on it, why, since when, and what takes them off."""

from datetime import timedelta

import pytest

from services.matching.model.parties import Host
from services.matching.service import service
from shared.messaging.ticks import tick
from tests.services.matching.house import AUDITOR, CITY, COUNTY, LEADER, OTHER_COUNTY, House, host, sent
from tests.services.matching.test_runs import NIGHT


@pytest.fixture
def house():
    made = House()
    yield made
    made.store.close()


def waiting(house, who=CITY, **query):
    return house.ask("GET", "/matching/waiting", who, query=query).json["items"]


def left_over(house, hosts=2):
    """As many hosts as said, and one candidate with one place: the run's other hosts are left over."""
    house.publish_scheme()
    for number in range(hosts):
        house.accept_host(f"host-{number}")
    house.accept_candidate("sent-0", capacity=1)
    house.start()
    return [each["enterprise_id"] for each in waiting(house)]


def proposed(house):
    """The id of the pair a run proposed, and the key of its host."""
    (told,) = house.events("PairProposed")
    return told.proposal_id, told.enterprise_id


def night(house, number):
    tick(service, service.schedules["nightly_run"], NIGHT + timedelta(days=number))
    house.run()


def end(house, dispatch, reason="agreed"):
    body = {"day": "2021-03-01", "end_reason": reason, "asked_by": "enterprise", "note": ""}
    assert house.ask("POST", f"/matching/dispatches/{dispatch}/end", CITY, body=body).status == 200
    house.run()


def test_who_is_left_over_by_a_run_waits_and_is_told_why(house):
    (left,) = left_over(house)
    (line,) = waiting(house)
    assert line["reason"] in ("all_full", "outranked")
    assert line["said"]
    (told,) = house.events("EnterpriseWaiting")
    assert (told.enterprise_id, told.enterprise_owner, told.year) == (left, f"owner-{left}", 2021)


def test_who_has_a_proposal_out_does_not_wait(house):
    left = left_over(house)
    assert proposed(house)[1] not in left


def test_a_second_run_says_it_anew_and_tells_nobody_again(house):
    left_over(house)
    since = waiting(house)[0]["since"]
    house.clock.move_to(house.clock.now() + timedelta(days=1))
    house.start()
    assert [each["since"] for each in waiting(house)] == [since]
    assert len(house.events("EnterpriseWaiting")) == 1


def test_many_left_over_all_come_onto_the_list_by_pages(house):
    assert len(left_over(house, hosts=35)) == 30
    assert len(house.events("EnterpriseWaiting")) == 34


def test_whoever_a_declined_pair_leaves_with_nobody_waits(house):
    left_over(house, hosts=1)
    proposal, enterprise = proposed(house)
    assert waiting(house) == []
    house.ask("POST", f"/matching/proposals/{proposal}/decline", sent("sent-0"), body={})
    house.run()
    (line,) = waiting(house)
    assert (line["enterprise_id"], line["reason"]) == (enterprise, "declined")
    assert "此前建议的配对未达成" in line["said"]


def test_dispatch_takes_an_enterprise_off_the_list_for_good(house):
    left_over(house, hosts=1)
    proposal, enterprise = proposed(house)
    house.ask("POST", f"/matching/proposals/{proposal}/decline", sent("sent-0"), body={})
    house.accept_candidate("sent-1", capacity=1)
    house.start()
    proposal = house.events("PairProposed")[-1].proposal_id
    house.ask("POST", f"/matching/proposals/{proposal}/accept", host(enterprise), body={})
    house.ask("POST", f"/matching/proposals/{proposal}/accept", sent("sent-1"), body={})
    house.run()
    assert waiting(house) == []
    (told,) = house.events("WaitingEnded")
    (began,) = house.events("EnterpriseWaiting")
    assert (told.enterprise_id, told.since) == (enterprise, began.since)
    assert house.get(Host, enterprise).waits_since is None


def test_enterprise_whose_dispatch_ends_early_waits_again(house):
    left_over(house, hosts=1)
    proposal, enterprise = proposed(house)
    for who in (host(enterprise), sent("sent-0")):
        house.ask("POST", f"/matching/proposals/{proposal}/accept", who, body={})
    house.run()
    (began,) = house.events("DispatchStarted")
    end(house, began.dispatch_id)
    (line,) = waiting(house)
    assert (line["enterprise_id"], line["reason"], line["said"]) == (enterprise, "ended", "派驻提前结束")


def test_enterprise_with_another_commissioner_left_does_not_wait(house):
    house.publish_scheme()
    house.accept_host("host-0", demand=2)
    house.accept_candidate("sent-0", capacity=1)
    house.accept_candidate("sent-1", capacity=1)
    house.start()
    first, second = house.events("PairProposed")
    house.ask("POST", f"/matching/proposals/{first.proposal_id}/decline", host("host-0"), body={})
    house.run()
    assert waiting(house) == []
    house.ask("POST", f"/matching/proposals/{second.proposal_id}/decline", host("host-0"), body={})
    house.run()
    assert [each["enterprise_id"] for each in waiting(house)] == ["host-0"]


def test_the_night_lets_wait_whom_nobody_can_serve(house):
    house.publish_scheme()
    house.accept_host("host-0")
    night(house, 0)
    assert [each["enterprise_id"] for each in waiting(house)] == ["host-0"]
    night(house, 1)
    assert len(house.events("MatchingRunCompleted")) == 1, "a night with nothing new tells nobody"


def test_each_county_reads_its_own(house):
    left_over(house)
    assert len(waiting(house, COUNTY)) == 1
    assert waiting(house, OTHER_COUNTY) == []
    assert len(waiting(house, CITY, county="410502")) == 1
    assert waiting(house, CITY, county="410581") == []
    for who in (LEADER, AUDITOR):
        assert len(waiting(house, who)) == 1
    for who in (host("host-0"), sent("sent-0")):
        assert house.ask("GET", "/matching/waiting", who).status == 403


def test_enterprise_reads_that_it_waits_and_others_do_not(house):
    (left,) = left_over(house)
    page = house.ask("GET", "/matching/proposals", host(left), page=True).text
    assert "列入候补名单" in page
    served = proposed(house)[1]
    assert "列入候补名单" not in house.ask("GET", "/matching/proposals", host(served), page=True).text
