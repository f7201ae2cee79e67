"""The rules of schemes and applications, without any store."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from services.applications.model.applications import (
    Application,
    Correction,
    NotReturned,
    NotSubmitted,
    OtherEnterprise,
    Status,
    commissioner_facts,
    enterprise_facts,
    number_of,
)
from services.applications.model.forms import CommissionerForm, EnterpriseForm, Kind, NotEligible
from services.applications.model.people import ContactMissing, LinkSpent, Registration, SignInChallenge
from services.applications.model.schemes import FundingPer, Scheme, SchemeForm, WindowClosed
from tests.services.applications.examples import COMMISSIONER, ENTERPRISE, PARTS

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def enterprise(**changed) -> EnterpriseForm:
    return EnterpriseForm.model_validate(ENTERPRISE | changed)


def commissioner(**changed) -> CommissionerForm:
    return CommissionerForm.model_validate(COMMISSIONER | changed)


def application(status: Status = Status.SUBMITTED) -> Application:
    return Application(
        id="a",
        number="2026-Q-A",
        scheme="s",
        form_kind=Kind.ENTERPRISE,
        owner="p",
        county="410502",
        status=status,
        submitted_at=NOW,
        enterprise=enterprise(),
    )


def errors_of(refused: pytest.ExceptionInfo[ValidationError]) -> dict[str, str]:
    return {"/".join(map(str, each["loc"])): each["msg"] for each in refused.value.errors()}


def test_enterprise_form_takes_what_a_person_types():
    form = enterprise(uscc=f" {ENTERPRISE['uscc'].lower()} ", above_scale="true")
    assert form.uscc == ENTERPRISE["uscc"]
    assert form.above_scale is True


def test_wrong_credit_code_is_refused_in_words():
    with pytest.raises(ValidationError) as refused:
        enterprise(uscc=ENTERPRISE["uscc"][:-1] + ("0" if ENTERPRISE["uscc"][-1] != "0" else "1"))
    assert "统一社会信用代码不正确" in errors_of(refused)["uscc"]


def test_unknown_county_and_industry_are_refused():
    with pytest.raises(ValidationError) as refused:
        enterprise(county="110101", industry="44")
    assert set(errors_of(refused)) == {"county", "industry"}


def test_high_tech_needs_its_certificate():
    with pytest.raises(ValidationError, match="证书编号"):
        enterprise(high_tech=True, high_tech_certificate="GR2021")
    assert enterprise(high_tech=True, high_tech_certificate="GR202141000001").high_tech


def test_unknown_field_is_refused():
    with pytest.raises(ValidationError) as refused:
        enterprise(contry="x")
    assert "contry" in errors_of(refused)


def test_enterprise_needs_at_least_one_need():
    with pytest.raises(ValidationError) as refused:
        enterprise(needs=[])
    assert "needs" in errors_of(refused)


@pytest.mark.parametrize(
    ("changed", "eligible"),
    [
        ({"degree": "doctor", "title": "none"}, True),
        ({"degree": "master", "title": "intermediate"}, True),
        ({"degree": "master", "title": "junior"}, False),
        ({"degree": "bachelor", "title": "senior"}, True),
        ({"degree": "doctor", "civil_servant": True}, False),
    ],
)
def test_eligibility_is_a_doctorate_or_intermediate_title_and_no_civil_servant(changed, eligible):
    form = commissioner(**changed)
    if eligible:
        form.check_eligible()
    else:
        with pytest.raises(NotEligible):
            form.check_eligible()


def test_team_counts_leader_and_members():
    form = commissioner(team=True, members="示例乙\n 示例丙 \n\n")
    assert commissioner_facts(form).people == 3
    assert commissioner_facts(form).kind == "team"
    assert commissioner_facts(commissioner()).people == 1


def test_team_without_members_is_refused():
    with pytest.raises(ValidationError, match="逐行填写"):
        commissioner(team=True)


def test_one_checked_box_counts_as_a_list():
    assert commissioner(counties="410502").counties == ("410502",)


def test_facts_of_an_enterprise_carry_no_credit_code():
    facts = enterprise_facts("a", enterprise())
    assert ENTERPRISE["uscc"] not in facts.model_dump_json()
    assert [need.id for need in facts.needs] == ["a-0"]


def test_an_enterprise_has_one_key_in_every_application_of_its_credit_code():
    first, again = enterprise_facts("a", enterprise()), enterprise_facts("b", enterprise(name="示例新名有限公司"))
    other = enterprise_facts("c", enterprise(uscc="91410500MA0000013R"))
    assert first.enterprise_key == again.enterprise_key != other.enterprise_key
    assert first.enterprise_key


def test_submitted_application_is_accepted_or_returned():
    assert application().accepted(NOW).status is Status.ACCEPTED
    returned = application().returned((Correction(field="name", reason="请改正"),), NOW)
    assert returned.status is Status.RETURNED
    assert returned.corrections[0].field == "name"


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.RETURNED])
def test_decided_application_cannot_be_decided_again(status):
    with pytest.raises(NotSubmitted):
        application(status).accepted(NOW)
    with pytest.raises(NotSubmitted):
        application(status).returned((), NOW)


def test_only_a_returned_application_is_sent_again():
    with pytest.raises(NotReturned):
        application().resubmitted(enterprise(), NOW)
    assert application(Status.RETURNED).resubmitted(enterprise(name="示例改名"), NOW).status is Status.SUBMITTED


def test_mending_cannot_turn_one_enterprise_into_another():
    with pytest.raises(OtherEnterprise):
        application(Status.RETURNED).resubmitted(enterprise(uscc="91410500MA0000013R"), NOW)


def scheme(**changed) -> Scheme:
    given: dict[str, Any] = {
        "id": "s",
        "name": "示例方案",
        "year": 2026,
        "opens": date(2026, 3, 1),
        "closes": date(2026, 3, 31),
        "parts": PARTS,
        "term_months": 24,
        "most_enterprises": 3,
        "funding_fen": 3_000_000,
        "funding_per": FundingPer.UNIT,
        "published_at": NOW,
    }
    return Scheme(**given | changed)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 2, 28, 16, 0, 0, tzinfo=UTC), True),  # midnight in China
        (datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 16, 0, 0, tzinfo=UTC), False),
    ],
)
def test_window_runs_by_the_calendar_of_china(moment, is_open):
    assert scheme().is_open(moment) is is_open
    if not is_open:
        with pytest.raises(WindowClosed, match="2026-03-01"):
            scheme().check_open(moment)


@pytest.mark.parametrize("part", sorted(PARTS))
def test_scheme_without_one_of_its_six_parts_is_refused(part):
    sent = {"name": "示例方案", "year": 2026, "opens": "2026-03-01", "closes": "2026-03-31", **PARTS}
    del sent[part]
    with pytest.raises(ValidationError) as refused:
        SchemeForm.model_validate(sent)
    assert set(errors_of(refused)) == {part}


def test_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValidationError, match="不能早于"):
        SchemeForm.model_validate(
            {"name": "示例", "year": 2026, "opens": "2026-03-31", "closes": "2026-03-01", **PARTS}
        )


@pytest.mark.parametrize("phone", ["190 0000 0001", "+86-190-0000-0001", "8619000000001", "19000000001"])
def test_mobile_number_is_kept_in_one_form(phone):
    assert Registration(name="示例", phone=phone).phone == "+8619000000001"


@pytest.mark.parametrize("phone", ["12345", "0372-1234567", "不是电话", "1900000000199999"])
def test_what_is_no_mobile_number_is_refused(phone):
    with pytest.raises(ValidationError, match="手机号码"):
        Registration(name="示例", phone=phone)


@pytest.mark.parametrize("email", ["a", "a@b", "a b@example.com", "@example.com", "a@" + "x" * 300 + ".com"])
def test_what_is_no_address_is_refused(email):
    with pytest.raises(ValidationError, match="电子邮箱"):
        Registration(name="示例", email=email)


def test_somebody_without_contact_is_refused():
    with pytest.raises(ContactMissing):
        Registration(name="示例").contacts()


def test_link_is_good_once_and_for_a_while():
    challenge = SignInChallenge(id="c", person="p", expires=NOW)
    challenge.check(NOW, 0)
    with pytest.raises(LinkSpent):
        challenge.changed(used=True).check(NOW, 0)
    with pytest.raises(LinkSpent):
        challenge.check(datetime(2026, 3, 2, tzinfo=UTC), 0)


def test_link_is_over_once_all_sessions_of_its_person_were_ended():
    challenge = SignInChallenge(id="c", person="p", expires=NOW, epoch=1)
    challenge.check(NOW, 1)
    with pytest.raises(LinkSpent):
        challenge.check(NOW, 2)


def test_numbers_tell_kind_and_year():
    assert number_of(2026, Kind.ENTERPRISE, "abcdefgh") == "2026-Q-ABCDEF"
    assert number_of(2026, Kind.COMMISSIONER, "abcdefgh") == "2026-R-ABCDEF"
