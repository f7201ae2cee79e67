"""The dispatch agreement as a Word document, ending in three places for a signature or stamp."""

from docx.document import Document as Paper

from services.matching.model.agreements import PARTY_NAMES, Agreement, Party
from shared.clock import beijing_date
from shared.language import CHINESE
from shared.official_paper import HEADING, TITLE, file_of, line, official_paper, write, written_day

_NUMERALS = "一二三四五六七八九十"


def agreement_paper(agreement: Agreement) -> bytes:
    """The paper, A4, ending in three places for a signature or stamp: what was signed is filled in."""
    paper = official_paper("派驻任务书")
    line(paper, "派驻任务书", font=TITLE, size=22, bold=True, centred=True)
    line(paper, agreement.scheme_name, centred=True)
    _parties(paper, agreement)
    for numeral, clause in zip(_NUMERALS, agreement.clauses(CHINESE), strict=False):
        line(paper, f"{numeral}、{clause.heading}", font=HEADING, indented=True)
        for text in filter(None, (part.strip() for part in clause.text.splitlines())):
            line(paper, text, indented=True)
    _signatures(paper, agreement)
    line(paper, f"文本编号：{agreement.digest[:16]}（与平台所载文本一致时编号相同）", size=9)
    return file_of(paper)


def paper_name(agreement: Agreement) -> str:
    """What the file is called, without its ending."""
    return f"派驻任务书-{agreement.enterprise_name}-{agreement.commissioner_name}"


def _parties(paper: Paper, agreement: Agreement) -> None:
    team = agreement.commissioner_kind == "team"
    people = f"（团队，{agreement.people} 人）" if team else ""
    line(paper, f"科技特派员：{agreement.commissioner_name}{people}", indented=True)
    line(paper, f"派出单位：{agreement.institution}", indented=True)
    line(paper, f"企业：{agreement.enterprise_name}", indented=True)


def _signatures(paper: Paper, agreement: Agreement) -> None:
    table = paper.add_table(rows=1, cols=len(Party))
    for cell, party in zip(table.rows[0].cells, Party, strict=True):
        signature = agreement.signature_of(party)
        stamp = "（签字）" if party is Party.COMMISSIONER else "（盖章）"
        # The three stand beside each other, so the cell's own first paragraph carries the heading.
        write(cell.paragraphs[0], f"{PARTY_NAMES[party]}{stamp}", font=HEADING, size=14)
        write(cell.add_paragraph(), signature.by if signature else "", size=14)
        if signature and signature.stamped is None:
            write(cell.add_paragraph(), "已在平台签署", size=12)
        signed_on = (signature.stamped or beijing_date(signature.at)) if signature else None
        write(cell.add_paragraph(), written_day(signed_on), size=14)
