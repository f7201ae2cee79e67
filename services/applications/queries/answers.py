"""What was answered, section by section, in the reader's words: to check before sending, and to decide on after."""

from collections.abc import Mapping
from typing import Any

from services.applications.model import sections
from services.applications.model.applications import Application
from services.applications.model.forms import DEGREES, TITLES, Kind
from services.applications.model.industries import INDUSTRIES
from services.applications.model.sections import NEED, NEEDS_FIELD, Section, Typed
from shared.language import N_, say
from shared.view import View
from shared.vocabulary import COUNTIES, SERVICE_TYPES

LABELS: dict[Kind, dict[str, str]] = {
    Kind.ENTERPRISE: {
        "name": N_("企业名称"),
        "uscc": N_("统一社会信用代码"),
        "county": N_("所在县（市、区）"),
        "industry": N_("行业大类（GB/T 4754）"),
        "above_scale": N_("规模以上工业企业"),
        "high_tech": N_("高新技术企业"),
        "high_tech_certificate": N_("高新技术企业证书编号"),
        "nurtured": N_("培育高新技术企业"),
        "growth": N_("成长性企业"),
        "demand": N_("希望派驻几位特派员"),
        "needs": N_("技术需求"),
        "title": N_("一句话说明"),
        "text": N_("具体情况"),
        "service_types": N_("希望的服务"),
    },
    Kind.COMMISSIONER: {
        "name": N_("姓名或团队名称"),
        "team": N_("申报方式"),
        "members": N_("团队其他成员"),
        "institution": N_("派出单位"),
        "discipline": N_("学科专业"),
        "degree": N_("学位"),
        "title": N_("职称"),
        "civil_servant": N_("是否公务员"),
        "expertise": N_("专长"),
        "works": N_("代表性成果"),
        "counties": N_("愿意前往的县（市、区）"),
        "service_types": N_("能提供的服务"),
        "capacity": N_("可同时服务的企业数"),
    },
}

TEAM = {"true": N_("团队（服务队）"), "false": N_("个人")}
YES_NO = {"true": N_("是"), "false": N_("否")}
ANY = N_("均可")
NOTHING = N_("未填写")

_WORDS: dict[str, Mapping[str, str]] = {
    "county": COUNTIES,
    "counties": COUNTIES,
    "service_types": SERVICE_TYPES,
    "degree": {each.value: said for each, said in DEGREES.items()},
    "title": {each.value: said for each, said in TITLES.items()},
    "team": TEAM,
}
_DEFAULTS = {"team": "false", "title": "none", "demand": "1", "capacity": "1"}
_YES_NO = ("above_scale", "high_tech", "nurtured", "growth", "civil_servant")
_ANY_IF_NONE = ("counties",)


class Answered(View):
    """One field as its reader sees it; a text of several lines keeps them."""

    field: str
    label: str
    value: str


class AnsweredSection(View):
    """A section as its reader sees it. `place` is what a correction of the whole section is about."""

    name: str
    title: str
    place: str
    answers: list[Answered]


def title_of(section: Section, language: str) -> str:
    """What a section is called."""
    return say(section.title, language, number=section.number) if section.is_need else say(section.title, language)


def answered(kind: Kind, section: Section, typed: Typed, language: str) -> AnsweredSection:
    """What was typed into a section, in words."""
    place = f"{NEEDS_FIELD}/{section.number - 1}" if section.is_need else ""
    answers = [
        Answered(
            field=name,
            label=say(LABELS[kind][name], language),
            value=_said(kind, name, typed.get(name, _DEFAULTS.get(name)), language),
        )
        for name in section.fields
    ]
    return AnsweredSection(name=section.name, title=title_of(section, language), place=place, answers=answers)


def whole(application: Application, language: str) -> list[AnsweredSection]:
    """An application as it was sent."""
    form = application.enterprise or application.commissioner
    sent = form.model_dump(mode="json") if form is not None else {}
    kind = application.form_kind
    if kind is Kind.COMMISSIONER:
        members = (sections.MEMBERS,) if sent.get("team") else ()
        parts = (sections.PERSON, *members, sections.EXPERTISE, sections.WORKS, sections.WISHES)
        return [answered(kind, each, sent, language) for each in parts]
    needs = [
        answered(kind, sections.need_section(f"{NEED}{number}", number), need, language)
        for number, need in enumerate(sent.get(NEEDS_FIELD, []), start=1)
    ]
    first, second, last = (
        answered(kind, each, sent, language) for each in (sections.COMPANY, sections.CLASSES, sections.DEMAND)
    )
    return [first, second, *needs, last]


def label_of(kind: Kind, field: str, language: str) -> str:
    """What a correction is about, in words; a field nobody knows, as it is."""
    name, _, place = field.replace("-", "/").partition("/")
    if name == NEEDS_FIELD and place.isdecimal():
        return say(N_("技术需求 {number}"), language, number=int(place) + 1)
    return say(LABELS[kind].get(name, field), language)


def _said(kind: Kind, name: str, value: Any, language: str) -> str:
    if name in _YES_NO:
        return say(YES_NO[_flag(value)], language)
    if value in (None, "", []):
        return say(ANY if name in _ANY_IF_NONE else NOTHING, language)
    if name == "industry":
        return f"{value} {say(INDUSTRIES.get(str(value), ''), language)}".strip()
    words = {} if kind is Kind.ENTERPRISE and name == "title" else _WORDS.get(name, {})
    texts = value if isinstance(value, list | tuple) else [value]
    said = [say(words.get(_key(each), str(each)), language) if words else str(each) for each in texts]
    return (say(N_("、"), language) if words else "\n").join(said)


def _key(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _flag(value: Any) -> str:
    return "true" if str(value).lower() == "true" else "false"
