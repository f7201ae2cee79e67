"""Sessions: what a person sees of each place they are signed in at, and the fact of it that is kept."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from shared.language import N_
from shared.store.record import Index, Record

KEEP_SESSIONS = timedelta(days=8)
"""From their beginning: the longest lasts half a day."""


class How(StrEnum):
    """How somebody signed in."""

    CODE = "code"
    LINK = "link"
    OIDC = "oidc"
    DEMO = "demo"


HOW_NAMES = {
    How.CODE: N_("验证码"),
    How.LINK: N_("登录链接"),
    How.OIDC: N_("单位账号"),
    How.DEMO: N_("演示身份"),
}


class Session(Record):
    """One sign-in that goes on: when it began and was last renewed, and which browser on which system, in plain words.

    Where from it is not kept.
    """

    person: str
    how: How
    browser: str = ""
    system: str = ""
    epoch: int = 0
    began: AwareDatetime
    renewed: AwareDatetime
    ended: AwareDatetime | None = None

    @property
    def keep_until(self) -> datetime:
        """A week after no token of it can be good any more. That there was a sign-in stays: see `SignIn`."""
        return self.began + KEEP_SESSIONS

    by_person: ClassVar[Index["Session"]] = Index(
        partition=lambda session: None if session.ended else session.person,
        sort=lambda session: session.began.isoformat(),
    )


class SignIn(Record):
    """That somebody signed in, how and when, and when they ended it by itself: in the audit chain, id the session's."""

    audited: ClassVar[bool] = True

    person: str
    how: How
    began: AwareDatetime
    ended: AwareDatetime | None = None
