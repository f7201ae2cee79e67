"""The dispatch agreement as a Word document, in the look Chinese offices give a paper that gets stamped."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from services.matching.model.agreements import PARTY_NAMES, Agreement, Party
from shared.clock import beijing_date
from shared.language import CHINESE

_BODY, _TITLE, _HEADING = "仿宋", "宋体", "黑体"
"""Typefaces of GB/T 9704, which every office computer in China has; another falls back to one it has."""
_NUMERALS = "一二三四五六七八九十"
_INDENT = Pt(32)
"""Two characters."""


def agreement_paper(agreement: Agreement) -> bytes:
    """The paper, A4, ending in three places for a signature or stamp: what was signed is filled in."""
    paper = Document()
    _page(paper)
    _line(paper, "派驻任务书", font=_TITLE, size=22, bold=True, centred=True)
    _line(paper, agreement.scheme_name, centred=True)
    _parties(paper, agreement)
    for numeral, clause in zip(_NUMERALS, agreement.clauses(CHINESE), strict=False):
        _line(paper, f"{numeral}、{clause.heading}", font=_HEADING, indented=True)
        for text in filter(None, (part.strip() for part in clause.text.splitlines())):
            _line(paper, text, indented=True)
    _signatures(paper, agreement)
    _line(paper, f"文本编号：{agreement.digest[:16]}（与平台所载文本一致时编号相同）", size=9)
    file = BytesIO()
    paper.save(file)
    return _undated(file)


def paper_name(agreement: Agreement) -> str:
    """What the file is called, without its ending."""
    return f"派驻任务书-{agreement.enterprise_name}-{agreement.commissioner_name}"


def _undated(file: BytesIO) -> bytes:
    """The file without the moment its parts were packed: the same agreement is the same file, byte for byte."""
    packed = BytesIO()
    with ZipFile(file) as parts, ZipFile(packed, "w", ZIP_DEFLATED) as same:
        for name in parts.namelist():
            same.writestr(ZipInfo(name), parts.read(name), ZIP_DEFLATED)
    return packed.getvalue()


def _page(paper: Paper) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    properties = paper.core_properties
    properties.title, properties.author, properties.comments = "派驻任务书", "", ""


def _parties(paper: Paper, agreement: Agreement) -> None:
    team = agreement.commissioner_kind == "team"
    people = f"（团队，{agreement.people} 人）" if team else ""
    _line(paper, f"科技特派员：{agreement.commissioner_name}{people}", indented=True)
    _line(paper, f"派出单位：{agreement.institution}", indented=True)
    _line(paper, f"企业：{agreement.enterprise_name}", indented=True)


def _signatures(paper: Paper, agreement: Agreement) -> None:
    table = paper.add_table(rows=1, cols=len(Party))
    for cell, party in zip(table.rows[0].cells, Party, strict=True):
        signature = agreement.signature_of(party)
        stamp = "（签字）" if party is Party.COMMISSIONER else "（盖章）"
        # The three stand beside each other, so the cell's own first paragraph carries the heading.
        _write(cell.paragraphs[0], f"{PARTY_NAMES[party]}{stamp}", font=_HEADING, size=14)
        _write(cell.add_paragraph(), signature.by if signature else "", size=14)
        if signature and signature.stamped is None:
            _write(cell.add_paragraph(), "已在平台签署", size=12)
        signed_on = (signature.stamped or beijing_date(signature.at)) if signature else None
        _write(cell.add_paragraph(), _day(signed_on), size=14)


def _line(
    paper: Paper,
    text: str,
    *,
    font: str = _BODY,
    size: int = 16,
    bold: bool = False,
    centred: bool = False,
    indented: bool = False,
) -> None:
    paragraph = paper.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indented:
        paragraph.paragraph_format.first_line_indent = _INDENT
    paragraph.paragraph_format.line_spacing = Pt(28)
    paragraph.paragraph_format.space_after = Pt(0)
    _write(paragraph, text, font=font, size=size, bold=bold)


def _write(paragraph: Paragraph, text: str, *, font: str = _BODY, size: int = 16, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = font, Pt(size), bold
    # Word takes Chinese from the East Asian typeface, which python-docx has no property for.
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　　年　　月　　日"
