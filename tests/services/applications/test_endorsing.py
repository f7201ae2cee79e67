"""Before the bureau decides: the sending institution's consent and the county's check, where a scheme asks for them."""

from collections.abc import Iterator

import pytest

from services.applications.commands.applying import resubmit_application
from services.applications.commands.deciding import accept_application, return_application
from services.applications.commands.endorsing import decline_endorsement, endorse_application, verify_enterprise
from services.applications.model.applications import (
    AlreadyEndorsed,
    AlreadyVerified,
    CityAccepts,
    Correction,
    NotEndorsed,
    NotSubmitted,
    NotVerified,
    StepNotAsked,
)
from services.applications.model.forms import CommissionerForm
from shared.auth.actor import Actor, Belongs, Reach, Role, reaches
from tests.services.applications.appointing import COUNTY, INSTITUTION, Office
from tests.services.applications.examples import COMMISSIONER
from tests.services.applications.house import CITY, DOCTOR, FACTORY


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office()
    yield office
    office.store.close()


def test_nobody_is_accepted_before_their_institution_agrees(office: Office) -> None:
    id = office.applied()
    with pytest.raises(NotEndorsed, match="派出单位尚未审核同意，不能受理"):
        office.do(CITY, accept_application, id)
    office.do(INSTITUTION, endorse_application, id, "同意", on_paper=False)
    office.do(CITY, accept_application, id)
    assert office.status(id) == "reviewing"
    (told,) = office.told("ApplicationEndorsed")
    assert told.data["institution"] == "示例大学"
    assert not told.data["on_paper"]


def test_consent_is_given_once(office: Office) -> None:
    id = office.applied()
    office.do(INSTITUTION, endorse_application, id, "", on_paper=False)
    with pytest.raises(AlreadyEndorsed, match="派出单位已同意该申报"):
        office.do(INSTITUTION, endorse_application, id, "", on_paper=False)
    with pytest.raises(AlreadyEndorsed):
        office.do(INSTITUTION, decline_endorsement, id, "名额已满")


def test_a_letter_on_paper_counts_and_is_kept_as_such(office: Office) -> None:
    id = office.applied()
    office.do(CITY, endorse_application, id, "示例大学科研处 2026 年 3 月 1 日盖章同意函", on_paper=True)
    consent = office.application(id).consent
    assert consent is not None
    assert consent.on_paper
    assert "盖章" in consent.note
    office.do(CITY, accept_application, id)


def test_an_institution_that_does_not_agree_sends_it_back_with_its_reason(office: Office) -> None:
    id = office.applied()
    office.do(INSTITUTION, decline_endorsement, id, "该教师本学年承担外派任务")
    (told,) = office.told("ApplicationReturned")
    assert told.data["corrections"] == [{"field": "institution", "reason": "该教师本学年承担外派任务"}]
    assert office.status(id) == "returned"
    with pytest.raises(NotSubmitted, match="已退回补正"):
        office.do(INSTITUTION, endorse_application, id, "", on_paper=False)


def test_who_mends_an_application_is_asked_for_a_new_consent(office: Office) -> None:
    id = office.applied()
    office.do(INSTITUTION, endorse_application, id, "", on_paper=False)
    office.do(CITY, return_application, id, (Correction(field="works", reason="请补充成果"),))
    office.do(DOCTOR, resubmit_application, id, CommissionerForm.model_validate(COMMISSIONER))
    (told,) = office.told("ApplicationResubmitted")
    assert told.data["waits_for"] == "endorsement"
    with pytest.raises(NotEndorsed):
        office.do(CITY, accept_application, id)


def test_no_enterprise_is_accepted_before_its_county_checked_it(office: Office) -> None:
    id = office.enterprise()
    with pytest.raises(NotVerified, match="尚未核实，不能受理"):
        office.do(CITY, accept_application, id)
    office.do(COUNTY, verify_enterprise, id)
    with pytest.raises(AlreadyVerified):
        office.do(COUNTY, verify_enterprise, id)
    with pytest.raises(CityAccepts, match="由县（市、区）核实、市科学技术局受理"):
        office.do(COUNTY, accept_application, id)
    office.do(CITY, accept_application, id)
    assert office.status(id) == "accepted"
    assert len(office.told("EnterpriseAccepted")) == len(office.told("ApplicationVerified")) == 1


def test_what_a_scheme_does_not_ask_for_cannot_be_done(office: Office) -> None:
    plain = office.scheme()
    doctor, factory = office.applied(scheme=plain), office.enterprise(scheme=plain)
    with pytest.raises(StepNotAsked, match="没有“派出单位审核同意”这一环节"):
        office.do(INSTITUTION, endorse_application, doctor, "", on_paper=False)
    with pytest.raises(StepNotAsked, match="没有“县（市、区）核实企业”这一环节"):
        office.do(COUNTY, verify_enterprise, factory)
    with pytest.raises(StepNotAsked):
        office.do(COUNTY, verify_enterprise, doctor)
    office.do(CITY, accept_application, doctor)
    assert office.status(doctor) == "accepted"
    assert not office.told("CommissionerAccepted")[0].data["appointed"]


@pytest.mark.parametrize(
    ("organisation", "reached"),
    [("示例大学", True), ("示例 大学 ", True), ("示例大学　", True), ("示例学院", False), ("", False)],
)
def test_an_institution_reaches_its_own_people_however_its_name_is_typed(organisation: str, reached: bool) -> None:
    actor = Actor("somebody", Role.SENDING_INSTITUTION, organisation=organisation)
    assert reaches(actor, Reach.ORGANISATION, Belongs(organisation="示例大学")) is reached
    assert not reaches(actor, Reach.ORGANISATION, Belongs())


def test_who_waits_for_whom_is_told_with_the_application(office: Office) -> None:
    office.applied()
    office.enterprise()
    first, second = (each.data for each in office.told("ApplicationSubmitted"))
    assert (first["institution"], first["waits_for"]) == ("示例大学", "endorsement")
    assert (second["institution"], second["waits_for"]) == ("", "county_verification")
    assert FACTORY.person == second["owner"]
