"""The public notice, objections to it, and the joint notice that appoints."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from services.applications.commands.appointing import countersign, draw_up, issue
from services.applications.commands.noticing import (
    decide_objection,
    note_objection,
    publish_notice,
    raise_objection,
)
from services.applications.model.applications import StepNotAsked
from services.applications.model.notices import (
    AlreadyCountersigned,
    AlreadyIssued,
    AlreadyObjected,
    Department,
    JointNotice,
    NobodyWaits,
    NotCountersigned,
    NoticeLine,
    NoticeOver,
    NoticeUnderway,
    NotInNotice,
    NumberTaken,
    ObjectionOver,
    PublicNotice,
)
from shared.auth.actor import Actor, Role
from shared.working_days import HolidaysUnknown, working_days_after
from tests.services.applications.appointing import CITIZEN, Office
from tests.services.applications.house import CITY

SECOND = Actor("doctor-2", Role.APPLICANT)
NUMBER = "示科〔2026〕12号"


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office()
    yield office
    office.store.close()


def noticed(office: Office) -> tuple[str, list[str]]:
    """A notice that is public, and the two applications in it."""
    ids = [office.selected(), office.selected(SECOND)]
    notice = office.do(CITY, publish_notice, office.scheme_id, "拟选派人选公示").notice_id
    office.settle()
    return notice, ids


def the_notice(office: Office, id: str) -> PublicNotice:
    found = office.store.get(PublicNotice, id)
    assert found is not None
    return found


def lines(office: Office, notice: str) -> list[NoticeLine]:
    return list(office.store.query(NoticeLine.of_notice, notice).items)


def test_everybody_selected_stands_in_the_notice_for_five_working_days(office: Office) -> None:
    notice, ids = noticed(office)
    kept = the_notice(office, notice)
    # Published on Monday the 2nd: the 3rd, 4th, 5th, 6th and 9th.
    assert (kept.state, kept.count, kept.closes) == ("public", 2, date(2026, 3, 9))
    assert {line.application for line in lines(office, notice)} == set(ids)
    assert [office.status(id) for id in ids] == ["noticed", "noticed"]
    assert len(office.told("CommissionerNoticed")) == 2
    assert len(office.told("PublicNoticePublished")) == 1
    office.pass_days(7)
    assert the_notice(office, notice).state == "public"
    office.pass_days(1)
    assert the_notice(office, notice).state == "over"
    assert [office.status(id) for id in ids] == ["cleared", "cleared"]
    assert len(office.told("CommissionerCleared")) == 2


def test_nothing_is_public_before_it_is_whole(office: Office) -> None:
    office.selected()
    notice = office.do(CITY, publish_notice, office.scheme_id, "拟选派人选公示").notice_id
    assert not office.store.query(PublicNotice.listed, "public").items
    with pytest.raises(NoticeUnderway, match="正在生成"):
        office.do(CITY, publish_notice, office.scheme_id, "再发一份")
    office.settle()
    assert [each.id for each in office.store.query(PublicNotice.listed, "public").items] == [notice]


def test_a_notice_names_somebody(office: Office) -> None:
    office.reviewed()
    with pytest.raises(NobodyWaits, match="没有等待这一步的人选"):
        office.do(CITY, publish_notice, office.scheme_id, "拟选派人选公示")
    with pytest.raises(StepNotAsked, match="没有“公示”这一环节"):
        office.do(CITY, publish_notice, office.scheme(), "拟选派人选公示")


def test_a_year_without_a_table_of_holidays_is_an_error_and_not_a_guess(office: Office) -> None:
    office.selected()
    office.clock.move_to(datetime(2031, 1, 6, tzinfo=UTC))
    with pytest.raises(HolidaysUnknown, match="尚无 2031 年的法定节假日安排"):
        office.do(CITY, publish_notice, office.scheme_id, "拟选派人选公示")


def test_holidays_and_weekends_worked_in_exchange_count_as_the_table_says() -> None:
    # 2025: the National Day holiday is 1-8 October; Sunday 28 September and Saturday 11 October are worked.
    assert working_days_after(date(2025, 9, 26), 5) == date(2025, 10, 10)
    assert working_days_after(date(2025, 9, 30), 2) == date(2025, 10, 10)
    assert working_days_after(date(2025, 9, 30), 3) == date(2025, 10, 11)


def test_an_objection_keeps_the_appointment_back_until_it_is_decided(office: Office) -> None:
    notice, (first, second) = noticed(office)
    objection = office.do(CITIZEN, raise_objection, notice, first, "示例公民", "其专业与申报内容不符，请核实。")
    assert len(office.told("ObjectionRaised")) == 1
    office.pass_days(8)
    assert (office.status(first), office.status(second)) == ("noticed", "cleared")
    office.do(CITY, decide_objection, objection.objection_id, False, "经核实专业相符")
    assert office.status(first) == "cleared"
    (told,) = office.told("ObjectionDecided")
    assert told.data["objector"] == CITIZEN.person
    assert not told.data["upheld"]
    with pytest.raises(ObjectionOver):
        office.do(CITY, decide_objection, objection.objection_id, True, "改判")


def test_one_dismissed_while_the_notice_lasts_waits_for_its_end(office: Office) -> None:
    notice, (first, _) = noticed(office)
    objection = office.do(CITIZEN, raise_objection, notice, first, "示例公民", "其专业与申报内容不符，请核实。")
    office.do(CITY, decide_objection, objection.objection_id, False, "经核实专业相符")
    assert office.status(first) == "noticed"
    office.pass_days(8)
    assert office.status(first) == "cleared"


def test_an_objection_upheld_keeps_the_name_out(office: Office) -> None:
    notice, (first, second) = noticed(office)
    objection = office.do(CITY, note_objection, notice, first, "示例公民", "0372-0000000", "学历证书不实，附材料。")
    office.do(CITY, decide_objection, objection.objection_id, True, "学历证书不实")
    assert office.status(first) == "not_selected"
    assert "学历证书不实" in office.application(first).reason
    (told,) = office.told("ObjectionDecided")
    assert told.data["objector"] == ""
    office.pass_days(8)
    assert (office.status(first), office.status(second)) == ("not_selected", "cleared")


def test_two_objections_are_both_decided_before_anybody_goes_on(office: Office) -> None:
    notice, (first, _) = noticed(office)
    one = office.do(CITIZEN, raise_objection, notice, first, "示例公民", "其专业与申报内容不符，请核实。")
    two = office.do(SECOND, raise_objection, notice, first, "示例乙", "该人选已在外单位兼职，请核实。")
    office.pass_days(8)
    office.do(CITY, decide_objection, one.objection_id, False, "经核实专业相符")
    assert office.status(first) == "noticed"
    office.do(CITY, decide_objection, two.objection_id, False, "经核实无兼职")
    assert office.status(first) == "cleared"


def test_who_may_not_object_any_more_or_again_or_to_this(office: Office) -> None:
    notice, (first, second) = noticed(office)
    office.do(CITIZEN, raise_objection, notice, first, "示例公民", "其专业与申报内容不符，请核实。")
    with pytest.raises(AlreadyObjected, match="已对该人选提出过异议"):
        office.do(CITIZEN, raise_objection, notice, first, "示例公民", "再次提出同样的意见。")
    third = office.selected(Actor("doctor-3", Role.APPLICANT))
    with pytest.raises(NotInNotice, match="不在这份公示中"):
        office.do(CITIZEN, raise_objection, notice, third, "示例公民", "其专业与申报内容不符，请核实。")
    office.pass_days(8)
    with pytest.raises(NoticeOver, match="公示期已于 2026-03-09 结束"):
        office.do(CITIZEN, raise_objection, notice, second, "示例公民", "其专业与申报内容不符，请核实。")


def cleared(office: Office) -> list[str]:
    _, ids = noticed(office)
    office.pass_days(8)
    return ids


def signed(office: Office, *departments: Department) -> str:
    notice = str(office.do(CITY, draw_up, office.scheme_id, "关于选派科技特派员的通知", NUMBER).notice_id)
    for department in departments:
        office.do(CITY, countersign, notice, department, date(2026, 3, 12))
    return notice


def test_three_departments_appoint(office: Office) -> None:
    ids = cleared(office)
    notice = signed(office, *Department)
    assert not office.told("CommissionerAccepted")
    office.do(CITY, issue, notice)
    office.settle()
    assert [office.status(id) for id in ids] == ["appointed", "appointed"]
    accepted = office.told("CommissionerAccepted")
    assert {each.data["application_id"] for each in accepted} == set(ids)
    assert all(each.data["appointed"] for each in accepted)
    (told,) = office.told("JointNoticeIssued")
    assert (told.data["count"], told.data["document_number"]) == (2, NUMBER)
    kept = office.store.get(JointNotice, notice)
    assert kept is not None
    assert kept.state == "issued"
    assert len(lines(office, notice)) == 2


def test_all_three_must_sign_once(office: Office) -> None:
    cleared(office)
    notice = signed(office, Department.SCIENCE)
    with pytest.raises(NotCountersigned, match="尚缺会签：市委组织部"):
        office.do(CITY, issue, notice)
    with pytest.raises(AlreadyCountersigned, match="“市科学技术局”已会签"):
        office.do(CITY, countersign, notice, Department.SCIENCE, date(2026, 3, 13))
    for department in (Department.ORGANISATION, Department.PERSONNEL):
        office.do(CITY, countersign, notice, department, date(2026, 3, 13))
    office.do(CITY, issue, notice)
    office.settle()
    with pytest.raises(AlreadyIssued):
        office.do(CITY, issue, notice)
    with pytest.raises(AlreadyIssued):
        office.do(CITY, countersign, notice, Department.SCIENCE, date(2026, 3, 13))


def test_a_document_number_is_one_documents(office: Office) -> None:
    signed(office)
    with pytest.raises(NumberTaken, match="已被另一份联合发文使用"):
        office.do(CITY, draw_up, office.scheme_id, "另一份通知", NUMBER)


def test_who_is_not_cleared_is_not_appointed(office: Office) -> None:
    noticed(office)
    notice = signed(office, *Department)
    with pytest.raises(NobodyWaits):
        office.do(CITY, issue, notice)


def test_without_a_joint_notice_the_end_of_the_public_one_appoints(office: Office) -> None:
    office.scheme_id = office.scheme(steps=["endorsement", "review", "public_notice"], reviews=2)
    notice, ids = noticed(office)
    office.pass_days(8)
    assert [office.status(id) for id in ids] == ["appointed", "appointed"]
    assert not office.told("CommissionerCleared")
    assert len(office.told("CommissionerAccepted")) == 2
    objected = (notice, ids[0], "示例公民", "其专业与申报内容不符，请核实。")
    with pytest.raises(NoticeOver):
        office.do(CITIZEN, raise_objection, *objected)
