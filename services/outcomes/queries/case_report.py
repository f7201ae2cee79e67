"""Reading what an annual report is written from."""

from datetime import date

from services.outcomes.model.case_report import OTHERS, Facts, ReportPart, Result, Stated, case_report
from services.outcomes.model.indicators import OUTCOMES
from services.outcomes.model.narrative import Narrative
from services.outcomes.model.publicity import Rally
from services.outcomes.queries.figures import FigureView, Report, report
from shared.store.port import Store
from shared.store.whole import every
from shared.view import View


class NarrativeView(View):
    """The bureau's own words in the report of a year."""

    year: int
    background: str
    practices: str
    results: str
    response: str


class AnnualReport(Report):
    """The figures of a year and the report written from them, in the reader's language."""

    parts: list[ReportPart]


def annual_report(store: Store, year: int | None, today: date, language: str) -> AnnualReport:
    """The report of `year` (None: the newest that has figures), for the bureau's eyes."""
    found = report(store, year, today, for_bureau=True)
    by_name = {each.indicator: each for each in found.figures}
    facts = Facts(
        year=found.year,
        figures={name: _stated(each) for name, each in by_name.items()},
        cases=_cases(by_name),
        rallies=[each for each in every(store, Rally.by_day, "all") if each.year == found.year and not each.withdrawn],
        narrative=store.get(Narrative, str(found.year)) or Narrative(id=str(found.year)),
    )
    return AnnualReport(parts=case_report(facts, language), **dict(found))


def narrative(store: Store, year: int) -> NarrativeView:
    """The report's own words, empty where nobody wrote any yet."""
    known = store.get(Narrative, str(year)) or Narrative(id=str(year))
    return NarrativeView(year=year, **known.model_dump(include={"background", "practices", "results", "response"}))


def _stated(figure: FigureView) -> Stated:
    records = figure.records or []
    return Stated(
        indicator=figure.indicator,
        value=figure.value,
        qualifier=figure.qualifier,
        count=figure.count,
        labels=tuple(each.label for each in records),
        texts=tuple(each.text for each in records if each.text),
    )


def _cases(by_name: dict[str, FigureView]) -> list[Result]:
    """All results of those who achieved something beside the article's six headline indicators."""
    whose = {each.label for name in OTHERS for each in by_name[name].records or ()}
    found = [
        Result(whose=each.label, indicator=name, amount=each.amount, qualifier=each.qualifier, text=each.text)
        for name in OUTCOMES
        for each in by_name[name].records or ()
        if each.label in whose
    ]
    return sorted(found, key=lambda each: each.whose)
