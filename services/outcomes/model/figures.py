"""Figures: what an annual report states, each a sum of parts, each part counted once.

A part is named by what it counts: an enterprise or a person, the same in every scheme of the year, or an outcome.
Hearing of it again can only raise it (or, for good, have it counted elsewhere), so the order and the number of
deliveries change nothing: a figure equals a recount of its parts at every moment.
"""

from datetime import datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from shared.store.record import Index, Record

MOST_LISTED = 200
"""A figure carries its parts itself up to here, about 60 KB; beyond, they are listed by their own index alone."""

EXCERPT = 60
"""Characters of an outcome's text that a figure carries of a part."""


class Counted(BaseModel):
    """One part as a figure carries it."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    label: str
    amount: int
    at_least: bool = False
    text: str = ""


class Part(Record):
    """One thing counted in one figure; its id is `year|indicator|subject`."""

    year: int
    indicator: str
    subject: str
    label: str
    amount: int
    at_least: bool = False
    text: str = ""
    elsewhere: bool = False
    """Counted in another figure instead, and not in this one: whoever leads a team is no individual that year."""

    by_figure: ClassVar[Index["Part"]] = Index(
        partition=lambda part: None if part.elsewhere else figure_id(part.year, part.indicator),
        sort=lambda part: part.label[:100].replace("\x00", ""),
    )

    def raised(self, other: "Part") -> "Part":
        """This part after `other` was heard of the same subject: the larger amount, at least if either is.

        It is called as the larger is; of two names for the same amount one is chosen that no order of events changes.
        """
        larger = max(self, other, key=lambda each: (each.amount, each.label))
        return self.changed(
            label=larger.label,
            amount=larger.amount,
            text=larger.text,
            at_least=self.at_least or other.at_least,
            elsewhere=self.elsewhere or other.elsewhere,
        )

    def counted(self) -> Counted:
        """The part as its figure carries it."""
        return Counted(label=self.label, amount=self.amount, at_least=self.at_least, text=self.text[:EXCERPT])


class Figure(Record):
    """One figure of a year; its id is `year|indicator`. `value` is the sum of `count` parts in the indicator's unit."""

    year: int
    indicator: str
    value: int = 0
    count: int = 0
    at_least: bool = False
    as_of: datetime
    records: dict[str, Counted] = Field(default_factory=dict)

    # All years share one partition: some 25 records a year, written by the projection alone, and the newest year is
    # found in the same read as its figures.
    by_year: ClassVar[Index["Figure"]] = Index(partition=lambda figure: "all", sort=lambda figure: figure.id)

    @property
    def lists_all(self) -> bool:
        """Whether `records` are all of its parts."""
        return len(self.records) == self.count

    def counting(self, before: Part | None, after: Part, now: datetime) -> "Figure":
        """The figure when a part turns from `before` (None: it is new) into `after`."""
        gone = before is not None and not before.elsewhere
        come = not after.elsewhere
        count = self.count + come - gone
        records = {subject: each for subject, each in self.records.items() if subject != after.subject}
        if come:
            records[after.subject] = after.counted()
        return self.changed(
            value=self.value + (after.amount if come else 0) - (before.amount if before and gone else 0),
            count=count,
            at_least=self.at_least or after.at_least,
            as_of=max(self.as_of, now),
            records=records if count <= MOST_LISTED else {},
        )


def figure_id(year: int, indicator: str) -> str:
    """The id of a figure, and the partition its parts are listed in."""
    return f"{year}|{indicator}"


def part(
    year: int,
    indicator: str,
    subject: str,
    label: str,
    amount: int = 1,
    *,
    at_least: bool = False,
    text: str = "",
    elsewhere: bool = False,
) -> Part:
    """One thing to be counted."""
    return Part(
        id=f"{figure_id(year, indicator)}|{subject}",
        year=year,
        indicator=indicator,
        subject=subject,
        label=label,
        amount=amount,
        at_least=at_least,
        text=text,
        elsewhere=elsewhere,
    )
