"""A six-digit code on its way to a phone or mailbox: five tries, five minutes, good once."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from shared.language import N_
from shared.rules import Invalid, RuleBroken
from shared.store.record import Record

CODE_LIFETIME = timedelta(minutes=5)
MOST_TRIES = 5
RESEND_AFTER = timedelta(seconds=60)
REGISTER_WITHIN = timedelta(minutes=30)
"""How long after proving a new contact its owner may take to say who they are."""


class Purpose(StrEnum):
    """What a code is for."""

    SIGN_IN = "sign_in"
    CONTACT = "contact"


class Outcome(StrEnum):
    """What became of a try."""

    WRONG = "wrong"
    SPENT = "spent"
    """Wrong, and it was the last."""
    KNOWN = "known"
    """Right, and the contact is somebody's: they sign in."""
    NEW = "new"
    """Right, and the contact is nobody's yet: they say who they are."""
    CONFIRMED = "confirmed"
    TAKEN = "taken"
    """Right, and the contact is another person's: it is not given to a second one."""


class State(StrEnum):
    """How far a challenge came."""

    WAITING = "waiting"
    PROVEN = "proven"
    CLOSED = "closed"


class WrongCode(Invalid):
    """A try that was not it."""

    says = N_("验证码不正确，还可以试 {left} 次")


class CodeSpent(RuleBroken):
    """All tries are used up."""

    says = N_("已输错 5 次，这个验证码作废，请重新获取")


class CodeExpired(RuleBroken):
    """Five minutes are over."""

    says = N_("验证码已超过 5 分钟，请重新获取")


class CodeUsed(RuleBroken):
    """A code is good once; asking for another makes the earlier one of the same browser void."""

    says = N_("这个验证码已使用或已被新的验证码取代，请重新获取")


class NoChallenge(RuleBroken):
    """No code was asked for in this browser."""

    says = N_("请先在本浏览器中获取验证码")


class ProofTooOld(RuleBroken):
    """The contact was proven too long ago to be registered."""

    says = N_("验证已过期，请重新获取验证码")


class CodeChallenge(Record):
    """One code asked for by one browser, which alone can answer it: it keeps a cookie made of the id.

    `contact` is where the code went, forgotten once the code did its work; `person` is who gives a further contact;
    `next` a path of ours to go on to. `tries` counts under the record's version, so tries at once count one by one.
    """

    contact: str
    purpose: Purpose
    person: str = ""
    asked: AwareDatetime
    expires: AwareDatetime
    trusted: bool = False
    next: str = "/"
    tries: int = 0
    state: State = State.WAITING

    @property
    def keep_until(self) -> datetime:
        """Nothing can be done with it, nor with the contact in it, after that."""
        return self.asked + REGISTER_WITHIN

    @property
    def tries_left(self) -> int:
        return max(0, MOST_TRIES - self.tries)

    @property
    def resend_at(self) -> datetime:
        """When another code may be asked for."""
        return self.asked + RESEND_AFTER

    def check(self, now: datetime) -> None:
        """Raises CodeUsed, CodeExpired or CodeSpent when no further try is taken."""
        if self.state is not State.WAITING:
            raise CodeUsed
        if now > self.expires:
            raise CodeExpired
        if not self.tries_left:
            raise CodeSpent

    def check_proven(self, now: datetime) -> None:
        """Raises ProofTooOld unless the contact was proven just now and is not registered yet."""
        if self.state is not State.PROVEN or now > self.asked + REGISTER_WITHIN:
            raise ProofTooOld
