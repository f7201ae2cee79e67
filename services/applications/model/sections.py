"""The sections an application is filled in by, one subject each, and how what was typed into one is checked."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, create_model

from services.applications.model.forms import (
    ClassesPart,
    CommissionerForm,
    CompanyPart,
    DemandPart,
    EnterpriseForm,
    ExpertisePart,
    Kind,
    MembersPart,
    NeedForm,
    PersonPart,
    TooMuchCapacity,
    WishesPart,
    WorksPart,
    check_members,
)
from shared.fields import Lines, Sent, ShortText
from shared.language import N_

Typed = dict[str, Any]
"""What was typed into a section: field -> text, or several texts; after it was checked, the values they stand for."""

LONGEST_TYPED = 20_000
"""Characters of one field that are kept while it is wrong: several times what any field may hold in the end."""

APPLICANT = "applicant"
NEED = "need-"
NEEDS_FIELD = "needs"


class TeamPart(MembersPart):
    """The members section of a team: there is none of one person."""

    members: Annotated[tuple[ShortText, ...], Lines, AfterValidator(check_members)] = ()

    model_config = ConfigDict(validate_default=True)


@dataclass(frozen=True)
class Section:
    """One page's worth of an application. Its fields are those of `model`."""

    name: str
    title: str
    model: type[Sent]
    number: int = 0
    """Of a need: which one it is, counted from 1."""

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.model.model_fields)

    @property
    def is_need(self) -> bool:
        return self.name.startswith(NEED)


COMPANY = Section(APPLICANT, N_("企业基本信息"), CompanyPart)
CLASSES = Section("classes", N_("企业类别"), ClassesPart)
DEMAND = Section("demand", N_("希望派驻人数"), DemandPart)
PERSON = Section(APPLICANT, N_("申报人"), PersonPart)
MEMBERS = Section("members", N_("团队成员"), TeamPart)
EXPERTISE = Section("expertise", N_("专长"), ExpertisePart)
WORKS = Section("works", N_("代表性成果"), WorksPart)
WISHES = Section("wishes", N_("意愿"), WishesPart)

FORMS: dict[Kind, type[EnterpriseForm | CommissionerForm]] = {
    Kind.ENTERPRISE: EnterpriseForm,
    Kind.COMMISSIONER: CommissionerForm,
}


def need_section(name: str, number: int) -> Section:
    """The section of one technical need."""
    return Section(name, N_("技术需求 {number}"), NeedForm, number)


def check(section: Section, typed: Typed, most_enterprises: int) -> Sent:
    """What was typed into a section, as it will be sent. Raises ValidationError, NotEligible, TooMuchCapacity."""
    checked = section.model.model_validate(typed)
    if isinstance(checked, PersonPart):
        checked.check_eligible()
    if isinstance(checked, WishesPart) and checked.capacity > most_enterprises:
        raise TooMuchCapacity(field="capacity", most=most_enterprises)
    return checked


def values_of(checked: Sent) -> Typed:
    """Checked fields as they are kept and shown: in their one form, what was left out still left out."""
    return checked.model_dump(mode="json", exclude_unset=True)


def _plain(value: Any) -> Any:
    texts = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(each, str | int | bool) for each in texts):
        raise ValueError(N_("请输入文字"))
    if sum(len(str(each)) for each in texts) > LONGEST_TYPED:
        raise ValueError(N_("内容太长，请控制在 20000 字以内"))
    return value


Plain = Annotated[Any, BeforeValidator(_plain)]


@cache
def _as_typed(model: type[Sent]) -> type[BaseModel]:
    fields: dict[str, Any] = dict.fromkeys(model.model_fields, (Plain, ""))
    return create_model(f"Typed{model.__name__}", __config__=ConfigDict(extra="forbid"), **fields)


def as_typed(section: Section, sent: Typed) -> Typed:
    """What was sent to a section, right or wrong, if it can be kept at all.

    Raises ValidationError for a field the section does not have, and for what nobody types into a form.
    """
    return _as_typed(section.model).model_validate(sent).model_dump(exclude_unset=True)
