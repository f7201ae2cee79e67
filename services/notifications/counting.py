"""Counting what is submitted to one number, in the same commit as the claim of the message.

So two deliveries at once cannot both take the last place of a window: they change one record, the later commit
conflicts, and is decided again.
"""

from dataclasses import dataclass

from services.notifications.model.windows import (
    CODE_WINDOWS,
    NOTICE_WINDOWS,
    Submission,
    Submitted,
    Window,
    full_window,
    next_day,
)
from shared.work import Work

CODE = "code"
"""The kind all codes are counted as, whatever they are for; a notice's kind is its template."""


@dataclass(frozen=True)
class Tally:
    """What a message counts as. `number` is a keyed hash of where it goes; `trusted` matters for codes alone."""

    number: str
    kind: str
    trusted: bool = False


def count_one(work: Work, tally: Tally, message: str) -> Window | None:
    """Count the submission of `message` now, or answer the window that is full: then it must not be submitted."""
    windows = CODE_WINDOWS if tally.kind == CODE else NOTICE_WINDOWS
    id = Submitted.id_of(tally.number, tally.kind, work.at)
    known = work.find(Submitted, id) or Submitted(id=id, until=next_day(work.at))
    full = full_window(windows, known.others(message), work.at, tally.trusted)
    if full is None:
        work.put(known.with_one(Submission(message=message, at=work.at, trusted=tally.trusted)))
    return full
