"""The annual report: four parts out of the records and the bureau's own words, on a page and on paper."""

import re
from base64 import b64decode
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from docx import Document

from shared.events.applications import JointNoticeIssued
from shared.events.matching import AgreementSigned, EnterpriseWaiting, LiaisonNamed, WaitingEnded
from tests.services.outcomes.house import CITY, COUNTY, HOST, LEADER, PROFESSOR
from tests.services.outcomes.test_publicity import COVERAGE, RALLY

REPORT = "/outcomes/reports/annual?year=2022"
WHO: dict[str, Any] = {
    "dispatch_id": "dispatch-1",
    "county": "410502",
    "enterprise_name": "示例机床有限公司",
    "enterprise_owner": "host",
    "commissioner_name": "示例教授",
    "commissioner_owner": "professor",
}


def parts(house):
    written = house.get(REPORT, CITY).json["parts"]
    return ["\n".join("".join(run["said"] for run in runs) for runs in part["paragraphs"]) for part in written]


def figures(house):
    house.drain()
    return {each["indicator"]: each["value"] for each in house.get(REPORT, CITY).json["figures"]}


def test_practices_are_counted_from_what_happened_and_once_each(dispatched):
    signed = AgreementSigned(**WHO, side="enterprise", institution="示例大学")
    named = LiaisonNamed(**WHO, leader="示例副局长", section="示例科")
    issued = JointNoticeIssued(notice_id="n1", scheme_id="scheme-2022", document_number="示例科〔2022〕8 号", count=98)
    dispatched.hear(signed, named, issued)
    dispatched.hear(signed, named.model_copy(update={"leader": "另一位"}), issued)
    counted = figures(dispatched)
    assert {name: counted[name] for name in ("agreements_signed", "liaisons_named", "appointments_announced")} == {
        "agreements_signed": 1,
        "liaisons_named": 1,
        "appointments_announced": 98,
    }
    practices = parts(dispatched)[1]
    assert "签订派驻任务书 1 份，约定派驻期间原职务、工资、待遇、岗位不变" in practices
    assert "示例科〔2022〕8 号" in practices


def test_what_nobody_recorded_is_not_spoken_of(dispatched):
    background, practices, results, response = parts(dispatched)
    assert "服务企业 1 家" in background
    assert "推进会" not in practices
    assert (results, response) == ("", "")


def test_bureaus_own_words_stand_in_their_part(dispatched):
    words = {"background": "第一段。\n第二段。", "practices": "做法。", "results": "成效。", "response": "反响。"}
    assert dispatched.post("/outcomes/reports/2022/words", CITY, words).status == 200
    background, practices, results, response = parts(dispatched)
    assert background.startswith("第一段。\n第二段。\n")
    assert practices.endswith("\n做法。")
    assert (results, response) == ("成效。", "反响。")
    assert "第一段。" in dispatched.get("/outcomes/reports/2022/words", CITY, page=True).text


@pytest.mark.parametrize("who", [COUNTY, LEADER, HOST, PROFESSOR])
def test_only_the_city_writes(dispatched, who):
    assert dispatched.post("/outcomes/reports/2022/words", who, {"background": "x"}).status == 403


@pytest.mark.parametrize("year", ["1999", "2101", "abcd"])
def test_a_year_that_is_none_is_not_there(dispatched, year):
    assert dispatched.get(f"/outcomes/reports/{year}/words", CITY).status == 404


def test_meeting_and_media_are_named(dispatched):
    dispatched.post("/outcomes/coverage", CITY, COVERAGE)
    dispatched.post("/outcomes/rallies", CITY, RALLY)
    dispatched.drain()
    _, practices, _, response = parts(dispatched)
    assert "2022 年 5 月 20 日在示例会议中心召开，示例副市长出席" in practices
    assert "交流发言：企业代表。" in practices
    assert "示例日报等 1 家媒体" in response


def test_every_number_on_the_page_leads_to_its_records(dispatched):
    page = dispatched.get(REPORT, CITY, page=True).text
    for indicator in ("people", "enterprises_served", "funds_granted_fen"):
        assert f"/outcomes/figures/{indicator}?year=2022" in page


def test_paper_has_the_four_parts_and_the_records_behind_every_figure(dispatched):
    dispatched.post("/outcomes/rallies", CITY, RALLY)
    dispatched.drain()
    answered = dispatched.get("/outcomes/reports/annual.docx?year=2022", LEADER)
    paper = Document(BytesIO(b64decode(answered.text)))
    lines = [each.text for each in paper.paragraphs]
    assert [each for each in lines if each[1:2] == "、"] == [
        "一、工作背景",
        "二、主要做法",
        "三、工作成效",
        "四、社会反响",
    ]
    assert any("服务企业 1 家" in each for each in lines)
    body = paper.element.xml
    marks, links = set(re.findall(r'w:name="(figure_\w+)"', body)), set(re.findall(r'w:anchor="(\w+)"', body))
    assert links
    assert links <= marks
    assert any("示例会议中心" in each and each.startswith("　　") for each in lines)
    assert "2022 年度科技特派员工作报告.docx" in unquote(answered.headers["Content-Disposition"])


def test_waiting_enterprises_are_counted_while_they_wait_whatever_is_heard_first(dispatched):
    who: dict[str, Any] = {
        "enterprise_id": "enterprise-9",
        "scheme_id": "scheme-2022",
        "year": 2022,
        "county": "410502",
        "enterprise_name": "示例铸造有限公司",
        "enterprise_owner": "owner-9",
    }
    first, again = datetime(2022, 5, 20, 2, tzinfo=UTC), datetime(2022, 5, 28, 2, tzinfo=UTC)
    dispatched.hear(EnterpriseWaiting(**who, since=first, reason="all_full"))
    assert figures(dispatched)["enterprises_waiting"] == 1
    assert "现有 1 家在候补名单上" in parts(dispatched)[3]
    dispatched.hear(WaitingEnded(**who, since=again), EnterpriseWaiting(**who, since=again, reason="ended"))
    assert figures(dispatched)["enterprises_waiting"] == 1
    dispatched.hear(WaitingEnded(**who, since=first))
    assert figures(dispatched)["enterprises_waiting"] == 0
    assert "候补名单" not in parts(dispatched)[3]
