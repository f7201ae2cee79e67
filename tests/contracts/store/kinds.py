"""Three kinds of record, and what the suite makes of them."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from shared.events.envelope import Envelope
from shared.store.port import Once
from shared.store.record import Index, Record

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


class Parcel(Record):
    """Listed by shelf (an empty shelf: nowhere) and by owner, in the order of its label."""

    by_shelf: ClassVar[Index["Parcel"]] = Index(partition=lambda it: it.shelf or None, sort=lambda it: it.label)
    by_owner: ClassVar[Index["Parcel"]] = Index(partition=lambda it: it.owner, sort=lambda it: it.label)

    shelf: str = "A"
    owner: str = "示例"
    label: str = ""
    content: str = ""


class Ticket(Record):
    """Ends when it says, if it says so."""

    ends: datetime | None = None
    holder: str = ""

    by_holder: ClassVar[Index["Ticket"]] = Index(partition=lambda it: it.holder, sort=lambda it: it.id)

    @property
    def keep_until(self) -> datetime | None:
        return self.ends


class Counter(Record):
    """Listed nowhere."""

    count: int = 0


def envelope(id: str, *, minutes: int = 0, subject: str = "Parcel/p1") -> Envelope:
    return Envelope(
        id=id,
        type="ParcelMoved",
        time=START + timedelta(minutes=minutes),
        producer="parcels",
        subject=subject,
        subject_version=1,
        correlation_id="c1",
        causation_id="c1",
        data={"到": "示例货架"},
    )


def once(key: str = "k1", fingerprint: str = "f1", answer: str = "a1") -> Once:
    return Once(key, fingerprint, answer, START + timedelta(days=30, microseconds=7))
