"""Notices on paper: what is posted, stamped and filed says what the page says."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from docx import Document

from services.applications.commands.appointing import issue
from services.applications.model.notices import Department, JointNotice, NoticeLine, PublicNotice
from services.applications.papers.notices import joint_notice_paper, public_notice_paper
from tests.services.applications.appointing import Office
from tests.services.applications.house import CITY
from tests.services.applications.test_noticing import NUMBER, cleared, lines, noticed, signed


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office()
    yield office
    office.store.close()


def read(paper: bytes) -> tuple[str, list[list[str]]]:
    """The text of a paper, and its one table row by row."""
    found = Document(BytesIO(paper))
    (table,) = found.tables
    return "\n".join(each.text for each in found.paragraphs), [[cell.text for cell in row.cells] for row in table.rows]


def test_public_notice_names_everybody_and_says_how_to_object(office: Office) -> None:
    id, _ = noticed(office)
    notice = office.store.get(PublicNotice, id)
    assert notice is not None
    text, rows = read(public_notice_paper(notice, lines(office, id)))
    closes = f"{notice.closes.year}年{notice.closes.month}月{notice.closes.day}日"
    assert f"至{closes}（5 个工作日）" in text
    assert "匿名异议不予受理" in text
    assert [row[1] for row in rows[1:]] == [each.name for each in lines(office, id)]


def test_joint_notice_bears_its_number_and_three_departments(office: Office) -> None:
    cleared(office)
    id = signed(office, *Department)
    office.do(CITY, issue, id)
    office.settle()
    notice = office.store.get(JointNotice, id)
    assert notice is not None
    text, rows = read(joint_notice_paper(notice, lines(office, id)))
    assert NUMBER in text
    assert text.count("（盖章）　会签 2026年3月12日") == 3
    assert len(rows) == 3


def test_a_thousand_names_fit_on_one_paper(office: Office) -> None:
    id, _ = noticed(office)
    notice = office.store.get(PublicNotice, id)
    (first, *_) = lines(office, id)
    assert notice is not None
    many: list[NoticeLine] = [first] * 1000
    assert len(read(public_notice_paper(notice, many))[1]) == 1001
