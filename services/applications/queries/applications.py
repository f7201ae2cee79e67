"""Applications as pages and programs read them."""

from datetime import datetime

from services.applications.model.applications import Application, Correction, Kind, Status
from shared.auth.actor import Actor, Reach
from shared.store.port import Page, Store
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

    @classmethod
    def of(cls, each: Application) -> "ApplicationLine":
        return cls(
            id=each.id,
            number=each.number,
            kind=each.form_kind,
            name=each.name,
            county=each.county,
            status=each.status,
            submitted_at=each.submitted_at,
        )


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

    @classmethod
    def of(cls, each: Application) -> "ApplicationView":
        sent = each.enterprise or each.commissioner
        return cls(
            kind=each.form_kind,
            name=each.name,
            form=sent.model_dump(mode="json") if sent else {},
            **each.model_dump(
                include={"id", "number", "county", "status", "submitted_at", "scheme", "corrections", "decided_at"}
            ),
        )


def inbox(store: Store, actor: Actor, reach: Reach, status: Status, after: str | None) -> ApplicationList:
    """Applications in one state: those of an officer's county, or all, the longest waiting first."""
    if reach is Reach.COUNTY:
        return _lines(store.query(Application.by_county, f"{actor.county}|{status}", after=after))
    return _lines(store.query(Application.by_status, status.value, after=after))


def of_owner(store: Store, owner: str, after: str | None) -> ApplicationList:
    """A person's own applications, the newest first."""
    return _lines(store.query(Application.by_owner, owner, after=after, descending=True))


def _lines(page: Page[Application]) -> ApplicationList:
    return ApplicationList(items=[ApplicationLine.of(each) for each in page.items], next=page.next)
