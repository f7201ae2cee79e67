"""Lists of records filter, sort and keep their state in the address; the figures can be downloaded as a table."""

import csv
import io
import re
from html import unescape

import pytest

from services.outcomes.app import service
from shared.store.sifted import SHOWN
from tests.services.outcomes.house import (
    CITY,
    COUNTY,
    HOST,
    LEADER,
    NOBODY,
    PROFESSOR,
    START,
    dispatch_started,
    told,
)
from tests.services.outcomes.test_figures import REPORT, outcome_confirmed
from tests.services.outcomes.test_results import OUTCOMES, reported
from tests.services.outcomes.test_services import LOG, LOGS

LIST = "/outcomes/records"


@pytest.fixture
def several(dispatched):
    """Four records by when they were reported: (waiting outcome, service, confirmed, refused)."""
    ids = []
    for hour, path in enumerate((OUTCOMES, LOGS, OUTCOMES, OUTCOMES), start=3):
        dispatched.clock.move_to(START.replace(hour=hour))
        if path == LOGS:
            ids.append(dispatched.post(LOGS, PROFESSOR, LOG).json["log_id"])
        else:
            ids.append(reported(dispatched))
    dispatched.post(f"/outcomes/outcomes/{ids[2]}/confirm", HOST)
    assert dispatched.post(f"/outcomes/outcomes/{ids[3]}/refuse", HOST, {"reason": "与实际不符"}).status == 200
    return dispatched, ids


def listed(house, actor, query=""):
    answer = house.get(f"{LIST}?{query}", actor)
    assert answer.status == 200, answer.text
    return [each["id"] for each in answer.json["items"]]


@pytest.mark.parametrize("actor", [PROFESSOR, HOST])
@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", [1, 0, 3, 2]),
        ("state=reported", [1, 0]),
        ("state=reported&sort=reported", [0, 1]),
        ("state=confirmed", [2]),
        ("state=refused", [3]),
        ("kind=service", [1]),
        ("kind=outcome&state=reported", [0]),
        ("sort=reported", [1, 0, 3, 2]),
    ],
)
def test_both_sides_filter_and_sort_their_own(several, actor, query, places):
    house, ids = several
    assert listed(house, actor, query) == [ids[place] for place in places]


@pytest.mark.parametrize(
    ("actor", "query", "places"),
    [
        (CITY, "", [0, 1]),
        (CITY, "kind=outcome", [0]),
        (CITY, "county=410502&sort=-reported", [1, 0]),
        (CITY, "county=410581", []),
        (LEADER, "state=refused", [3]),
        (COUNTY, "sort=-reported", [1, 0]),
        (COUNTY, "county=410581", [0, 1]),
    ],
)
def test_officers_filter_by_kind_and_county_and_turn_a_county_round(several, actor, query, places):
    house, ids = several
    assert listed(house, actor, query) == [ids[place] for place in places]


def test_all_counties_are_one_after_another_whichever_way(several):
    house, ids = several
    house.hear(
        dispatch_started(dispatch_id="dispatch-2", proposal_id="proposal-2", county="410581", starts="2022-05-15")
    )
    elsewhere = reported(house, path="/outcomes/dispatches/dispatch-2/outcomes")
    assert listed(house, CITY, "sort=county") == [ids[0], ids[1], elsewhere]
    assert listed(house, CITY, "sort=-county") == [elsewhere, ids[1], ids[0]]
    assert listed(house, CITY, "sort=-reported") == listed(house, CITY)


@pytest.mark.parametrize("query", ["state=lost", "kind=song", "sort=text", "county=4105020", "page=2"])
def test_what_cannot_be_asked_of_a_list_is_refused(several, query):
    assert several[0].get(f"{LIST}?{query}", CITY).status == 422


def test_links_of_a_list_keep_its_state(dispatched):
    for _ in range(SHOWN + 1):
        reported(dispatched)
    page = dispatched.get(f"{LIST}?kind=outcome&county=410502&sort=-reported", CITY, page=True).text
    (following,) = re.findall(r'href="([^"]*)" rel="next"', page)
    assert unescape(following).startswith(f"{LIST}?state=reported&kind=outcome&county=410502&sort=-reported&after=")
    assert len(dispatched.get(unescape(following), CITY).json["items"]) == 1
    assert 'aria-sort="descending"' in page


def test_filter_that_fits_nothing_says_so_and_offers_the_whole_list(several):
    page = several[0].get(f"{LIST}?kind=service&state=refused", HOST, page=True).text
    assert "没有符合条件的记录" in page
    assert f'href="{LIST}"' in page


def test_records_of_a_figure_are_found_by_name_and_turned_round(house):
    for number, name in enumerate(("甲企业", "乙企业", "乙工厂")):
        service.hear(told(dispatch_started(dispatch_id=f"d{number}", enterprise_id=f"e{number}", enterprise_name=name)))
    address = "/outcomes/figures/enterprises_served"
    for year in ("", "&year=2022"):
        names = [
            [each["label"] for each in house.get(f"{address}?{query}{year}").json["records"]]
            for query in ("sort=label", "sort=-label", "name=乙", "name=丙")
        ]
        assert names[0] == sorted(["甲企业", "乙企业", "乙工厂"])
        assert names[1] == names[0][::-1]
        assert (names[2], names[3]) == (sorted(["乙企业", "乙工厂"]), [])
    assert "没有符合条件的记录" in house.get(f"{address}?name=丙", page=True).text


def table_of(answer):
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


@pytest.mark.parametrize(("path", "actor"), [("/outcomes/public", NOBODY), (REPORT, LEADER)])
def test_table_has_every_figure_of_the_report_with_its_qualifier(dispatched, path, actor):
    service.hear(told(outcome_confirmed("a", "technicians_trained", 5000, at_least=True)))
    service.hear(told(outcome_confirmed("b", "backbone_trained", 200)))
    service.hear(told(outcome_confirmed("c", "technology_contracts_fen", 50_000_050)))
    rows = table_of(dispatched.get(f"{path}.csv?year=2022", actor))
    report = dispatched.get(f"{path}?year=2022", actor).json
    assert [int(row["记录数"]) for row in rows] == [each["count"] for each in report["figures"]]
    by_name = {row["指标"]: (row["准确或至少"], row["数量"], row["单位"]) for row in rows}
    assert by_name["培训企业技术人员"] == ("至少", "5000", "人次")
    assert by_name["培训技术骨干"] == ("准确", "200", "人次")
    assert by_name["技术合同成交额"] == ("准确", "500000.50", "元")
    assert {row["年度"] for row in rows} == {"2022"}
    assert next(row for row in rows if "占比" in row["指标"])["计算方法"] == "1 ÷ 1"
    page = dispatched.get(f"{path}?year=2022", actor, page=True).text
    assert f'href="{path}.csv?year=2022"' in page


@pytest.mark.parametrize(("actor", "status"), [(CITY, 200), (COUNTY, 200), (PROFESSOR, 403), (NOBODY, 401)])
def test_table_of_the_report_is_for_the_bureau(dispatched, actor, status):
    assert dispatched.get(f"{REPORT}.csv", actor).status == status


def test_charts_draw_only_one_unit_each(dispatched):
    for number, name in enumerate(("new_technologies", "technicians_trained", "patents")):
        service.hear(told(outcome_confirmed(f"o{number}", name, 7)))
    page = dispatched.get(f"{REPORT}?year=2022", CITY, page=True).text
    charts = re.findall(r'<figure class="chart">.*?</figure>', page, flags=re.DOTALL)
    assert len(charts) == 4
    for chart in charts:
        units = set(re.findall(r'<span class="said">[\d至少, ]+([^<\d\s]+)</span>', chart))
        assert units <= {"家"} or units <= {"名", "个"} or units <= {"项"} or units <= {"人次"}, units
