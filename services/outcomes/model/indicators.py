"""What is counted: the indicators of outcomes and of the programme itself, each with its Chinese name and its unit.

They are separate: no figure is ever the sum of two indicators [domain: "never add 200 to 5,000, nor 25 to 160"].
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.language import N_


class Indicator(StrEnum):
    """What an outcome may be of: the article's six, then those of its three told cases."""

    NEW_TECHNOLOGIES = "new_technologies"
    PROBLEMS_SOLVED = "problems_solved"
    TRAINING_SESSIONS = "training_sessions"
    BACKBONE_TRAINED = "backbone_trained"
    TECHNICIANS_TRAINED = "technicians_trained"
    TECHNOLOGIES_EXTENDED = "technologies_extended"
    PRODUCTS_DEVELOPED = "products_developed"
    DEMONSTRATION_BASE_MU = "demonstration_base_mu"
    RADIATED_PLANTING_MU = "radiated_planting_mu"
    PROJECTS_PROVINCIAL = "projects_provincial"
    PROJECTS_EDUCATION_DEPARTMENT = "projects_education_department"
    PROJECTS_CITY = "projects_city"
    PATENTS = "patents"
    PAPERS = "papers"
    AWARDS_CITY_SECOND = "awards_city_second"
    TECHNOLOGY_CONTRACTS_FEN = "technology_contracts_fen"
    RD_SPENDING_FEN = "rd_spending_fen"
    QUALIFICATIONS_ASSISTED = "qualifications_assisted"


class Reach(StrEnum):
    """What the programme itself is counted by: whom it serves and who is sent."""

    ENTERPRISES_SERVED = "enterprises_served"
    ABOVE_SCALE = "above_scale"
    HIGH_TECH = "high_tech"
    EITHER_CLASS = "either_class"
    PEOPLE = "people"
    INDIVIDUALS = "individuals"
    TEAMS = "teams"


class Practice(StrEnum):
    """How the programme was carried out, as far as it has numbers [the article, part two]; for the bureau's eyes."""

    SCHEMES_PUBLISHED = "schemes_published"
    AGREEMENTS_SIGNED = "agreements_signed"
    APPOINTMENTS_ANNOUNCED = "appointments_announced"
    LIAISONS_NAMED = "liaisons_named"
    VISITS = "visits"
    SERVICES_APPROVED = "services_approved"
    COVERAGE_ITEMS = "coverage_items"
    RALLIES = "rallies"
    ENTERPRISES_WAITING = "enterprises_waiting"
    FUNDS_GRANTED_FEN = "funds_granted_fen"
    FUNDS_SPENT_FEN = "funds_spent_fen"


EITHER_CLASS_PERCENT = "either_class_percent"
"""The one figure that is computed of two others, when it is shown."""

FEN = "fen"


@dataclass(frozen=True)
class Measure:
    """How an indicator is called, its unit for programs, and the measure word people write behind the number."""

    name: str
    unit: str
    counter: str

    @property
    def money(self) -> bool:
        """Whether quantities are fen (and shown in yuan)."""
        return self.unit == FEN


OUTCOMES: dict[Indicator, Measure] = {
    Indicator.NEW_TECHNOLOGIES: Measure(N_("完成新技术"), "count", N_("项")),
    Indicator.PROBLEMS_SOLVED: Measure(N_("解决技术难题"), "count", N_("项")),
    Indicator.TRAINING_SESSIONS: Measure(N_("开展企业培训"), "sessions", N_("次")),
    Indicator.BACKBONE_TRAINED: Measure(N_("培训技术骨干"), "person_times", N_("人次")),
    Indicator.TECHNICIANS_TRAINED: Measure(N_("培训企业技术人员"), "person_times", N_("人次")),
    Indicator.TECHNOLOGIES_EXTENDED: Measure(N_("推广新品种、新技术"), "count", N_("项")),
    Indicator.PRODUCTS_DEVELOPED: Measure(N_("开发新产品"), "count", N_("款")),
    Indicator.DEMONSTRATION_BASE_MU: Measure(N_("建立示范基地"), "mu", N_("亩")),
    Indicator.RADIATED_PLANTING_MU: Measure(N_("辐射带动种植"), "mu", N_("亩")),
    Indicator.PROJECTS_PROVINCIAL: Measure(N_("获批省科技计划项目"), "count", N_("项")),
    Indicator.PROJECTS_EDUCATION_DEPARTMENT: Measure(N_("获批省教育厅科研项目"), "count", N_("项")),
    Indicator.PROJECTS_CITY: Measure(N_("获批市科技计划项目"), "count", N_("项")),
    Indicator.PATENTS: Measure(N_("获批国家专利"), "count", N_("件")),
    Indicator.PAPERS: Measure(N_("发表论文"), "count", N_("篇")),
    Indicator.AWARDS_CITY_SECOND: Measure(N_("获市科技进步奖二等奖"), "count", N_("项")),
    Indicator.TECHNOLOGY_CONTRACTS_FEN: Measure(N_("技术合同成交额"), FEN, N_("元")),
    Indicator.RD_SPENDING_FEN: Measure(N_("带动研发费用投入"), FEN, N_("元")),
    Indicator.QUALIFICATIONS_ASSISTED: Measure(N_("协助申报企业资质"), "count", N_("项")),
}

PROGRAMME: dict[Reach, Measure] = {
    Reach.ENTERPRISES_SERVED: Measure(N_("服务企业"), "enterprises", N_("家")),
    Reach.ABOVE_SCALE: Measure(N_("规模以上企业"), "enterprises", N_("家")),
    Reach.HIGH_TECH: Measure(N_("高新技术企业"), "enterprises", N_("家")),
    Reach.EITHER_CLASS: Measure(N_("规上或高新企业"), "enterprises", N_("家")),
    Reach.PEOPLE: Measure(N_("选派科技特派员"), "people", N_("人")),
    Reach.INDIVIDUALS: Measure(N_("以个人选派"), "units", N_("名")),
    Reach.TEAMS: Measure(N_("以团队选派"), "units", N_("个")),
}

PRACTICES: dict[Practice, Measure] = {
    Practice.SCHEMES_PUBLISHED: Measure(N_("发布实施方案"), "schemes", N_("个")),
    Practice.AGREEMENTS_SIGNED: Measure(N_("签订派驻任务书"), "agreements", N_("份")),
    Practice.APPOINTMENTS_ANNOUNCED: Measure(N_("联合发文选任"), "units", N_("个")),
    Practice.LIAISONS_NAMED: Measure(N_("落实分包联系"), "dispatches", N_("项")),
    Practice.VISITS: Measure(N_("走访调研"), "visits", N_("次")),
    Practice.SERVICES_APPROVED: Measure(N_("审核通过的服务"), "services", N_("次")),
    Practice.COVERAGE_ITEMS: Measure(N_("宣传报道"), "items", N_("篇")),
    Practice.RALLIES: Measure(N_("召开推进会"), "rallies", N_("次")),
    Practice.ENTERPRISES_WAITING: Measure(N_("候补企业"), "enterprises", N_("家")),
    Practice.FUNDS_GRANTED_FEN: Measure(N_("核定工作经费"), FEN, N_("元")),
    Practice.FUNDS_SPENT_FEN: Measure(N_("已核准支出"), FEN, N_("元")),
}

PERCENT = Measure(N_("规上或高新企业占比"), "percent", "%")

MEASURES: dict[str, Measure] = {
    **{each.value: measure for each, measure in PROGRAMME.items()},
    EITHER_CLASS_PERCENT: PERCENT,
    **{each.value: measure for each, measure in OUTCOMES.items()},
    **{each.value: measure for each, measure in PRACTICES.items()},
}
"""Every figure of a report by its indicator's name, in the order it is shown."""

PUBLIC_MEASURES = {name: measure for name, measure in MEASURES.items() if name not in set(Practice)}
"""What anyone may read: not who was granted what, nor who was visited."""


def percent(part: int, whole: int) -> int | None:
    """`part` of `whole` in whole per cent, a half rounded up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None
