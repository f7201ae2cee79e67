"""What is done to a message: claimed by whoever sends it, settled after, called when its time comes, sent again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.notifications.counting import Tally, count_one
from services.notifications.model.contact import Channel
from services.notifications.model.message import (
    CODE_EXPIRED,
    CODE_LIMIT,
    NEEDS_A_PERSON,
    NOTICE_LIMIT,
    SET_UP_AFTER,
    Message,
    SendingAgain,
    State,
)
from services.notifications.model.recipient import CodeRecipient
from services.notifications.model.sms import morning_after, quiet
from services.notifications.model.windows import Window
from services.notifications.texts import templates
from shared.due import Due
from shared.events.notifications import MessageDue
from shared.language import N_
from shared.rules import RuleBroken
from shared.work import Work

WHAT = "message"
"""How messages that wait are called in the due-index."""

MINUTE = timedelta(minutes=1)

NOBODY_KNOWS = "nobody_knows"
NOT_SET_UP = "channel_not_set_up"


class NotFailed(RuleBroken):
    """Only what failed or is uncertain is sent again."""

    says = N_("该消息未失败,无需重发")


class CodeIsLate(RuleBroken):
    """A code that comes late is of no use, and its address is erased."""

    says = N_("验证码不能重发，请收件人在登录页重新获取")


class NoAddress(RuleBroken):
    """There is nowhere to send it."""

    says = N_("此人没有可用的手机号码或电子邮箱,无法重发")


def claim_message(
    work: Work, id: str, token: str, provider: str, longest: timedelta, recognises: bool, tally: Tally | None = None
) -> bool:
    """Take a message in hand for sending, and count it by its `tally`; False says that it is not to be sent now.

    A message somebody else has in hand waits until their time is over. When it is over and nothing was heard of it, it
    may have been sent: with a provider that recognises repetitions it is sent again, else a person must decide.
    """
    message = work.get(Message, id)
    if message.settled:
        return False
    if message.state is State.SENDING and message.claim == token:
        return True
    if not _free(work, message, recognises) or not _timely(work, message):
        return False
    full = count_one(work, tally, id) if tally else None
    if full is not None:
        _keep_back(work, message, full)
        return False
    if message.state is State.SENDING:
        # Whoever had it in hand said nothing of it.
        message = message.changed(perhaps_sent=True)
    work.put(message.claimed(token, provider, work.at + longest))
    return True


def await_channel(work: Work, id: str) -> None:
    """Let a message wait until its channel is set up. Nobody is asked to send it, so it needs no claim.

    One that is in hand stays there for its time; after that it may have been sent, by what was set up then.
    """
    message = work.get(Message, id)
    if message.settled or not _free(work, message, recognises=False):
        return
    if message.expired(work.at):
        _settle(work, message.unsent_for_good(State.WITHHELD, CODE_EXPIRED, work.at))
        return
    if message.not_before is None or message.not_before <= work.at:
        again = work.at + SET_UP_AFTER
        message = work.put(message.postponed(min(again, message.expires or again), NOT_SET_UP))
    _wake(work, message, message.not_before or work.at)


def settle_sent(work: Work, id: str, token: str, reference: str, kept: dict[str, object]) -> None:
    """Note that the provider accepted it, with the masked text that is `kept`."""
    message = _in_hand(work, id, token)
    if message is not None:
        _settle(work, message.changed(**kept).sent(reference, work.at))


def settle_failed(work: Work, id: str, token: str, error: str, kept: dict[str, object]) -> None:
    """Note that it cannot be sent."""
    message = _in_hand(work, id, token)
    if message is not None:
        _settle(work, message.changed(**kept).unsent_for_good(State.FAILED, error, work.at))


def settle_uncertain(work: Work, id: str, token: str, error: str, kept: dict[str, object]) -> None:
    """Note that nobody knows whether it was sent, and that sending again might double it."""
    message = _in_hand(work, id, token)
    if message is not None:
        _settle(work, message.changed(**kept).unsent_for_good(State.UNCERTAIN, error, work.at))


def settle_later(work: Work, id: str, token: str, error: str, kept: dict[str, object]) -> None:
    """Note that it was not accepted and must be tried again later; after the last attempt it has failed."""
    message = _in_hand(work, id, token)
    if message is not None:
        _try_later(work, message, error, kept)


def settle_unanswered(work: Work, id: str, token: str, error: str, kept: dict[str, object]) -> None:
    """Note that it was perhaps accepted and must be tried again later; after the last attempt nobody knows."""
    message = _in_hand(work, id, token)
    if message is not None:
        _try_later(work, message.changed(perhaps_sent=True), error, kept)


def _try_later(work: Work, message: Message, error: str, kept: dict[str, object]) -> None:
    again = message.retry_at(work.at)
    if again is None:
        _settle(work, message.changed(**kept).unsent_for_good(State.FAILED, error, work.at))
        return
    work.put(message.postponed(again, error))
    _wake(work, message, again)


def call_due(work: Work, ids: Sequence[str]) -> None:
    """Have messages whose time has come looked at again."""
    for id in ids:
        due = work.find(Due, id)
        if due is None or due.at > work.at:
            continue
        work.remove(due)
        work.tell(MessageDue(message_id=due.about), about=due)


def send_again(work: Work, id: str) -> str:
    """Send a failed or uncertain message once more, because a person decided so. Answers its id."""
    message = work.get(Message, id)
    if message.state not in NEEDS_A_PERSON:
        raise NotFailed
    if message.is_code:
        raise CodeIsLate
    if message.channel is Channel.NONE:
        raise NoAddress
    again = work.put(message.due_again())
    noted = work.find(SendingAgain, id) or SendingAgain(id=id)
    work.put(noted.changed(times=noted.times + 1), action="sent again")
    work.tell(MessageDue(message_id=id), about=again)
    return id


def _settle(work: Work, message: Message) -> None:
    """Put a settled message; where a code goes is known no longer than until then."""
    work.put(message)
    recipient = work.find(CodeRecipient, message.id) if message.is_code else None
    if recipient is not None:
        work.remove(recipient)


def _keep_back(work: Work, message: Message, full: Window) -> None:
    """What is one too many for its number: a notice waits for the next day, for which a code would be too late.

    The minute alone a code waits out: asked for a minute after the other, on the way it may have come closer to it.
    """
    if message.state is State.SENDING:
        # Another hand had it and may have sent it; nobody will now.
        _settle(work, message.unsent_for_good(State.UNCERTAIN, NOBODY_KNOWS, work.at))
        return
    limit = f"{CODE_LIMIT if message.is_code else NOTICE_LIMIT}_{full.name}"
    again = full.begins(work.at) + MINUTE if message.is_code else morning_after(work.at)
    if message.is_code and (full.name != "minute" or message.expired(again)):
        _settle(work, message.unsent_for_good(State.WITHHELD, limit, work.at))
        return
    work.put(message.postponed(again, limit))
    _wake(work, message, again)


def _free(work: Work, message: Message, recognises: bool) -> bool:
    """Whether nobody has it in hand, or whoever had may be followed without telling its reader twice."""
    if message.state is not State.SENDING:
        return True
    if message.claimed_until is not None and message.claimed_until > work.at:
        _wake(work, message, message.claimed_until)
        return False
    if recognises and not message.expired(work.at):
        return True
    _settle(work, message.unsent_for_good(State.UNCERTAIN, NOBODY_KNOWS, work.at))
    return False


def _timely(work: Work, message: Message) -> bool:
    """Whether now is its time. A code that is late is withheld, what is early waits."""
    if message.is_code and (message.expired(work.at) or work.find(CodeRecipient, message.id) is None):
        _settle(work, message.unsent_for_good(State.WITHHELD, CODE_EXPIRED, work.at))
        return False
    earliest = _earliest(message, work.at)
    if earliest <= work.at:
        return True
    if message.state is not State.WAITING:
        work.put(message.postponed(earliest))
    _wake(work, message, earliest)
    return False


def _in_hand(work: Work, id: str, token: str) -> Message | None:
    """The message, if it is still in the hand that holds `token`."""
    message = work.get(Message, id)
    return message if message.state is State.SENDING and message.claim == token else None


def _earliest(message: Message, now: datetime) -> datetime:
    """When a message may go: at once, when its waiting ends, or in the morning for a notice by SMS."""
    earliest = max(now, message.not_before or now)
    by_night = message.channel is Channel.SMS and not templates()[message.template].at_once and quiet(earliest)
    return morning_after(earliest) if by_night else earliest


def _wake(work: Work, message: Message, at: datetime) -> None:
    """Have a message called at `at`, unless it is called before that anyhow."""
    known = work.find(Due, message.id)
    if known is None or known.at > at:
        work.put((known or Due(id=message.id, at=at, what=WHAT, about=message.id)).changed(at=at))
