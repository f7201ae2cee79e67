"""宣传报道 and 推进会: what the press told of the programme, and the city-wide meetings it was carried forward at."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Self

from pydantic import Field

from services.outcomes.model.parties import check_not_future
from shared.fields import LongText, Sent, ShortText
from shared.language import N_
from shared.rules import RuleBroken
from shared.store.record import Index, Record

HTTP = r"^(https?://\S+)?$"

ProgrammeYear = Annotated[int, Field(ge=2000, le=2100)]


class AlreadyWithdrawn(RuleBroken):
    """A record is withdrawn once."""

    says = N_("这条记录已经撤销，不再计入年度报告")


class CoverageForm(Sent):
    """One item of the press: under which programme year it counts, where and when it appeared, how it is called."""

    year: ProgrammeYear
    medium: ShortText
    title: ShortText
    day: date
    link: Annotated[str, Field(max_length=500, pattern=HTTP)] = ""


class RallyForm(Sent):
    """One meeting: when and where, which leaders attended, who took part, who spoke."""

    year: ProgrammeYear
    day: date
    place: ShortText
    leaders: ShortText
    attendance: LongText
    speakers: Annotated[str, Field(max_length=1000)] = ""


class Recorded(Record):
    """What an officer noted for the report of `year`. A mistake is withdrawn and counts no more."""

    audited: ClassVar[bool] = True

    year: int
    day: date
    recorded_by: str
    recorded_at: datetime
    withdrawn: bool = False

    def withdrawing(self) -> Self:
        """The record, withdrawn. Raises AlreadyWithdrawn."""
        if self.withdrawn:
            raise AlreadyWithdrawn
        return self.changed(withdrawn=True)

    def newest_last(self) -> str:
        """Sorts by programme year, then by day."""
        return f"{self.year:04d}|{self.day.isoformat()}|{self.id}"


class Coverage(Recorded):
    """One press or broadcast item [the article, part two, 五]."""

    medium: str
    title: str
    link: str = ""

    by_day: ClassVar[Index["Coverage"]] = Index(partition=lambda each: "all", sort=lambda each: each.newest_last())


class Rally(Recorded):
    """One city-wide meeting [the article, part two, 六]."""

    place: str
    leaders: str
    attendance: str
    speakers: str = ""

    by_day: ClassVar[Index["Rally"]] = Index(partition=lambda each: "all", sort=lambda each: each.newest_last())


def check_took_place(day: date, today: date) -> None:
    """Raises InFuture: what has not appeared or met yet is no record."""
    check_not_future(day, today)
