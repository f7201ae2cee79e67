"""Word documents as downloads: the one type of ours that is not text."""

from urllib.parse import quote

from shared.web.answer import Document
from shared.web.chalice_app import DOCX


def docx_file(name: str, body: bytes) -> Document:
    """The document as a download called `name`.docx, whatever script the name is written in."""
    disposition = f"attachment; filename=\"document.docx\"; filename*=UTF-8''{quote(name, safe='')}.docx"
    return Document(body, DOCX, {"Content-Disposition": disposition})
