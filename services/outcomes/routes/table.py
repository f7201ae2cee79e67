"""The figures of a year as a table to download."""

from services.outcomes.model.entries import Qualifier
from services.outcomes.model.indicators import MEASURES, Measure
from services.outcomes.queries.figures import FigureView, Report
from shared.clock import BEIJING
from shared.language import N_, say
from shared.money import yuan
from shared.web.answer import Document
from shared.web.csv_file import Cell, csv_file

HEAD = (
    N_("年度"),
    N_("指标"),
    N_("准确或至少"),
    N_("数量"),
    N_("单位"),
    N_("记录数"),
    N_("计算方法"),
    N_("数据截至（北京时间）"),
)
QUALIFIERS = {Qualifier.EXACT: N_("准确"), Qualifier.AT_LEAST: N_("至少")}


def figures_table(report: Report, language: str) -> Document:
    """A row for every figure, in the report's order; money in yuan, what cannot be computed yet is left empty."""
    head = [say(each, language) for each in HEAD]
    name = say(N_("{year} 年度科技特派员工作数字"), language, year=report.year)
    return csv_file(name, head, (_row(each, report, language) for each in report.figures))


def _row(figure: FigureView, report: Report, language: str) -> list[Cell]:
    measure = MEASURES[figure.indicator]
    return [
        report.year,
        say(measure.name, language),
        say(QUALIFIERS[figure.qualifier], language),
        _quantity(figure, measure),
        say(measure.counter, language),
        figure.count,
        _computed(figure),
        report.as_of.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if report.as_of else "",
    ]


def _quantity(figure: FigureView, measure: Measure) -> Cell:
    """The number as a spreadsheet calculates with it: without thousands parted."""
    if figure.value is None or not measure.money:
        return figure.value
    return yuan(figure.value).replace(",", "")


def _computed(figure: FigureView) -> str:
    return "" if figure.numerator is None else f"{figure.numerator} ÷ {figure.denominator}"
