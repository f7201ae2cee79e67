"""What this service knows of schemes, commissioners and dispatches: its own copies, by event."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from shared.auth.actor import Belongs
from shared.language import N_
from shared.rules import Invalid, RuleBroken
from shared.store.record import Index, Projection, Record


class InFuture(Invalid):
    """It has not happened yet."""

    says = N_("日期不能晚于今天（{today}，北京时间）")


class OutsideTerm(Invalid):
    """No service without a dispatch."""

    says = N_("日期须在派驻期内：{starts} 至 {ends}")


class BeforeTerm(Invalid):
    """What was achieved before the dispatch is not of it."""

    says = N_("成效日期不能早于派驻开始日 {starts}")


class NotArrived(RuleBroken):
    """Events come in any order: the scheme of a known commissioner may be on its way."""

    says = N_("本批次的资料还在同步，请稍后重试")


class Parties(BaseModel):
    """Between whom something was done, and in which scheme. Without a host, everything of the enterprise is empty."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    scheme_id: str
    year: int
    county: str = ""
    enterprise_id: str = ""
    enterprise_name: str = ""
    enterprise_owner: str = ""
    commissioner_id: str
    commissioner_name: str
    commissioner_owner: str

    @property
    def hosted(self) -> bool:
        return bool(self.enterprise_owner)


class Scheme(Projection):
    """A published scheme."""

    name: str
    year: int
    funding_fen: int = 0
    funding_per: str = "unit"

    def granted_to(self, people: int) -> int:
        """What a unit of so many people gets for the term, in fen: per unit or per person, as the scheme says."""
        return self.funding_fen * (people if self.funding_per == "person" else 1)


class Commissioner(Projection):
    """A commissioner in a scheme; the id is that of their application."""

    scheme_id: str
    name: str
    owner: str
    people: int = 1

    by_owner: ClassVar[Index["Commissioner"]] = Index(partition=lambda each: each.owner, sort=lambda each: each.id)

    def belongs(self) -> Belongs:
        return Belongs(people=frozenset({self.owner}))


class Hosted(Record):
    """That a commissioner (the id) has had a host: their results are confirmed there, no longer by the city."""

    dispatch: str


class Dispatch(Projection):
    """A commissioner at an enterprise from `starts` to `ends`, both included."""

    parties: Parties
    scheme_name: str
    starts: date
    ends: date

    by_commissioner: ClassVar[Index["Dispatch"]] = Index(
        partition=lambda each: None if each.gone else each.parties.commissioner_owner,
        sort=lambda each: each.starts.isoformat(),
    )

    # County first, so that one county is a stretch of it.
    by_county: ClassVar[Index["Dispatch"]] = Index(
        partition=lambda each: None if each.gone else "all",
        sort=lambda each: f"{each.parties.county}|{each.starts.isoformat()}|{each.id}",
    )

    def of_county(self) -> Belongs:
        """Who may visit it: the officers of its county."""
        return Belongs(county=self.parties.county)

    def of_commissioner(self) -> Belongs:
        """Who may report on it. The host may not: it confirms."""
        return Belongs(people=frozenset({self.parties.commissioner_owner}))

    def check_service_day(self, day: date, today: date) -> None:
        """Raises InFuture, OutsideTerm."""
        check_not_future(day, today)
        if not self.starts <= day <= self.ends:
            raise OutsideTerm(field="day", starts=self.starts, ends=self.ends)

    def check_outcome_day(self, day: date, today: date) -> None:
        """Raises InFuture, BeforeTerm. After the term is allowed: a patent or a prize may come late."""
        check_not_future(day, today)
        if day < self.starts:
            raise BeforeTerm(field="day", starts=self.starts)


def check_not_future(day: date, today: date) -> None:
    """Raises InFuture."""
    if day > today:
        raise InFuture(field="day", today=today)
