"""The annual report as the article has it: background, practices, results, response, in sentences that state figures.

Every number of a sentence is a run of its own that names its figure, so that a page or a paper can lead from it to the
records. What has no record yet is not spoken of. The bureau's own words stand beside the sentences of each part.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from pydantic import BaseModel, ConfigDict

from services.outcomes.model.entries import Qualifier
from services.outcomes.model.indicators import EITHER_CLASS_PERCENT, MEASURES, OUTCOMES, Indicator, Practice, Reach
from services.outcomes.model.narrative import Narrative
from services.outcomes.model.publicity import Rally
from shared.language import CHINESE, N_, say
from shared.money import yuan

HEADLINES: tuple[Indicator, ...] = tuple(OUTCOMES)[:6]
"""The six indicators the article gives totals of."""
OTHERS: tuple[Indicator, ...] = tuple(OUTCOMES)[6:]
"""Those of its told cases."""

ORDINALS = (N_("一是"), N_("二是"), N_("三是"), N_("四是"), N_("五是"), N_("六是"), N_("七是"), N_("八是"))

SENT = N_(
    "{year} 年度共选派 {individuals} 名个人、{teams} 个团队，共 {people} 名科技特派员，"
    "服务企业 {enterprises_served} 家。"
)
CLASSES = N_(
    "其中规模以上企业 {above_scale} 家、高新技术企业 {high_tech} 家；规模以上企业和高新技术企业共 {either_class} 家"
    "（两类都是的只计一次），占服务企业的 {either_class_percent} %。"
)
PLAN = N_(
    "制定印发 {schemes_published} 个实施方案：{schemes}。明确了选派形式、选派条件、选派要求、选派程序、服务要求、"
    "保障措施。"
)
AGREEMENTS = N_("签订派驻任务书 {agreements_signed} 份，约定派驻期间原职务、工资、待遇、岗位不变，明确工作任务和要求。")
APPOINTED = N_(
    "市委组织部、市科学技术局、市人力资源和社会保障局联合发文（{documents}），"
    "共选任 {appointments_announced} 个个人和团队。"
)
LIAISON = N_("建立局领导、业务科室分包联系机制：落实分包联系 {liaisons_named} 项，走访调研 {visits} 次。")
PRESS = N_("加大宣传力度：{media}等媒体宣传报道 {coverage_items} 篇。")
MET = N_("召开推进会 {rallies} 次。{meetings}")
MEETING = N_("{day}在{place}召开，{leaders}出席；{attendance}。")
SPOKEN = N_("交流发言：{speakers}。")
FUNDED = N_(
    "提供经费支持：核定工作经费 {funds_granted_fen} 元，已核准支出 {funds_spent_fen} 元，"
    "用于工作补助、交通差旅、保险、培训、资料、材料和检测。"
)
SERVED = N_("服务日志经企业确认、县（市、区）审核 {services_approved} 次。")
WAITING = N_("没有得到派驻的企业向科技管理部门申请派驻，现有 {enterprises_waiting} 家在候补名单上。")
NOTICED = N_("{media}等 {count} 家媒体对科技特派员工作进行了宣传报道。")


class Run(BaseModel):
    """A stretch of a sentence; `indicator` names the figure it states, if it states one."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    said: str
    indicator: str = ""


Paragraph = list[Run]


class ReportPart(BaseModel):
    """One of the four parts: its heading, and paragraphs of runs."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    heading: str
    paragraphs: list[Paragraph]


@dataclass(frozen=True)
class Stated:
    """A figure as a sentence states it: its value (money in fen; None cannot be computed) and its records."""

    indicator: str
    value: int | None
    qualifier: Qualifier
    count: int
    labels: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """One confirmed result of a case: whose, of which indicator, how much, and what it is."""

    whose: str
    indicator: Indicator
    amount: int
    qualifier: Qualifier
    text: str


@dataclass(frozen=True)
class Facts:
    """All a report is written from."""

    year: int
    figures: Mapping[str, Stated]
    cases: Sequence[Result]
    rallies: Sequence[Rally]
    narrative: Narrative


def case_report(facts: Facts, language: str) -> list[ReportPart]:
    """The four parts, in `language`; the bureau's own words are in the language they were written in."""
    writer = _Writer(facts, language)
    own = facts.narrative
    parts = (
        (N_("一、工作背景"), [*_own(own.background), *writer.background()]),
        (N_("二、主要做法"), [*writer.practices(), *_own(own.practices)]),
        (N_("三、工作成效"), [*writer.results(), *_own(own.results)]),
        (N_("四、社会反响"), [*writer.response(), *_own(own.response)]),
    )
    return [ReportPart(heading=say(heading, language), paragraphs=list(written)) for heading, written in parts]


def number_said(value: int | None, qualifier: Qualifier, indicator: str, language: str) -> str:
    """A figure in words: thousands parted, money in yuan, “at least” where it is no more than that."""
    if value is None:
        return "—"
    said = yuan(value) if MEASURES[indicator].money else f"{value:,}"
    return say(N_("至少 {number}"), language, number=said) if qualifier is Qualifier.AT_LEAST else said


def _own(words: str) -> Iterator[Paragraph]:
    return ([Run(said=each.strip())] for each in words.splitlines() if each.strip())


class _Writer:
    """The sentences of one report in one language."""

    def __init__(self, facts: Facts, language: str) -> None:
        self._facts = facts
        self._language = language

    def background(self) -> Iterator[Paragraph]:
        if self._has(Reach.PEOPLE):
            yield self._sentence(SENT, year=str(self._facts.year))
        if self._has(Reach.ENTERPRISES_SERVED):
            yield self._sentence(CLASSES)

    def practices(self) -> Iterator[Paragraph]:
        for ordinal, sentence in zip(ORDINALS, self._practices(), strict=False):
            yield [Run(said=self._say(ordinal)), *sentence]

    def _practices(self) -> Iterator[Paragraph]:
        told = {
            Practice.SCHEMES_PUBLISHED: (PLAN, {"schemes": self._schemes()}),
            Practice.AGREEMENTS_SIGNED: (AGREEMENTS, {}),
            Practice.APPOINTMENTS_ANNOUNCED: (APPOINTED, {"documents": self._labels(Practice.APPOINTMENTS_ANNOUNCED)}),
            Practice.LIAISONS_NAMED: (LIAISON, {}),
            Practice.COVERAGE_ITEMS: (PRESS, {"media": self._listed(self._media())}),
            Practice.RALLIES: (MET, {"meetings": self._meetings()}),
            Practice.FUNDS_GRANTED_FEN: (FUNDED, {}),
            Practice.SERVICES_APPROVED: (SERVED, {}),
        }
        return (self._sentence(template, **words) for name, (template, words) in told.items() if self._has(name))

    def results(self) -> Iterator[Paragraph]:
        for names in (HEADLINES, OTHERS):
            stated = [self._facts.figures[name] for name in names if self._has(name)]
            if stated:
                yield self._enumeration([self._stated(each) for each in stated])
        whose = dict.fromkeys(each.whose for each in self._facts.cases)
        for who in whose:
            lines = [self._result(each) for each in self._facts.cases if each.whose == who]
            yield [Run(said=self._say(N_("{who}：{results}。"), who=who, results=self._say(N_("；")).join(lines)))]

    def response(self) -> Iterator[Paragraph]:
        if self._has(Practice.ENTERPRISES_WAITING):
            yield self._sentence(WAITING)
        media = self._media()
        if media:
            yield self._sentence(NOTICED, media=self._listed(media), count=str(len(media)))

    def _result(self, each: Result) -> str:
        """What its reporter wrote, which says the number as well; the bare number where nothing is written."""
        if each.text:
            return each.text.rstrip("。.；; ")
        measure = MEASURES[each.indicator]
        amount = number_said(each.amount, each.qualifier, each.indicator, self._language)
        return self._phrase(measure.name, amount, measure.counter)

    def _stated(self, figure: Stated) -> Paragraph:
        measure = MEASURES[figure.indicator]
        said = self._phrase(measure.name, "\n", measure.counter).split("\n")
        return [Run(said=said[0]), self._figure(figure.indicator), Run(said=said[1])]

    def _phrase(self, name: str, amount: str, counter: str) -> str:
        # Chinese counts with a measure word; in English the name says what is counted.
        if self._language == CHINESE:
            return f"{name} {amount} {counter}"
        return f"{self._say(name)}: {amount}"

    def _enumeration(self, phrases: list[Paragraph]) -> Paragraph:
        joined: Paragraph = []
        for phrase in phrases:
            joined += [*([Run(said=self._say(N_("，")))] if joined else []), *phrase]
        return [*joined, Run(said=self._say(N_("。")))]

    def _sentence(self, template: str, **words: str) -> Paragraph:
        """The runs of a template, whose places are figures by their indicators' names, or `words`."""
        runs: Paragraph = []
        for text, place, _, _ in Formatter().parse(self._say(template)):
            runs += [Run(said=text)] if text else []
            if place is not None:
                runs.append(Run(said=words[place]) if place in words else self._figure(place))
        return runs

    def _figure(self, indicator: str) -> Run:
        figure = self._facts.figures[indicator]
        said = number_said(figure.value, figure.qualifier, indicator, self._language)
        return Run(said=said, indicator=indicator if figure.count or indicator == EITHER_CLASS_PERCENT else "")

    def _meetings(self) -> str:
        said = []
        for each in self._facts.rallies:
            told = each.model_dump(include={"place", "leaders", "attendance", "speakers"})
            told = {name: text.rstrip("。.；; ") for name, text in told.items()}
            said.append(self._say(MEETING, day=self._day(each), **told))
            if each.speakers:
                said.append(self._say(SPOKEN, **told))
        return "".join(said) if self._language == CHINESE else " ".join(said)

    def _day(self, rally: Rally) -> str:
        return self._say(N_("{y} 年 {m} 月 {d} 日"), y=rally.day.year, m=rally.day.month, d=rally.day.day)

    def _media(self) -> list[str]:
        return list(dict.fromkeys(self._facts.figures[Practice.COVERAGE_ITEMS].texts))

    def _schemes(self) -> str:
        labels = self._facts.figures[Practice.SCHEMES_PUBLISHED].labels
        return self._listed([self._say(N_("《{name}》"), name=each) for each in labels])

    def _labels(self, indicator: str) -> str:
        return self._listed(self._facts.figures[indicator].labels)

    def _listed(self, names: Sequence[str]) -> str:
        return self._say(N_("、")).join(names)

    def _has(self, indicator: str) -> bool:
        return self._facts.figures[indicator].count > 0

    def _say(self, text: str, **values: object) -> str:
        return say(text, self._language, **values)
