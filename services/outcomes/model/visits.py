"""走访调研: a visit of the bureau to a dispatch, who went, what was found, and what is to be done about it."""

from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import Field

from services.outcomes.model.parties import Parties
from shared.auth.actor import Belongs
from shared.fields import LongText, Sent, ShortText
from shared.store.record import Index, Record


class VisitForm(Sent):
    """One visit: when, who went, what they found; what is to follow may be left out."""

    day: date
    visitors: ShortText
    findings: LongText
    follow_up: Annotated[str, Field(max_length=1000)] = ""


class Visit(Record):
    """One visit of a liaison to an enterprise and its commissioner [the article, part two, 四]."""

    audited: ClassVar[bool] = True

    dispatch: str
    parties: Parties
    day: date
    visitors: str
    findings: str
    follow_up: str = ""
    recorded_by: str
    recorded_at: datetime

    # By county first, so that a county's officers read one stretch of it.
    by_county: ClassVar[Index["Visit"]] = Index(
        partition=lambda each: "all", sort=lambda each: f"{each.parties.county}|{each.day.isoformat()}|{each.id}"
    )
    by_commissioner: ClassVar[Index["Visit"]] = Index(
        partition=lambda each: each.parties.commissioner_owner, sort=lambda each: f"{each.day.isoformat()}|{each.id}"
    )
    by_host: ClassVar[Index["Visit"]] = Index(
        partition=lambda each: each.parties.enterprise_owner, sort=lambda each: f"{each.day.isoformat()}|{each.id}"
    )

    def belongs(self) -> Belongs:
        """Who may read it: both sides, and the county's officers."""
        people = {self.parties.commissioner_owner, self.parties.enterprise_owner}
        return Belongs(people=frozenset(people), county=self.parties.county)
