"""Pairs an officer chooses: proposed like any other, moved by no run, within everybody's places."""

import pytest

from services.matching.model.parties import Candidate, Host
from services.matching.model.proposals import Proposal
from tests.services.matching.house import CITY, NEXT, SCHEME, House


@pytest.fixture
def house():
    return House()


def pair(house, enterprise="host-a", commissioner="sent-a", by=CITY, **body):
    sent = {
        "scheme_id": SCHEME,
        "enterprise_id": enterprise,
        "commissioner_id": commissioner,
        "reason": "双方此前已有合作",
    }
    return house.ask("POST", "/matching/pairs", by, body=sent | body)


def test_pair_by_hand_asks_both_sides_and_takes_a_place_of_each(house):
    house.load_pair()
    answer = pair(house)
    assert answer.status == 201
    id = Proposal.id_of("host-a", "sent-a")
    assert answer.json == {"proposal_id": id}
    house.run()
    (proposed,) = house.events("PairProposed")
    assert (proposed.proposal_id, proposed.enterprise_id) == (id, "host-a")
    assert house.held(Host, "host-a") == house.held(Candidate, "sent-a") == (id,)
    page = house.ask("GET", f"/matching/proposals/{id}", CITY, page=True)
    assert "市科学技术局指定：双方此前已有合作" in page.text


def test_no_later_run_moves_it(house):
    house.load_pair()
    pair(house)
    house.start()
    assert len(house.events("PairProposed")) == 1


def test_two_who_have_nothing_in_common_may_be_paired_by_hand(house):
    house.load_pair()
    house.accept_candidate("sent-b", expertise="唐宋诗词的格律与吟诵研究。", works=("杜甫律诗研究",))
    assert pair(house, commissioner="sent-b").status == 201


def test_same_pair_twice_is_refused_by_name(house):
    house.load_pair()
    pair(house)
    again = pair(house)
    assert again.status == 409
    assert "这一对已经建议过" in again.text


def test_full_places_are_not_overfilled_by_hand(house):
    house.load_pair()
    house.accept_candidate("sent-b")
    pair(house)
    refused = pair(house, commissioner="sent-b")
    assert refused.status == 409
    assert "没有空余名额" in refused.text
    assert len(house.held(Host, "host-a")) == 1


def test_two_of_different_schemes_are_not_paired(house):
    house.load_pair()
    house.publish_overlapping()
    house.accept_candidate("sent-next", scheme=NEXT)
    refused = pair(house, commissioner="sent-next")
    assert refused.status == 422
    assert "须属于同一批次" in refused.text


@pytest.mark.parametrize("wrong", [{"enterprise_id": "nobody"}, {"commissioner_id": "nobody"}, {"need_id": "nothing"}])
def test_who_is_not_there_is_not_paired(house, wrong):
    house.load_pair()
    assert pair(house, **wrong).status == 404


def test_form_shows_both_and_their_needs(house):
    house.load_pair()
    query = {"enterprise_id": "host-a", "commissioner_id": "sent-a"}
    page = house.ask("GET", "/matching/pairs", CITY, page=True, query=query)
    assert page.status == 200
    assert 'name="need_id"' in page.text
    unchosen = house.ask("GET", "/matching/pairs", CITY, page=True)
    assert "还没有选择要配对的企业和特派员" in unchosen.text


def test_nobody_is_paired_in_a_scheme_that_is_over(house):
    house.load_pair()
    house.clock.move_to(house.clock.now().replace(year=2024))
    refused = pair(house)
    assert refused.status == 409
    assert "该批次已经结束" in refused.text


def test_nobody_is_sent_where_they_would_not_go(house):
    house.publish_scheme()
    house.accept_host("host-a", county="410502")
    house.accept_candidate("sent-a", counties=("410581",))
    refused = pair(house)
    assert refused.status == 422
    assert "未选择到该企业所在的县" in refused.text


def test_one_person_does_not_answer_for_both_sides(house):
    house.publish_scheme()
    house.accept_host("host-a", owner="owner-x")
    house.accept_candidate("sent-a", owner="owner-x")
    refused = pair(house)
    assert refused.status == 409
    assert "由同一人办理" in refused.text
