"""Word documents in the look Chinese offices give a paper that gets stamped: A4, typefaces and sizes of GB/T 9704."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

BODY, TITLE, HEADING = "仿宋", "宋体", "黑体"
"""What every office computer in China has; another falls back to one it has."""
_INDENT = Pt(32)
"""Two characters."""


def official_paper(title: str) -> Paper:
    """An empty page, A4 with the standard's margins."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    properties = paper.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    return paper


def line(
    paper: Paper,
    text: str,
    *,
    font: str = BODY,
    size: int = 16,
    bold: bool = False,
    centred: bool = False,
    indented: bool = False,
) -> Paragraph:
    """A paragraph of one text; sizes in points."""
    paragraph = paper.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indented:
        paragraph.paragraph_format.first_line_indent = _INDENT
    paragraph.paragraph_format.line_spacing = Pt(28 if size > 12 else 18)
    paragraph.paragraph_format.space_after = Pt(0)
    write(paragraph, text, font=font, size=size, bold=bold)
    return paragraph


def write(paragraph: Paragraph, text: str, *, font: str = BODY, size: int = 16, bold: bool = False) -> None:
    """Further text in a paragraph."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = font, Pt(size), bold
    # Word takes Chinese from the East Asian typeface, which python-docx has no property for.
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def write_link(paragraph: Paragraph, text: str, mark: str) -> None:
    """Further text that leads to the place marked `mark` in the same paper."""
    write(paragraph, text)
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), mark)
    link.append(paragraph.runs[-1]._r)
    paragraph._p.append(link)


def mark_place(paragraph: Paragraph, mark: str, number: int) -> None:
    """Let links lead to this paragraph; `number` is the mark's own in its paper."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:name"), mark)
    for each in (start, end):
        each.set(qn("w:id"), str(number))
        paragraph._p.append(each)


def written_day(day: date | None) -> str:
    """A day as papers write it, or the places to write it in."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　　年　　月　　日"


def file_of(paper: Paper) -> bytes:
    """The file, without the moment its parts were packed: the same paper is the same file, byte for byte."""
    file, packed = BytesIO(), BytesIO()
    paper.save(file)
    with ZipFile(file) as parts, ZipFile(packed, "w", ZIP_DEFLATED) as same:
        for name in parts.namelist():
            same.writestr(ZipInfo(name), parts.read(name), ZIP_DEFLATED)
    return packed.getvalue()
