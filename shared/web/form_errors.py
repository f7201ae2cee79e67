"""Where on the page an error belongs: at the field with its id, or at the nearest thing around it that has one."""

import re
from collections.abc import Sequence

from shared.web.problem import FieldError

CONTENT = "content"
"""The id of every page's own part."""

_ID = re.compile(r'\sid="([^"]+)"')


def placed(errors: Sequence[FieldError], page: str) -> list[FieldError]:
    """The errors, each pointing at something `page` has: one about `/works/3` at `works` where no third line has an id.

    What is about no field of the page (an unknown field, two fields together) points at the page's content.
    """
    ids = set(_ID.findall(page))
    return [FieldError(pointer=f"/{_nearest(each.field_id, ids)}", detail=each.detail) for each in errors]


def _nearest(field_id: str, ids: set[str]) -> str:
    parts = field_id.split("-")
    around = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((id for id in around if id in ids), CONTENT)
