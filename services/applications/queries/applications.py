"""Applications as pages and programs read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import AliasChoices, AliasPath, Field

from services.applications.model.applications import Application, Consent, Correction, Status
from services.applications.model.forms import Kind
from services.applications.model.steps import Step
from shared.auth.actor import Actor, Reach
from shared.store.port import LARGEST_PAGE, Page, Store
from shared.view import View


class ApplicationLine(View):
    """An application in a list."""

    id: str
    number: str
    kind: Kind
    name: str
    county: str
    status: Status
    submitted_at: datetime


_NAME = AliasChoices(AliasPath("enterprise", "name"), AliasPath("commissioner", "name"))


class StoredLine(ApplicationLine):
    """The same, as it is read out of a stored application without reading all of its form."""

    kind: Kind = Field(validation_alias="form_kind")
    name: str = Field(validation_alias=_NAME)  # type: ignore[pydantic-alias]  # made only from what is stored


class ApplicationList(View):
    """A page of applications."""

    items: list[ApplicationLine]
    next: str | None = None


class ApplicationView(ApplicationLine):
    """One application, whole."""

    scheme: str
    corrections: tuple[Correction, ...]
    decided_at: datetime | None
    form: dict[str, object]
    waits_for: Step | None = None
    """What must come before the bureau decides."""
    consent: Consent | None = None
    verified_at: datetime | None = None
    reason: str = ""
    notice: str = ""

    @property
    def city_decides(self) -> bool:
        """Whether its county has checked it for the city's bureau, which decides."""
        return self.verified_at is not None

    @classmethod
    def of(cls, each: Application) -> "ApplicationView":
        sent = each.enterprise or each.commissioner
        return cls(
            kind=each.form_kind,
            name=each.name,
            waits_for=each.waits_for,
            form=sent.model_dump(mode="json") if sent else {},
            **each.model_dump(
                include={
                    "id",
                    "number",
                    "county",
                    "status",
                    "submitted_at",
                    "scheme",
                    "corrections",
                    "decided_at",
                    "consent",
                    "verified_at",
                    "reason",
                    "notice",
                }
            ),
        )


@dataclass(frozen=True)
class Wanted:
    """What of the inbox: one state, and where they are named one kind and one county; the oldest first unless told."""

    status: Status
    kind: Kind | None = None
    county: str = ""
    newest_first: bool = False
    after: str | None = None


def inbox(store: Store, actor: Actor, reach: Reach, wanted: Wanted) -> ApplicationList:
    """Applications in one state: those of an officer's county, or of all or one, in one read.

    No index tells kinds apart: of one kind a page may be shorter than what there is, and says where to go on.
    """
    county = actor.county if reach is Reach.COUNTY else wanted.county
    terms: dict[str, Any] = {"line": StoredLine, "after": wanted.after, "descending": wanted.newest_first}
    if wanted.kind is not None:
        terms["limit"] = LARGEST_PAGE
    if reach is Reach.COUNTY or county:
        page = store.lines(Application.by_county, f"{county}|{wanted.status}", **terms)
    else:
        page = store.lines(Application.by_status, wanted.status.value, **terms)
    found = _lines(page)
    kept = [each for each in found.items if wanted.kind in (None, each.kind)]
    return ApplicationList(items=kept, next=found.next)


def of_owner(store: Store, owner: str, after: str | None) -> ApplicationList:
    """A person's own applications, the newest first."""
    return _lines(store.lines(Application.by_owner, owner, StoredLine, after=after, descending=True))


def _lines(page: Page[StoredLine]) -> ApplicationList:
    return ApplicationList(items=list(page.items), next=page.next)
