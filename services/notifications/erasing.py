"""What is kept for a while alone is erased when its time is over: a code's address, a day's counts."""

from collections.abc import Sequence
from datetime import UTC, datetime

from services.notifications.model.message import CODE_EXPIRED, Message, State
from services.notifications.model.recipient import CodeRecipient
from services.notifications.model.windows import Submitted
from shared.store.port import Store
from shared.work import Work


def past_recipients(store: Store, now: datetime, limit: int) -> list[str]:
    """The ids of addresses whose code has expired by `now`, the oldest first."""
    page = store.query(CodeRecipient.by_end, "all", last=now.astimezone(UTC).isoformat(), limit=limit)
    return [recipient.id for recipient in page.items]


def past_counts(store: Store, now: datetime, limit: int) -> list[str]:
    """The ids of counts whose day was over by `now`, the oldest first."""
    page = store.query(Submitted.by_end, "all", last=now.astimezone(UTC).isoformat(), limit=limit)
    return [submitted.id for submitted in page.items]


def erase_recipients(work: Work, ids: Sequence[str]) -> None:
    """Remove the addresses of expired codes. A message not sent until now is withheld, unless it is in hand."""
    for id in ids:
        recipient = work.find(CodeRecipient, id)
        if recipient is None or recipient.expires > work.at:
            continue
        work.remove(recipient)
        message = work.find(Message, id)
        if message is not None and not message.settled and message.state is not State.SENDING:
            work.put(message.unsent_for_good(State.WITHHELD, CODE_EXPIRED, work.at))


def erase_counts(work: Work, ids: Sequence[str]) -> None:
    """Remove the counts of days that are over."""
    for id in ids:
        submitted = work.find(Submitted, id)
        if submitted is not None and submitted.until <= work.at:
            work.remove(submitted)
