"""The demo programme as data: lawful identifiers, the article's figures as told, and nobody real invented upon."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from stdnum.cn import uscc

from infra.local.demo import programme
from infra.local.demo.following import applied
from infra.local.demo.programme import commissioner_form, enterprise_form, small_programme, whole_programme
from services.applications.model.forms import CommissionerForm, EnterpriseForm
from shared.auth.actor import PEOPLE, Role

FOLDER = Path(programme.__file__).parent / "programme"
YEAR = 2024

COUNTIES = {"410502", "410503", "410505", "410506", "410522", "410523", "410526", "410527", "410581"}
SERVICE_TYPES = {
    "industry_consulting",
    "joint_research",
    "technology_transfer",
    "demonstration_extension",
    "guidance_training",
}
SIX_PARTS = ["form_of_dispatch", "eligibility", "requirements", "procedure", "service_requirements", "guarantees"]
ZHAO, XING, ZHANG = "赵亚东", "邢月腾", "张坤朋"
LAIGONG, JINBAIHE = "安阳莱工科技有限公司", "河南金百合生物科技股份有限公司"
# The article's sentences on the three, punctuation left out: a real person's works may say no more than these.
ARTICLE = (
    "工业科技特派员张坤朋教授带领北艾天然产物利用与开发研究团队已经开发了艾草口含片禽类饲料配方艾草除菌皂艾草口罩艾草防虫袋等多款北艾新产品"
    "建立艾草示范基地1亩辐射带动安阳县瓦店乡师良村艾草种植面积50亩"
    "科技特派员赵亚东博士帮助安阳莱工科技有限公司解决主轴结构多目标优化设计及可靠性主轴动态性能方面的关键技术问题"
    "科技成果铝合金搅拌摩擦焊电主轴单元关键技术研究获安阳市科技进步奖二等奖"
    "科技特派员邢月腾服务河南金百合生物科技股份有限公司定期深入实地了解派驻企业在产品开发应用等方面遇到的问题并提供技术支撑"
    "分类实施相关科技服务积极推动科技成果转化带动企业实现技术合同成交额50万元研发费用投入630万元"
)
RESERVED_DOMAIN = re.compile(r"[a-z0-9-]+@([a-z0-9-]+\.)*example\.(com|org)")

SCHEME_KEYS = {"name", "issuing_body", "parts", "steps", "term_months", "funding_yuan", "funding_per"}
CLASSES = ("above_scale", "high_tech", "nurtured", "growth")
ENTERPRISE_KEYS = {"key", "name", *CLASSES, "county", "industry", "demand", "needs", "uscc", "contact", "fictional"}
COMMISSIONER_KEYS = {
    *("key", "name", "kind", "members", "institution", "discipline", "degree", "title"),
    *("expertise", "works", "counties", "service_types", "capacity", "contact", "fictional"),
}
NOT_ALWAYS = {"note", "pair", "pair2"}
CONTACT_KEYS = {"name", "email", "phone"}


def _refuse_doubled_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    doubled = [key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at])]
    assert not doubled, f"written twice in one object: {doubled}"
    return dict(pairs)


DEMO = whole_programme()
ENTERPRISES, COMMISSIONERS = DEMO.enterprises, DEMO.commissioners
FIRM = {firm["key"]: firm for firm in ENTERPRISES}
PERSON = {person["key"]: person for person in COMMISSIONERS}

each_enterprise = pytest.mark.parametrize("firm", ENTERPRISES, ids=lambda firm: firm["key"])
each_commissioner = pytest.mark.parametrize("person", COMMISSIONERS, ids=lambda person: person["key"])


def contacts() -> Iterator[dict[str, str]]:
    """Everybody who is told something: of firms, commissioners and offices."""
    for owner in (*ENTERPRISES, *COMMISSIONERS, *(entry for _, entry in applied(DEMO.following or {}))):
        yield owner["contact"]
    yield from DEMO.officers


def sentences(text: str) -> int:
    return text.count("。")


def bare(text: str) -> str:
    """Words alone, as the article's are kept here."""
    return re.sub(r"\W", "", text)


# --- form ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_no_key_is_written_twice_in_one_object(file: Path) -> None:
    assert json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=_refuse_doubled_keys)


def test_every_object_has_its_keys() -> None:
    assert set(DEMO.scheme) == SCHEME_KEYS
    for firm in ENTERPRISES:
        assert set(firm) - NOT_ALWAYS == ENTERPRISE_KEYS, firm["key"]
        assert set(firm["contact"]) == CONTACT_KEYS, firm["key"]
        assert all(set(need) == {"title", "text", "service_types"} for need in firm["needs"]), firm["key"]
    for person in COMMISSIONERS:
        assert set(person) - NOT_ALWAYS == COMMISSIONER_KEYS, person["key"]
        assert set(person["contact"]) == CONTACT_KEYS, person["key"]
        assert all(set(member) == {"name", "title"} for member in person["members"]), person["key"]
    assert all(set(case) == {"commissioner", "host", "enters_matching", "text"} for case in DEMO.told_cases)
    for officer in DEMO.officers:
        assert {"role", *CONTACT_KEYS} <= set(officer) <= {"role", "county", "organisation", *CONTACT_KEYS}, officer
    for result in DEMO.results:
        made_up = PERSON[result["commissioner"]]["fictional"]
        told_keys = set() if made_up else {"host"}
        assert set(result) == {"commissioner", "indicator", "quantity", "qualifier", "text"} | told_keys, result


def test_keys_are_unique() -> None:
    keys = [
        each["key"] for each in (*ENTERPRISES, *COMMISSIONERS, *(entry for _, entry in applied(DEMO.following or {})))
    ]
    assert len(set(keys)) == len(keys)


def test_whole_programme_is_counted_as_the_article_counts_it() -> None:
    # domain.md, "The arithmetic an annual report must reproduce".
    classes = [(firm["above_scale"], firm["high_tech"]) for firm in ENTERPRISES]
    assert len(ENTERPRISES) == 98
    counted = {pair: classes.count(pair) for pair in set(classes)}
    assert counted == {(True, True): 30, (True, False): 14, (False, True): 21, (False, False): 33}
    teams = [person for person in COMMISSIONERS if person["kind"] == "team"]
    assert (len(COMMISSIONERS) - len(teams), len(teams)) == (92, 6)
    assert sum(len(team["members"]) for team in teams) == 19


def test_small_programme_is_the_beginning_of_the_whole_one() -> None:
    small = small_programme()
    assert (len(small.enterprises), len(small.commissioners)) == (12, 13)
    assert small.enterprises == ENTERPRISES[:12]
    assert small.commissioners == COMMISSIONERS[:13]


def test_everybody_applies_as_the_forms_allow() -> None:
    following = applied(DEMO.following or {})
    for firm in (*ENTERPRISES, *(entry for role, entry in following if role is Role.ENTERPRISE)):
        EnterpriseForm.model_validate(enterprise_form(firm, YEAR))
    for person in (*COMMISSIONERS, *(entry for role, entry in following if role is Role.APPLICANT)):
        CommissionerForm.model_validate(commissioner_form(person)).check_eligible()


def test_every_commissioner_has_an_enterprise_they_were_written_for() -> None:
    written = DEMO.written_pairs()
    alone = {person["key"] for person in COMMISSIONERS} - DEMO.told()
    assert {commissioner for commissioner, _ in written} == alone
    hosts = [host for _, host in (*written, *DEMO.told_pairs())]
    assert sorted(hosts) == sorted(FIRM)
    for commissioner in alone:
        assert sum(one == commissioner for one, _ in written) == PERSON[commissioner]["capacity"], commissioner


def test_scheme_is_whole() -> None:
    scheme = DEMO.scheme
    assert scheme["issuing_body"] == "安阳市科学技术局"
    assert "{year}" in scheme["name"]
    assert (scheme["term_months"], scheme["funding_yuan"], scheme["funding_per"]) == (24, 30_000, "unit")
    assert list(scheme["parts"]) == SIX_PARTS
    assert all(2 <= sentences(text) <= 5 for text in scheme["parts"].values())
    assert "原职务、工资、待遇、岗位不变" in scheme["parts"]["guarantees"]


# --- identifiers and contacts -------------------------------------------------------------------------------------


def test_credit_codes_are_valid_by_checksum_and_unique() -> None:
    codes = [firm["uscc"] for firm in ENTERPRISES]
    assert [code for code in codes if not uscc.is_valid(code)] == []
    assert len(set(codes)) == len(codes)


@each_enterprise
def test_credit_code_is_plainly_made_up(firm: dict[str, Any]) -> None:
    assert firm["uscc"].startswith("91410500MA0000")
    if not firm["fictional"]:
        assert re.search("代码.*虚构", firm["note"])


@each_enterprise
def test_high_tech_certificate_goes_with_the_class(firm: dict[str, Any]) -> None:
    certificate = enterprise_form(firm, YEAR)["high_tech_certificate"]
    if not firm["high_tech"]:
        assert certificate == ""
        return
    found = re.fullmatch(r"GR(\d{4})41999\d{3}", certificate)
    assert found
    assert 0 <= YEAR - int(found[1]) < 3, "a certificate is valid for 3 years"


def test_certificates_are_unique() -> None:
    held = [enterprise_form(firm, YEAR)["high_tech_certificate"] for firm in ENTERPRISES if firm["high_tech"]]
    assert len(set(held)) == len(held) > 0


def test_phones_are_valid_mobiles_in_e164_and_unique() -> None:
    phones = [contact["phone"] for contact in contacts()]
    for phone in phones:
        number = phonenumbers.parse(phone, None)
        assert phonenumbers.is_valid_number(number), phone
        assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE, phone
        assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == phone
        assert phone.startswith("+8619000000"), "a demo number is plainly one"
    assert len(set(phones)) == len(phones)


def test_emails_are_in_reserved_domains_and_unique() -> None:
    emails = [contact["email"] for contact in contacts()]
    assert [email for email in emails if not RESERVED_DOMAIN.fullmatch(email)] == []
    assert len(set(emails)) == len(emails)


# --- what is real, what is made up --------------------------------------------------------------------------------


def test_real_names_are_the_articles_alone() -> None:
    assert {firm["name"] for firm in ENTERPRISES if not firm["fictional"]} == {LAIGONG, JINBAIHE}
    assert {person["name"] for person in COMMISSIONERS if not person["fictional"]} == {ZHAO, XING, ZHANG}


def test_made_up_names_say_so() -> None:
    made_up_firms = [firm["name"] for firm in ENTERPRISES if firm["fictional"]]
    made_up_people = [person for person in COMMISSIONERS if person["fictional"]]
    assert all(re.fullmatch(r"示例.+有限公司", name) for name in made_up_firms)
    assert all("示例" in person["name"] for person in made_up_people)
    assert all(person["institution"].startswith("示例") for person in made_up_people)
    assert all("示例" in member["name"] for person in made_up_people for member in person["members"])
    assert all("虚构" in firm["note"] for firm in ENTERPRISES if not firm["fictional"])
    assert all("示例" in contact["name"] or contact["name"] in {ZHAO, XING, ZHANG} for contact in contacts())


@pytest.mark.parametrize("name", [ZHAO, XING, ZHANG])
def test_real_person_is_given_only_what_the_article_says(name: str) -> None:
    person = next(person for person in COMMISSIONERS if person["name"] == name)
    assert [work for work in person["works"] if bare(work) not in ARTICLE] == []
    assert person["institution"] == "（案例未载）"
    assert person["discipline"] is None
    assert person["title"] == ("教授" if name == ZHANG else "（案例未载）")
    assert "案例" in person["note"]


def test_told_cases_have_the_articles_hosts_and_no_other() -> None:
    told = {case["commissioner"]: case for case in DEMO.told_cases}
    hosts = {PERSON[key]["name"]: case["host"] and FIRM[case["host"]]["name"] for key, case in told.items()}
    assert hosts == {ZHAO: LAIGONG, XING: JINBAIHE, ZHANG: None}
    assert {key: case["enters_matching"] for key, case in told.items()} == {
        key: case["host"] is not None for key, case in told.items()
    }


# --- enterprises and commissioners --------------------------------------------------------------------------------


def test_made_up_enterprises_lie_in_every_county() -> None:
    assert {firm["county"] for firm in ENTERPRISES if firm["fictional"]} == COUNTIES


def test_enterprise_classes_vary() -> None:
    classes = {tuple(firm[name] for name in CLASSES) for firm in ENTERPRISES}
    assert len(classes) >= 6
    assert (False, False, False, False) in classes


@each_enterprise
def test_enterprise_is_a_manufacturer_with_one_or_two_needs(firm: dict[str, Any]) -> None:
    assert firm["county"] in COUNTIES
    assert firm["industry"] in {str(division) for division in range(13, 44)}, "GB/T 4754, section C"
    assert 1 <= len(firm["needs"]) <= 2
    assert firm["demand"] >= 1
    for need in firm["needs"]:
        assert need["title"]
        assert 30 <= len(need["text"]) <= 200, (need["title"], len(need["text"]))
        assert set() < set(need["service_types"]) <= SERVICE_TYPES


def test_needs_are_told_once() -> None:
    needs = [need for firm in ENTERPRISES for need in firm["needs"]]
    for field in ("title", "text"):
        assert len({bare(need[field]) for need in needs}) == len(needs), field


@each_commissioner
def test_commissioner_can_be_sent(person: dict[str, Any]) -> None:
    assert set(person["counties"]) <= COUNTIES
    assert set() < set(person["service_types"]) <= SERVICE_TYPES
    assert 1 <= person["capacity"] <= 3
    assert 2 <= len(person["works"]) <= 5
    assert len(set(person["works"])) == len(person["works"])
    assert person["degree"]
    assert person["title"]
    if person["fictional"]:
        assert 30 <= len(person["expertise"]) <= 200
        assert re.fullmatch(r"\d{3}", person["discipline"]["code"])
        assert person["discipline"]["name"]


def test_teams_name_their_members_and_individuals_none() -> None:
    teams = [person for person in COMMISSIONERS if person["kind"] == "team"]
    for team in teams:
        assert len(team["members"]) >= 3, "a scheme asks for so many"
        assert "服务队" in team["name"] or "团队" in team["name"]
        assert team["contact"]["name"] == team["members"][0]["name"], "the first member leads, and is written to"
    alone = [person for person in COMMISSIONERS if person["kind"] != "team"]
    assert all(person["kind"] == "individual" and person["members"] == [] for person in alone)


def test_works_do_not_copy_the_made_up_needs() -> None:
    needs = [bare(need["title"] + need["text"]) for firm in ENTERPRISES if firm["fictional"] for need in firm["needs"]]
    works = [bare(work) for person in COMMISSIONERS if person["fictional"] for work in person["works"]]
    copied = [work for work in works for need in needs if work in need or need in work]
    assert copied == []


# --- offices ------------------------------------------------------------------------------------------------------


def test_every_office_is_held() -> None:
    roles = {officer["role"] for officer in DEMO.officers}
    # The two roles missing here are those of the commissioners and the enterprises themselves.
    assert roles == {str(role) for role in PEOPLE} - {"applicant", "enterprise"}


def test_county_officers_alone_have_a_county() -> None:
    held = {officer["county"] for officer in DEMO.officers if officer["role"] == "county_officer"}
    assert held == COUNTIES
    assert {one["county"] for one in small_programme().officers if one["role"] == "county_officer"} == {
        "410502",
        "410523",
    }
    assert all(("county" in officer) == (officer["role"] == "county_officer") for officer in DEMO.officers)


def test_every_institution_of_the_small_programme_has_somebody_to_consent() -> None:
    offices = {one["organisation"] for one in DEMO.officers if one["role"] == "sending_institution"}
    assert offices == {person["institution"] for person in small_programme().commissioners if person["fictional"]}
