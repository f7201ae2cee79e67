"""The annual report as a Word document: four parts, and behind them the records every figure is the sum of."""

from docx.document import Document as Paper

from services.outcomes.model.case_report import ReportPart, number_said
from services.outcomes.model.indicators import MEASURES
from services.outcomes.queries.case_report import AnnualReport
from services.outcomes.queries.figures import FigureView, RecordView
from shared.clock import BEIJING
from shared.language import CHINESE
from shared.official_paper import HEADING, TITLE, file_of, line, mark_place, official_paper, write, write_link


def annual_report_paper(report: AnnualReport) -> bytes:
    """The paper in Chinese, as it is stamped; a figure in a sentence leads to its records at the end."""
    paper = official_paper(paper_name(report))
    line(paper, paper_name(report), font=TITLE, size=22, bold=True, centred=True)
    for part in report.parts:
        _part(paper, part)
    if report.as_of:
        moment = report.as_of.astimezone(BEIJING)
        line(paper, f"数据截至 {moment:%Y-%m-%d %H:%M}（北京时间）", size=12)
    counted = [each for each in report.figures if each.count or each.numerator]
    if counted:
        line(paper, "附：各项数字及其记录", font=HEADING, size=16).paragraph_format.page_break_before = True
    for number, figure in enumerate(counted, start=1):
        _figure(paper, number, figure)
    return file_of(paper)


def paper_name(report: AnnualReport) -> str:
    """What the paper is called, and its file without the ending."""
    return f"{report.year} 年度科技特派员工作报告"


def _part(paper: Paper, part: ReportPart) -> None:
    line(paper, part.heading, font=HEADING, indented=True)
    for runs in part.paragraphs:
        paragraph = line(paper, "", indented=True)
        for run in runs:
            if run.indicator:
                write_link(paragraph, run.said, _mark(run.indicator))
            else:
                write(paragraph, run.said)


def _figure(paper: Paper, number: int, figure: FigureView) -> None:
    measure = MEASURES[figure.indicator]
    said = number_said(figure.value, figure.qualifier, figure.indicator, CHINESE)
    heading = line(paper, f"{number}．{measure.name} {said} {measure.counter}", font=HEADING, size=12)
    mark_place(heading, _mark(figure.indicator), number)
    if figure.numerator is not None:
        line(paper, f"{figure.numerator} 家 ÷ {figure.denominator} 家，四舍五入", size=12)
    elif figure.records is None:
        line(paper, f"共 {figure.count} 条记录，在平台“年度报告”的这一数字下逐条列出", size=12)
    for each in (figure.records or []) if figure.numerator is None else []:
        line(paper, _record(each, figure.indicator), size=12)


def _record(record: RecordView, indicator: str) -> str:
    amount = number_said(record.amount, record.qualifier, indicator, CHINESE)
    text = f"：{record.text}" if record.text else ""
    return f"　　{record.label}　{amount} {MEASURES[indicator].counter}{text}"


def _mark(indicator: str) -> str:
    return f"figure_{indicator}"
