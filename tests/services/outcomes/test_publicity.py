"""Press coverage and meetings: who notes them, how they count, and how a mistake is taken back."""

import pytest

from tests.services.outcomes.house import CITY, COUNTY, HOST, LEADER, NOBODY, PROFESSOR

COVERAGE = {
    "year": 2022,
    "medium": "示例日报",
    "title": "博士进车间",
    "day": "2022-05-20",
    "link": "https://news.example/1",
}
RALLY = {
    "year": 2022,
    "day": "2022-05-20",
    "place": "示例会议中心",
    "leaders": "示例副市长",
    "attendance": "各县（市、区）科技主管部门和特派员代表。",
    "speakers": "企业代表",
}
EACH = pytest.mark.parametrize(
    ("path", "body", "indicator"),
    [("/outcomes/coverage", COVERAGE, "coverage_items"), ("/outcomes/rallies", RALLY, "rallies")],
)


def figure(house, indicator):
    house.drain()
    report = house.get("/outcomes/reports/annual?year=2022", CITY).json
    return next(each for each in report["figures"] if each["indicator"] == indicator)


@EACH
def test_what_is_noted_counts_and_leads_to_its_record(house, path, body, indicator):
    id = house.post(path, CITY, body).json["id"]
    counted = figure(house, indicator)
    assert (counted["value"], [each["id"] for each in counted["records"]]) == (1, [id])
    assert [each["id"] for each in house.get(path, LEADER).json["items"]] == [id]


@EACH
def test_what_was_a_mistake_counts_no_more_and_is_taken_back_once(house, path, body, indicator):
    id = house.post(path, CITY, body).json["id"]
    assert house.post(f"{path}/{id}/withdraw", CITY, {}).status == 200
    assert figure(house, indicator)["value"] == 0
    again = house.post(f"{path}/{id}/withdraw", CITY, {})
    assert again.status == 409
    assert "已经撤销" in again.says
    assert "已撤销，不计入" in house.get(path, CITY, page=True).text


@EACH
@pytest.mark.parametrize("who", [COUNTY, LEADER, HOST, PROFESSOR])
def test_only_the_city_notes(house, path, body, indicator, who):
    assert house.post(path, who, body).status == 403


@EACH
def test_what_has_not_happened_is_not_noted(house, path, body, indicator):
    refused = house.post(path, CITY, body | {"day": "2022-06-02"})
    assert (refused.status, refused.pointers) == (422, ["/day"])
    assert "不能晚于今天" in refused.says


def test_anyone_reads_coverage_and_only_those_signed_in_read_meetings(house):
    assert house.get("/outcomes/coverage", NOBODY).status == 200
    assert house.get("/outcomes/rallies", NOBODY).status == 401


def test_address_of_an_item_is_one_a_browser_opens(house):
    refused = house.post("/outcomes/coverage", CITY, COVERAGE | {"link": "javascript:alert(1)"})
    assert (refused.status, refused.pointers) == (422, ["/link"])


def test_anyone_sees_what_is_public_and_nothing_of_the_practices(dispatched):
    dispatched.post("/outcomes/coverage", CITY, COVERAGE)
    dispatched.drain()
    public = dispatched.get("/outcomes/public", NOBODY).json
    assert "coverage_items" not in {each["indicator"] for each in public["figures"]}
    assert dispatched.get("/outcomes/figures/funds_granted_fen", NOBODY).status == 404
    assert dispatched.get("/outcomes/figures/funds_granted_fen", PROFESSOR).status == 404
