"""Spreadsheets as CSV that Chinese Excel opens as they are, and that do nothing when opened."""

import csv
import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from shared.web.answer import Document

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""

Cell = str | int | float | None


def csv_text(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table as text, its byte order mark first: without one Excel reads Chinese in another encoding."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([neutral(cell) for cell in head])
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
    return "\ufeff" + sheet.getvalue()


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Document:
    """The table as a download called `name`.csv, whatever script the name is written in."""
    disposition = f"attachment; filename=\"table.csv\"; filename*=UTF-8''{quote(name, safe='')}.csv"
    return Document(csv_text(head, rows).encode(), "text/csv; charset=utf-8", {"Content-Disposition": disposition})


def neutral(cell: Cell) -> Cell:
    """A text that a spreadsheet would calculate, behind an apostrophe; numbers are numbers and stay."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" \ufeff").startswith(_FORMULA) else cell
