"""The dispatch agreement: drafted with the dispatch, settled before anybody signs, signed by three."""

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from services.matching.model.agreements import Agreement, Party
from services.matching.model.dispatches import Dispatch
from services.matching.service import service
from shared.audit.chain import AuditChange, AuditEntry
from shared.auth.actor import Actor, Role
from shared.store.port import Delete
from tests.services.matching.house import CITY, COUNTY, OTHER_COUNTY, House, host, routed, sent

HOST, SENT = host("host-a"), sent("sent-a")
UNIVERSITY = Actor("office", Role.SENDING_INSTITUTION, organisation="示例大学", session="s-office")
OTHER_UNIVERSITY = Actor("office-2", Role.SENDING_INSTITUTION, organisation="示例学院", session="s-office-2")
NEW_TEXT = {
    "tasks": "每月到车间两次，把前轴承温升降到二十五度以下。",
    "requirements": "每次服务填写服务日志，由企业确认。",
}


@pytest.fixture
def house():
    return House()


@pytest.fixture
def dispatch(house):
    return house.dispatched()


def path(dispatch, verb=""):
    return f"/matching/dispatches/{dispatch}/agreement{'/' + verb if verb else ''}"


def shown(house, dispatch, by=CITY):
    answer = house.ask("GET", path(dispatch), by)
    assert answer.status == 200, answer.text
    return answer.json


def post(house, dispatch, verb, by, **body):
    return house.ask("POST", path(dispatch, verb), by, body=body)


def sign(house, dispatch, by, seen=""):
    return post(house, dispatch, "sign", by, seen=seen or shown(house, dispatch, by)["digest"])


def stamp(house, dispatch, **changed):
    body = {"stamped_by": "科研处 王示例", "stamped": "2021-03-01", "seen": shown(house, dispatch)["digest"]}
    return post(house, dispatch, "paper", CITY, **{**body, **changed})


def text_of(agreement):
    return "\n".join(each["text"] for each in agreement["clauses"])


def test_it_is_there_with_the_dispatch_and_holds_what_it_must(house, dispatch):
    agreement = shown(house, dispatch, HOST)
    text = text_of(agreement)
    assert "2021年3月1日" in text
    assert "2023年2月28日" in text
    assert "高速电主轴温升过大" in text
    assert "30,000 元" in text
    assert "原职务、工资、待遇、岗位不变" in text
    assert (agreement["enterprise_name"], agreement["institution"]) == ("示例企业host-a", "示例大学")
    assert [each["by"] for each in agreement["signatures"]] == ["", "", ""]


def test_three_signatures_complete_it_and_both_sides_are_told(house, dispatch):
    assert sign(house, dispatch, SENT).json == {"dispatch_id": dispatch, "signed": ["commissioner"], "complete": False}
    assert sign(house, dispatch, HOST).json["complete"] is False
    assert sign(house, dispatch, UNIVERSITY).json["complete"] is True
    house.run()
    assert [each.side for each in house.events("SignatureGiven")] == ["commissioner", "enterprise"]
    (told,) = house.events("AgreementSigned")
    assert (told.dispatch_id, told.side) == (dispatch, "institution")
    assert house.get(Dispatch, dispatch).agreement_signed_at is not None
    assert house.ask("GET", "/matching/dispatches", CITY, query={"agreement": "waiting"}).json["items"] == []


def test_second_signature_of_the_same_party_changes_nothing(house, dispatch):
    sign(house, dispatch, SENT)
    before = house.get(Agreement, dispatch)
    again = sign(house, dispatch, SENT)
    assert (again.status, again.json["signed"]) == (200, ["commissioner"])
    assert house.get(Agreement, dispatch) == before


def test_nobody_signs_another_text_than_they_saw(house, dispatch):
    seen = shown(house, dispatch, HOST)["digest"]
    assert post(house, dispatch, "edit", SENT, seen=seen, **NEW_TEXT).status == 200
    refused = sign(house, dispatch, HOST, seen)
    assert refused.status == 409
    assert "任务书的文本在您查看之后有改动" in refused.text
    assert sign(house, dispatch, HOST).status == 200


def test_text_is_changed_by_officer_or_commissioner_and_by_nobody_else(house, dispatch):
    for by in (CITY, SENT):
        assert post(house, dispatch, "edit", by, seen=shown(house, dispatch)["digest"], **NEW_TEXT).status == 200
    assert post(house, dispatch, "edit", HOST, seen=shown(house, dispatch)["digest"], **NEW_TEXT).status == 403
    assert NEW_TEXT["tasks"] in text_of(shown(house, dispatch))


def test_of_two_who_change_it_at_once_the_second_is_told(house, dispatch):
    seen = shown(house, dispatch)["digest"]
    assert post(house, dispatch, "edit", CITY, seen=seen, **NEW_TEXT).status == 200
    late = post(
        house,
        dispatch,
        "edit",
        SENT,
        seen=seen,
        tasks="另一份任务的写法，也有十个字。",
        requirements="每月一次，由企业确认服务。",
    )
    assert late.status == 409
    assert NEW_TEXT["tasks"] in text_of(shown(house, dispatch))


def test_what_somebody_signed_is_not_changed(house, dispatch):
    sign(house, dispatch, HOST)
    refused = post(house, dispatch, "edit", CITY, seen=shown(house, dispatch)["digest"], **NEW_TEXT)
    assert refused.status == 409
    assert "已有一方签署，文本不能再改" in refused.text


def test_clause_on_position_and_pay_stays_whatever_is_typed(house, dispatch):
    typed = {"tasks": "派驻期间，特派员的工资由企业另行约定。", "requirements": "特派员转入企业，原岗位不再保留。"}
    post(house, dispatch, "edit", CITY, seen=shown(house, dispatch)["digest"], **typed)
    clauses = {each["heading"]: each["text"] for each in shown(house, dispatch)["clauses"]}
    assert clauses["待遇保障"] == "派驻期间，特派员的原职务、工资、待遇、岗位不变。"


def test_giving_it_back_voids_the_signatures_and_says_why(house, dispatch):
    sign(house, dispatch, SENT)
    assert post(house, dispatch, "return", HOST, reason="任务里没有写测试的次数").status == 200
    house.run()
    (told,) = house.events("AgreementReturned")
    assert told.side == "enterprise"
    after = shown(house, dispatch, SENT)
    assert (after["returned"], after["returned_by"], after["may_edit"]) == (
        "任务里没有写测试的次数",
        "enterprise",
        True,
    )
    assert [each["by"] for each in after["signatures"]] == ["", "", ""]
    assert sign(house, dispatch, SENT).status == 200


def test_what_all_three_signed_is_not_given_back(house, dispatch):
    for by in (SENT, HOST, UNIVERSITY):
        sign(house, dispatch, by)
    refused = post(house, dispatch, "return", HOST, reason="想再改一改")
    assert refused.status == 409
    assert "三方均已签署" in refused.text


def test_giving_back_needs_a_reason(house, dispatch):
    assert post(house, dispatch, "return", HOST, reason="").status == 422


def test_stamped_paper_stands_for_an_institution_and_says_so(house, dispatch):
    assert stamp(house, dispatch).status == 200
    page = house.ask("GET", path(dispatch), HOST, page=True).text
    assert "凭盖章纸质件：科研处 王示例，2021年3月1日 盖章" in page
    actions = [each.action for each in house.audit(Agreement, dispatch)]
    assert "stamped paper of the institution recorded" in actions


@pytest.mark.parametrize("day", ["2021-02-28", "2021-03-02"])
def test_stamp_lies_between_the_first_day_and_today(house, dispatch, day):
    refused = stamp(house, dispatch, stamped=day)
    assert refused.status == 422
    assert "盖章日期须在派驻开始日（2021-03-01）与今天（2021-03-01）之间" in refused.text


def test_only_those_concerned_read_it(house, dispatch):
    for by in (HOST, SENT, UNIVERSITY, CITY, COUNTY):
        assert house.ask("GET", path(dispatch), by).status == 200
    for by in (host("host-b"), sent("sent-b"), OTHER_UNIVERSITY, OTHER_COUNTY):
        assert house.ask("GET", path(dispatch), by).status == 404
        assert house.ask("GET", f"{path(dispatch)}.docx", by).status == 404


def test_institution_finds_its_own_what_waits_first(house, dispatch):
    (line,) = house.ask("GET", "/matching/agreements", UNIVERSITY).json["items"]
    assert (line["dispatch_id"], line["signed"]) == (dispatch, False)
    assert house.ask("GET", "/matching/agreements", OTHER_UNIVERSITY).json["items"] == []


def test_dispatch_begun_before_there_were_agreements_has_one(house, dispatch):
    kept = house.get(Agreement, dispatch)
    entry = f"Agreement/{dispatch}/0000000001"
    house.store.commit([Delete(each) for each in (kept, house.get(AuditEntry, entry), house.get(AuditChange, entry))])
    assert shown(house, dispatch, SENT)["digest"] == kept.digest
    assert sign(house, dispatch, SENT).status == 200
    assert house.get(Agreement, dispatch).has_signed(Party.COMMISSIONER)


def test_word_file_holds_the_text_and_three_places_to_sign(house, dispatch):
    sign(house, dispatch, SENT)
    answer = house.ask("GET", f"{path(dispatch)}.docx", HOST)
    assert answer.status == 200
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    paper = Document(BytesIO(answer.body))
    text = "\n".join(each.text for each in paper.paragraphs)
    assert paper.paragraphs[0].text == "派驻任务书"
    assert "五、待遇保障" in text
    assert "原职务、工资、待遇、岗位不变" in text
    (table,) = paper.tables
    assert [cell.paragraphs[0].text for cell in table.rows[0].cells] == [
        "科技特派员（签字）",
        "派出单位（盖章）",
        "企业（盖章）",
    ]
    assert "2021年3月1日" in table.rows[0].cells[0].text
    assert "年　　月　　日" in table.rows[0].cells[2].text


def test_word_file_goes_to_whoever_asks_whatever_they_accept(house, dispatch):
    route, names = routed("GET", f"{path(dispatch)}.docx")
    assert (route, names) == ("/matching/dispatches/{dispatch_id}/agreement.docx", {"dispatch_id": dispatch})
    assert any(each.path == route for each in service.endpoints)
    raw = house.ask("GET", f"{path(dispatch)}.docx", HOST).body
    assert raw[:2] == b"PK"
    house.clock.move_to(house.clock.now() + timedelta(days=1))
    assert house.ask("GET", f"{path(dispatch)}.docx", HOST).body == raw
