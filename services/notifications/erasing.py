"""Where a code goes is erased when the code is over: at the next tick, sooner than a store forgets by itself."""

from collections.abc import Sequence
from datetime import UTC, datetime

from services.notifications.model.message import CODE_EXPIRED, Message, State
from services.notifications.model.recipient import CodeRecipient
from shared.store.port import Store
from shared.work import Work


def past_recipients(store: Store, now: datetime, limit: int) -> list[str]:
    """The ids of addresses whose code has expired by `now`, the oldest first."""
    page = store.query(CodeRecipient.by_end, "all", last=now.astimezone(UTC).isoformat(), limit=limit)
    return [recipient.id for recipient in page.items]


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
