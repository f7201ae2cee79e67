"""Styles, scripts and pictures, named by their content so that a browser may keep them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from shared.web.answer import Document
from shared.web.problem import NoSuchPage

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
"""Said here: what the system's own table says of a script differs from one Python to the next."""
FOR_EVER = "public, max-age=31536000, immutable"


@cache
def hashed_names() -> dict[str, str]:
    """Plain name -> name with the first 10 hex digits of its SHA-256."""
    names = {}
    for path in sorted(FOLDER.iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        names[path.name] = f"{path.stem}.{digest}{path.suffix}"
    return names


def static_url(name: str) -> str:
    """The path of a static file. A name that does not exist is a mistake in a template: KeyError."""
    return f"/static/{hashed_names()[name]}"


@cache
def static_file(hashed: str) -> Document:
    """The file of a hashed name. Raises NoSuchPage for any other name, so no path ever reaches the disk."""
    for name, known in hashed_names().items():
        if known == hashed:
            path = FOLDER / name
            return Document(path.read_bytes(), TYPES[path.suffix], {"Cache-Control": FOR_EVER})
    raise NoSuchPage
