"""What is asked of an enterprise and of a commissioner who apply, and how each answer is checked."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from services.applications.model.industries import INDUSTRIES
from shared.fields import County, CreditCode, Lines, Listed, Sent, ShortText
from shared.language import N_
from shared.rules import Invalid, RuleBroken
from shared.store.record import STORED
from shared.vocabulary import COUNTIES, ServiceType

MOST_NEEDS = 10
MOST_WORKS = 50
ADVISED_WORKS = 3
"""Works a commissioner is advised to name: a match takes the best three. Advice, since no rule asks for any."""
MOST_COUNT = 10
_CERTIFICATE = re.compile(r"GR\d{4}41\d{6}")


class NotEligible(RuleBroken):
    """The eligibility rules of the scheme."""

    says = N_("不符合选派条件：{reason}")


class TooMuchCapacity(Invalid):
    """A commissioner serves at most so many enterprises at once [practice: 3]."""

    says = N_("本批次每位特派员最多同时服务 {most} 家企业")


class Kind(StrEnum):
    """Who applies."""

    ENTERPRISE = "enterprise"
    COMMISSIONER = "commissioner"


class Degree(StrEnum):
    """The highest degree."""

    DOCTOR = "doctor"
    MASTER = "master"
    BACHELOR = "bachelor"
    OTHER = "other"


class Title(StrEnum):
    """Professional titles, lowest first."""

    NONE = "none"
    JUNIOR = "junior"
    INTERMEDIATE = "intermediate"
    ASSOCIATE_SENIOR = "associate_senior"
    SENIOR = "senior"


DEGREES = {Degree.DOCTOR: N_("博士"), Degree.MASTER: N_("硕士"), Degree.BACHELOR: N_("本科"), Degree.OTHER: N_("其他")}
TITLES = {
    Title.SENIOR: N_("正高级"),
    Title.ASSOCIATE_SENIOR: N_("副高级"),
    Title.INTERMEDIATE: N_("中级"),
    Title.JUNIOR: N_("初级"),
    Title.NONE: N_("无"),
}


def _count(typed: object) -> object:
    """What stands for a number of people or enterprises; anything but 1 to MOST_COUNT is refused in words."""
    text = typed.strip() if isinstance(typed, str) else typed
    if isinstance(text, str) and text.isdecimal():
        text = int(text)
    if isinstance(text, bool) or not isinstance(text, int) or not 1 <= text <= MOST_COUNT:
        raise ValueError(N_("请填写 1 至 10 的整数，例如 2"))
    return text


Count = Annotated[int, BeforeValidator(_count), Field(ge=1, le=MOST_COUNT)]


class NeedForm(Sent):
    """One technical need: a title, what goes wrong or is wanted, and the kinds of service that would help."""

    title: ShortText
    text: Annotated[str, Field(min_length=10, max_length=4000)]
    service_types: Annotated[tuple[ServiceType, ...], Listed, Field(max_length=len(ServiceType))] = ()


class CompanyPart(Sent):
    """Which enterprise it is."""

    name: ShortText
    uscc: CreditCode
    county: County
    industry: Annotated[str, Field(max_length=20)]
    """GB/T 4754 division of manufacturing, 13 to 43."""

    @field_validator("industry")
    @classmethod
    def _known_industry(cls, code: str, info: ValidationInfo) -> str:
        if info.context is not STORED and code not in INDUSTRIES:
            raise ValueError(N_("行业大类代码应为 13 至 43 的两位数字（制造业），例如 34"))
        return code


class ClassesPart(Sent):
    """The classes that decide priority [the article, part one]; an enterprise can be in several."""

    above_scale: bool = False
    high_tech: bool = False
    high_tech_certificate: Annotated[str, Field(max_length=20, validate_default=True)] = ""
    nurtured: bool = False
    growth: bool = False

    @field_validator("high_tech_certificate")
    @classmethod
    def _certificate_of_high_tech(cls, certificate: str, info: ValidationInfo) -> str:
        if info.data.get("high_tech") and not _CERTIFICATE.fullmatch(certificate):
            raise ValueError(N_("高新技术企业请填写证书编号：GR、4 位年份、41 和 6 位数字"))
        return certificate


class DemandPart(Sent):
    """How many commissioners it wants, those it has already among them."""

    demand: Count = 1


# Pydantic takes the fields of several bases from the last to the first.
class EnterpriseForm(DemandPart, ClassesPart, CompanyPart):
    """An enterprise's application."""

    needs: Annotated[tuple[NeedForm, ...], Field(min_length=1, max_length=MOST_NEEDS)]


class PersonPart(Sent):
    """Who applies: one person, or a team whose leader applies."""

    name: ShortText
    team: bool = False
    institution: ShortText
    discipline: ShortText
    degree: Degree
    title: Title = Title.NONE
    civil_servant: bool = False

    def check_eligible(self) -> None:
        """Raises NotEligible: a doctorate or an intermediate title and above; no civil servants [practice]."""
        if self.civil_servant:
            raise NotEligible(field="civil_servant", reason=N_("公务员不得申报"))
        if self.degree is not Degree.DOCTOR and self.title in (Title.NONE, Title.JUNIOR):
            raise NotEligible(field="degree", reason=N_("须具有博士学位或中级及以上职称"))


class MembersPart(Sent):
    """The names of a team's members besides the leader."""

    members: Annotated[tuple[ShortText, ...], Lines, Field(max_length=30, validate_default=True)] = ()


class ExpertisePart(Sent):
    """What a commissioner can solve."""

    expertise: Annotated[str, Field(min_length=10, max_length=4000)]


class WorksPart(Sent):
    """What a commissioner has done: ADVISED_WORKS or more are advised, none is demanded."""

    works: Annotated[tuple[Annotated[str, Field(max_length=500)], ...], Lines, Field(max_length=MOST_WORKS)] = ()


class WishesPart(Sent):
    """Where a commissioner would go, and for what. No county and no type means any."""

    counties: Annotated[tuple[County, ...], Listed, Field(max_length=len(COUNTIES))] = ()
    service_types: Annotated[tuple[ServiceType, ...], Listed, Field(max_length=len(ServiceType))] = ()
    capacity: Count = 1


def check_members(members: tuple[str, ...]) -> tuple[str, ...]:
    """Raises ValueError for a team of one."""
    if not members:
        raise ValueError(N_("团队申报请逐行填写其他成员姓名"))
    return members


class CommissionerForm(WishesPart, WorksPart, ExpertisePart, MembersPart, PersonPart):
    """A commissioner's application."""

    @field_validator("members")
    @classmethod
    def _team_has_members(cls, members: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return check_members(members) if info.data.get("team") else members
