"""What one person has going, in one record: their newest applications and what they are still filling in.

Two listings would be two reads of a page that everybody opens first after signing in.
"""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from services.applications.model.applications import Application, Status
from services.applications.model.drafts import Draft
from services.applications.model.forms import Kind
from shared.store.record import Record

MOST_LISTED = 20
"""More applications than people send. Whoever sends more is a program for many: its list would be written at each."""


class ApplicationStanding(BaseModel):
    """An application as its owner's list shows it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    number: str
    kind: Kind
    name: str
    county: str
    status: Status
    submitted_at: datetime

    @classmethod
    def of(cls, each: Application) -> "ApplicationStanding":
        told = each.model_dump(include={"id", "number", "county", "status", "submitted_at"})
        return cls(kind=each.form_kind, name=each.name, **told)


class DraftStanding(BaseModel):
    """A draft as its owner's list shows it; `number` is that of the returned application it mends."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    kind: Kind
    scheme: str
    scheme_name: str
    closes: date
    name: str
    begun_at: datetime
    number: str = ""
    kept_until: datetime | None = None
    """None for those listed before drafts had an end."""

    @classmethod
    def of(cls, each: Draft) -> "DraftStanding":
        told = each.model_dump(include={"id", "scheme", "scheme_name", "closes", "begun_at", "number"})
        return cls(kind=each.form_kind, name=each.name, kept_until=each.keep_until, **told)

    def kept_at(self, now: datetime) -> bool:
        """Whether the draft is kept at `now`."""
        return self.kept_until is None or now <= self.kept_until


class OwnListing(Record):
    """One person's list; its id is the person's. Of `many` applications it holds none: an index has them."""

    applications: tuple[ApplicationStanding, ...] = ()
    drafts: tuple[DraftStanding, ...] = ()
    many: bool = False

    def with_application(self, application: Application) -> "OwnListing":
        """The list with an application as it stands now, the one sent last first."""
        others = [each for each in self.applications if each.id != application.id]
        ordered = sorted([*others, ApplicationStanding.of(application)], key=_place, reverse=True)
        if self.many or len(ordered) > MOST_LISTED:
            return self.changed(applications=(), many=True)
        return self.changed(applications=tuple(ordered))

    def with_draft(self, draft: Draft) -> "OwnListing":
        """The list with a draft just saved, the one begun last first, and without those that ended."""
        others = [each for each in self.drafts if each.id != draft.id and each.kept_at(draft.saved_at)]
        ordered = sorted([*others, DraftStanding.of(draft)], key=lambda each: (each.begun_at, each.id), reverse=True)
        return self.changed(drafts=tuple(ordered))

    def without_draft(self, id: str) -> "OwnListing":
        """The list without a draft."""
        return self.changed(drafts=tuple(each for each in self.drafts if each.id != id))


def _place(each: ApplicationStanding) -> tuple[str, str]:
    """As the listing of all applications is ordered."""
    return each.submitted_at.isoformat(), each.id
