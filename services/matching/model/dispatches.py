"""A dispatch: a commissioner at an enterprise for the scheme's term."""

from datetime import date, datetime
from typing import ClassVar

from shared.auth.actor import Belongs
from shared.events.applications import NeedFacts
from shared.ids import derived_id
from shared.store.record import Index, Record


class Dispatch(Record):
    """A pair both sides of which said yes: from `starts` to `ends`, both included, days of China's calendar."""

    audited: ClassVar[bool] = True

    proposal_id: str
    scheme_id: str
    scheme_name: str
    year: int
    county: str
    enterprise_id: str
    enterprise_name: str
    enterprise_owner: str
    above_scale: bool
    high_tech: bool
    commissioner_id: str
    commissioner_name: str
    commissioner_owner: str
    commissioner_kind: str
    people: int
    enterprise_key: str = ""
    """Which enterprise it is in every scheme (`EnterpriseFacts`)."""
    institution: str
    need: NeedFacts
    starts: date
    ends: date
    agreed_at: datetime
    agreement_signed_at: datetime | None = None
    """When the last of the three parties signed the dispatch agreement."""
    leader: str = ""
    section: str = ""
    """Who of the bureau looks after it: a leader and a business section. Empty until the city names them."""

    of_enterprise: ClassVar[Index["Dispatch"]] = Index(
        partition=lambda each: each.enterprise_owner, sort=lambda each: each.agreed_at.isoformat()
    )
    of_commissioner: ClassVar[Index["Dispatch"]] = Index(
        partition=lambda each: each.commissioner_owner, sort=lambda each: each.agreed_at.isoformat()
    )
    everyone: ClassVar[Index["Dispatch"]] = Index(
        partition=lambda each: "all", sort=lambda each: f"{each.county}|{each.agreed_at.isoformat()}"
    )

    @staticmethod
    def id_of(proposal_id: str) -> str:
        """The id of the only dispatch a proposal can become."""
        return derived_id("dispatch", proposal_id)

    @property
    def looked_after(self) -> bool:
        """Whether the bureau has named its liaison."""
        return bool(self.leader and self.section)

    def belongs(self) -> Belongs:
        return Belongs(people=frozenset({self.enterprise_owner, self.commissioner_owner}), county=self.county)
