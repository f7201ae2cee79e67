"""The public notice and the joint notice as Word documents: what is posted on a board, stamped and filed."""

from collections.abc import Iterable
from datetime import date

from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH

from services.applications.model.notices import DEPARTMENTS, JointNotice, NoticeLine, PublicNotice
from shared.clock import beijing_date
from shared.official_paper import BODY, HEADING, TITLE, file_of, line, official_paper, write, written_day

_COLUMNS = ("序号", "名称", "派出单位", "学科专业", "形式")


def public_notice_paper(notice: PublicNotice, lines: Iterable[NoticeLine]) -> bytes:
    """The list of names with how long it is public and how to object."""
    paper = _begun(notice.title, notice.scheme_name)
    opens, closes = written_day(notice.opened_on), written_day(notice.closes)
    line(
        paper,
        f"现将拟选派的科技特派员 {notice.count} 个（个人或团队）予以公示，公示期 {opens}至{closes}（5 个工作日）。"
        "对名单有异议的，请在公示期内以书面形式实名提出；匿名异议不予受理。",
        indented=True,
    )
    _names(paper, lines)
    _dated(paper, "市科学技术局", notice.opened_on)
    return file_of(paper)


def joint_notice_paper(notice: JointNotice, lines: Iterable[NoticeLine]) -> bytes:
    """The appointment under its document number, with the three departments and the day each signed."""
    paper = _begun(notice.title, notice.document_number)
    told = f"根据《{notice.scheme_name}》，经申报、审核，选任下列科技特派员 {notice.count} 个（个人或团队）。"
    line(paper, told, indented=True)
    _names(paper, lines)
    days = {each.department: each.day for each in notice.signed}
    for department, name in DEPARTMENTS.items():
        line(paper, f"{name}（盖章）　会签 {written_day(days.get(department))}", indented=True)
    if notice.issued_at:
        _dated(paper, "", beijing_date(notice.issued_at))
    return file_of(paper)


def _begun(title: str, below: str) -> Paper:
    paper = official_paper(title)
    line(paper, title, font=TITLE, size=22, bold=True, centred=True)
    line(paper, below, centred=True)
    return paper


def _names(paper: Paper, lines: Iterable[NoticeLine]) -> None:
    told = [_COLUMNS, *(_row(number, each) for number, each in enumerate(lines, start=1))]
    table = paper.add_table(rows=len(told), cols=len(_COLUMNS))
    table.style = "Table Grid"
    for place, (row, words) in enumerate(zip(table.rows, told, strict=True)):
        for cell, said in zip(row.cells, words, strict=True):
            write(cell.paragraphs[0], said, font=BODY if place else HEADING, size=12)


def _row(number: int, each: NoticeLine) -> tuple[str, ...]:
    form = f"团队，{each.people} 人" if each.team else "个人"
    return (str(number), each.name, each.institution, each.discipline, form)


def _dated(paper: Paper, by: str, day: date) -> None:
    for said in filter(None, (by, written_day(day))):
        paragraph = line(paper, said)
        paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
