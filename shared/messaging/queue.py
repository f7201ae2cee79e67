"""The Queue port. It promises what SQS gives and no more, in both homes: at least once, in no promised order."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

MOST_ATTEMPTS = 9
"""How often a message is handed out before it goes to the dead letters (`maxReceiveCount` on AWS)."""

MOST_AT_ONCE = 10
MOST_BYTES = 256 * 1024
LONGEST_DELAY_S = 15 * 60
LONGEST_VISIBILITY_S = 12 * 3600

FIRST_PAUSE_S = 0.2
PAUSE_FACTOR = 4.0
LONGEST_PAUSE_S = 300.0


@dataclass(frozen=True)
class Message:
    """A message in somebody's hands. `attempts` counts how often it was handed out, this time included."""

    id: str
    receipt: str
    body: str
    attempts: int


@dataclass(frozen=True)
class DeadLetter:
    """A message that was given up. `error` is its last one where the home keeps it (SQS does not)."""

    id: str
    body: str
    attempts: int
    error: str = ""
    since: datetime | None = None


class Depth(NamedTuple):
    """How many messages could be received now, how many only later (delayed or in somebody's hands), how many are dead.

    SQS counts approximately.
    """

    ready: int
    later: int
    dead: int


class Queue(Protocol):
    """One service's queue and its dead letters."""

    def send(self, body: str, delay_s: float = 0) -> None:
        """Put a message in, to be received after `delay_s` seconds. Raises ValueError beyond SQS's limits."""
        ...

    def receive(self, most: int = MOST_AT_ONCE, visibility_s: float = 60) -> list[Message]:
        """Take up to `most` messages, which nobody else gets for `visibility_s` seconds. Never waits."""
        ...

    def delete(self, receipt: str) -> None:
        """Remove a message for good. A receipt that is no longer valid changes nothing."""
        ...

    def retry_later(self, receipt: str, delay_s: float, error: str = "") -> None:
        """Give a message back for another try after `delay_s` seconds, or to the dead letters after its last one."""
        ...

    def dead(self, limit: int = 100) -> list[DeadLetter]:
        """Some of the dead letters, which stay where they are."""
        ...

    def redrive(self, limit: int = 100) -> int:
        """Put up to `limit` dead letters back into the queue with all their attempts, and answer how many."""
        ...

    def depth(self) -> Depth:
        """How much waits."""
        ...


def pause_before(attempts: int) -> float:
    """Seconds until the next try of a message tried `attempts` times: short at first, as most failures are of order.

    All of them come to a quarter of an hour: a full disk or a mail server's restart is over by then.
    """
    return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * PAUSE_FACTOR ** max(0, attempts - 1))


def check_send(body: str, delay_s: float) -> None:
    """Refuse, in both homes, what SQS would."""
    if not body or len(body.encode()) > MOST_BYTES:
        raise ValueError(f"a message holds 1 to {MOST_BYTES} bytes, not {len(body.encode())}")
    check_delay(delay_s, LONGEST_DELAY_S)


def check_receive(most: int, visibility_s: float) -> None:
    """Refuse, in both homes, what SQS would."""
    if not 1 <= most <= MOST_AT_ONCE:
        raise ValueError(f"1 to {MOST_AT_ONCE} messages can be received at once, not {most}")
    check_delay(visibility_s, LONGEST_VISIBILITY_S)


def check_delay(seconds: float, longest: float) -> None:
    """Refuse, in both homes, what SQS would."""
    if not 0 <= seconds <= longest:
        raise ValueError(f"a time here is 0 to {longest} seconds, not {seconds}")
