"""Where a sign-in code goes: kept apart from its message, and no longer than it is needed."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from shared.language import CHINESE
from shared.store.record import Index, Record


class CodeRecipient(Record):
    """The number or address one code is on its way to, be it somebody's or nobody's; its id is the message's.

    Removed in the commit that settles the message, else by the clock once the code has expired.
    """

    to: str
    language: str = CHINESE
    challenge_id: str
    trusted: bool = False
    """Whether it was asked for from a browser that signed in to this contact before."""
    expires: datetime

    @property
    def keep_until(self) -> datetime:
        """Should the clock not have come to it for a day."""
        return self.expires + timedelta(days=1)

    # As many as there are sign-ins within minutes.
    by_end: ClassVar[Index["CodeRecipient"]] = Index(
        partition=lambda recipient: "all", sort=lambda recipient: recipient.expires.astimezone(UTC).isoformat()
    )
