"""Spreadsheets that open as they are, and do nothing when opened."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.csv_file import csv_file, csv_text, neutral


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_table_begins_with_the_mark_excel_needs_and_ends_lines_as_it_does():
    text = csv_text(["名称", "数量"], [["示例", 25]])
    assert text == "\ufeff名称,数量\r\n示例,25\r\n"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", " =", "\ufeff="])
def test_text_that_would_be_calculated_is_text(begins):
    assert neutral(f"{begins}1+1") == f"'{begins}1+1"


@pytest.mark.parametrize("cell", ["示例", "a=b", "", "'=1", -5, 0, 1.5, None])
def test_other_cells_stay_as_they_are(cell):
    assert neutral(cell) == cell


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"])), min_size=1))
def test_no_cell_of_text_begins_like_a_formula(cells):
    for written in read(csv_text(cells, [cells])):
        assert not any(cell.lstrip(" \ufeff").startswith(("=", "+", "-", "@", "\t")) for cell in written)
        assert [cell.removeprefix("'") for cell in written] == [cell.removeprefix("'") for cell in cells]


def test_download_has_a_name_in_any_script():
    made = csv_file("成效 2026", ["名称"], [])
    assert made.media_type == "text/csv; charset=utf-8"
    assert made.headers["Content-Disposition"].endswith("filename*=UTF-8''%E6%88%90%E6%95%88%202026.csv")
    assert made.body.startswith(b"\xef\xbb\xbf")
