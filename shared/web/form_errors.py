"""Where on the page an error belongs: at the field with its id, or at the nearest thing around it that has one."""

import html
import re
from collections.abc import Sequence

from shared.web.problem import FieldError

CONTENT = "content"
"""The id of every page's own part."""

_ID = re.compile(r'\sid="([^"]+)"')


_LABELS = (
    re.compile(r'<label for="(?P<id>[^"]+)">(?P<label>[^<]+)'),
    re.compile(r'<fieldset[^>]*\sid="(?P<id>[^"]+)"[^>]*>\s*<legend>(?P<label>[^<]+)'),
    re.compile(r'\sid="(?P<id>[^"]+)"[^>]*\saria-label="(?P<label>[^"]+)"'),
)


class PlacedError(FieldError):
    """An error with the words that stand at its field, so that a list of errors says what each is about."""

    label: str = ""


def placed(errors: Sequence[FieldError], page: str) -> list[PlacedError]:
    """The errors, each pointing at something `page` has: one about `/works/3` at `works` where no third line has an id.

    What is about no field of the page (an unknown field, two fields together) points at the page's content.
    """
    ids = set(_ID.findall(page))
    labels = {found["id"]: html.unescape(found["label"]).strip() for kind in _LABELS for found in kind.finditer(page)}
    nearest = [(_nearest(each.field_id, ids), each.detail) for each in errors]
    return [PlacedError(pointer=f"/{id}", detail=detail, label=labels.get(id, "")) for id, detail in nearest]


def _nearest(field_id: str, ids: set[str]) -> str:
    parts = field_id.split("-")
    around = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((id for id in around if id in ids), CONTENT)
