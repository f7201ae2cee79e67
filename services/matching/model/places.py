"""The places an enterprise or a person holds, in all schemes together.

Yearly schemes overlap: a dispatch of the one lasts while the next is matched, and the same enterprise or person applies
to both, each time under another application. So what is held stands on one record of who it is, and whether a place is
free, and whether two are together already, is decided by the condition of the commit that takes the place.
"""

from datetime import date
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict

from shared.events.applications import EnterpriseFacts
from shared.ids import shard_of
from shared.store.record import Index, Record

SHARDS = 4
PARTITIONS = [str(shard) for shard in range(SHARDS)]
"""The partitions of everybody who holds a place."""


class Holding(BaseModel):
    """One place: the proposal or dispatch that takes it, and with whom (the id of the other side's `Places`).

    A dispatch takes it `until` its last day, a proposal (None) until it is declined or becomes a dispatch.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    proposal_id: str
    other: str
    until: date | None = None

    def lasts(self, today: date) -> bool:
        """Whether the place is still taken on `today`."""
        return self.until is None or today <= self.until


class Places(Record):
    """What one enterprise or person holds; those whose dispatch is over go with the next place taken."""

    held: tuple[Holding, ...] = ()

    holding: ClassVar[Index["Places"]] = Index(
        partition=lambda each: str(shard_of(each.id, SHARDS)) if each.held else None, sort=lambda each: each.id
    )

    @staticmethod
    def of_enterprise(facts: EnterpriseFacts, application_id: str) -> str:
        """The id of an enterprise's. One told of before enterprises had a key is known by its application alone."""
        return f"enterprise/{facts.enterprise_key or application_id}"

    @staticmethod
    def of_person(owner: str) -> str:
        """The id of a commissioner's."""
        return f"commissioner/{owner}"

    def taken(self, today: date) -> int:
        """How many places are taken on `today`."""
        return sum(each.lasts(today) for each in self.held)

    def has(self, other: str, today: date) -> bool:
        """Whether one of them is taken with `other`, in whatever scheme."""
        return any(each.other == other and each.lasts(today) for each in self.held)

    def taking(self, proposal_id: str, other: str, today: date) -> Self:
        """With one more place taken by a proposal."""
        lasting = tuple(each for each in self.held if each.lasts(today))
        return self.changed(held=(*lasting, Holding(proposal_id=proposal_id, other=other)))

    def dispatched(self, proposal_id: str, until: date) -> Self:
        """With the proposal's place taken by its dispatch until that day."""
        return self.changed(
            held=tuple(
                each.model_copy(update={"until": until}) if each.proposal_id == proposal_id else each
                for each in self.held
            )
        )

    def freeing(self, proposal_id: str) -> Self:
        """With the proposal's place free again."""
        return self.changed(held=tuple(each for each in self.held if each.proposal_id != proposal_id))
