"""The fund of a commissioner: what is granted, seven categories, nothing overspent, the bureau's word on each expense."""

import pytest

from services.outcomes.app import service
from services.outcomes.model.funds import CATEGORIES, Category, Fund, Overspent
from tests.services.outcomes.house import (
    CITY,
    COUNTY,
    HOST,
    NOBODY,
    OTHER_PROFESSOR,
    PROFESSOR,
    commissioner_accepted,
    dispatch_started,
    scheme_published,
    told,
)

FUND = "/outcomes/funds/commissioner-1"
EXPENSES = f"{FUND}/expenses"
TRAVEL = {"category": "travel", "amount_yuan": "186.50", "day": "2022-05-20", "text": "到示例机床调研的往返车票。"}


@pytest.fixture
def granted(hostless):
    return hostless


def fund(house, who=PROFESSOR):
    return house.get(FUND, who).json["fund"]


def test_scheme_grants_thirty_thousand_a_unit(granted):
    assert fund(granted)["granted_fen"] == 3_000_000
    assert [each["id"] for each in granted.get("/outcomes/funds", PROFESSOR).json["items"]] == ["commissioner-1"]


def test_scheme_that_grants_by_person_grants_a_team_for_each_of_its_members(house):
    house.hear(scheme_published(funding_per="person"))
    accepted = commissioner_accepted()
    team = accepted.commissioner.model_copy(update={"kind": "team", "people": 4})
    house.hear(accepted.model_copy(update={"commissioner": team}))
    assert fund(house)["granted_fen"] == 12_000_000


def test_fund_is_opened_once_however_often_it_is_heard(granted):
    granted.post(EXPENSES, PROFESSOR, TRAVEL)
    service.hear(told(commissioner_accepted(), version=9))
    assert fund(granted)["waiting_fen"] == 18_650


def test_expense_waits_until_the_bureau_approves_it(granted):
    expense = granted.post(EXPENSES, PROFESSOR, TRAVEL).json["expense_id"]
    assert (fund(granted)["waiting_fen"], fund(granted)["left_fen"]) == (18_650, 2_981_350)
    assert [each["id"] for each in granted.get("/outcomes/expenses", CITY).json["items"]] == [expense]
    assert granted.post(f"/outcomes/expenses/{expense}/approve", CITY, {}).status == 200
    assert fund(granted)["spent_fen"] == {"travel": 18_650}
    assert (fund(granted)["waiting_fen"], fund(granted)["left_fen"]) == (0, 2_981_350)


def test_refused_expense_frees_its_money_and_says_why(granted):
    expense = granted.post(EXPENSES, PROFESSOR, TRAVEL).json["expense_id"]
    granted.post(f"/outcomes/expenses/{expense}/refuse", CITY, {"reason": "车票日期与服务日期不符"})
    assert fund(granted)["left_fen"] == 3_000_000
    shown = granted.get(f"/outcomes/expenses/{expense}", PROFESSOR).json
    assert (shown["state"], shown["reason"]) == ("refused", "车票日期与服务日期不符")


def test_nothing_is_overspent_and_what_waits_counts(granted):
    assert granted.post(EXPENSES, PROFESSOR, TRAVEL | {"amount_yuan": "29900"}).status == 201
    refused = granted.post(EXPENSES, PROFESSOR, TRAVEL)
    assert refused.status == 422
    assert "经费不足：核定 30,000 元，已报销和待审核共 29,900 元，还可填报 100 元" in refused.says
    assert refused.pointers == ["/amount_yuan"]
    assert granted.post(EXPENSES, PROFESSOR, TRAVEL | {"amount_yuan": "100"}).status == 201
    assert fund(granted)["left_fen"] == 0


def test_decision_is_made_once(granted):
    expense = granted.post(EXPENSES, PROFESSOR, TRAVEL).json["expense_id"]
    granted.post(f"/outcomes/expenses/{expense}/approve", CITY, {})
    again = granted.post(f"/outcomes/expenses/{expense}/refuse", CITY, {"reason": "重复"})
    assert again.status == 409
    assert "已核准" in again.says
    assert fund(granted)["spent_fen"] == {"travel": 18_650}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"category": "banquet"}, "category", ""),
        ({"amount_yuan": "0"}, "amount_yuan", "大于 0"),
        ({"amount_yuan": "12.345"}, "amount_yuan", ""),
        ({"amount_yuan": "-5"}, "amount_yuan", ""),
        ({"day": "2022-06-02"}, "day", "不能晚于今天"),
        ({"text": "车票"}, "text", ""),
    ],
)
def test_bad_expense_says_which_field_and_leaves_the_fund_alone(granted, change, field, words):
    refused = granted.post(EXPENSES, PROFESSOR, TRAVEL | change)
    assert refused.status == 422
    assert refused.pointers == [f"/{field}"]
    assert words in refused.says
    assert fund(granted)["left_fen"] == 3_000_000


def test_expense_from_before_the_dispatch_is_refused(granted):
    granted.hear(dispatch_started())
    refused = granted.post(EXPENSES, PROFESSOR, TRAVEL | {"day": "2022-04-30"})
    assert refused.status == 422
    assert refused.pointers == ["/day"]


@pytest.mark.parametrize("who", [OTHER_PROFESSOR, HOST, COUNTY, NOBODY])
def test_nobody_else_sees_a_fund(granted, who):
    assert granted.get(FUND, who).status in (401, 403, 404)


def test_commissioner_does_not_approve_their_own(granted):
    expense = granted.post(EXPENSES, PROFESSOR, TRAVEL).json["expense_id"]
    assert granted.post(f"/outcomes/expenses/{expense}/approve", PROFESSOR, {}).status == 403


def test_seven_categories():
    assert len(Category) == len(CATEGORIES) == 7


def test_fund_never_holds_more_than_it_was_granted():
    empty = Fund(id="c", owner="p", name="示例", scheme_id="s", scheme_name="示例批次", year=2022, granted=100)
    full = empty.reporting(60).approving(Category.TRAVEL, 60).reporting(40)
    assert full.left == 0
    with pytest.raises(Overspent):
        full.reporting(1)
    assert full.refusing(40).left == 40
