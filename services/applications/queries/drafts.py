"""Drafts as pages and programs read them."""

from datetime import date, datetime

from pydantic import Field

from services.applications.model.drafts import AlreadySent, Draft, SentDraft, State
from services.applications.model.forms import Kind
from services.applications.model.listing import OwnListing
from services.applications.queries.applications import ApplicationLine, ApplicationList, of_owner
from shared.auth.actor import Actor
from shared.rules import Unknown
from shared.store.port import Store
from shared.view import View


class SectionView(View):
    """One section of a draft: what was typed, and how far it has come."""

    name: str
    title: str
    number: int
    """Of a need: which one it is."""
    state: State
    edition: int
    may_change: bool
    typed: dict[str, object]


class DraftView(View):
    """A draft with all its sections. `open_now` says whether it can be sent; mending always can."""

    id: str
    kind: Kind
    scheme: str
    scheme_name: str
    opens: date
    closes: date
    open_now: bool
    number: str
    """Of the returned application it mends."""
    seen: str
    """What must be sent along to submit or remove exactly this."""
    saved_at: datetime
    kept_through: date
    """The last day it is kept on, if nobody saves it again."""
    sections: list[SectionView]

    @property
    def done(self) -> int:
        """How many sections are complete."""
        return sum(each.state in (State.DONE, State.SETTLED) for each in self.sections)

    @property
    def complete(self) -> bool:
        """Whether it can be sent as far as its sections go."""
        return self.done == len(self.sections)

    @classmethod
    def of(cls, draft: Draft, now: datetime) -> "DraftView":
        return cls(
            kind=draft.form_kind,
            open_now=draft.may_be_sent(now),
            seen=draft.seen,
            kept_through=draft.kept_through,
            **draft.model_dump(include={"id", "scheme", "scheme_name", "opens", "closes", "number", "saved_at"}),
            sections=[
                SectionView(
                    name=each.name,
                    title=each.title,
                    number=each.number,
                    state=draft.state(each),
                    edition=draft.part(each.name).edition,
                    may_change=draft.may_change(each),
                    typed=draft.part(each.name).typed,
                )
                for each in draft.sections()
            ],
        )


class DraftLine(View):
    """A draft in its owner's list."""

    id: str
    kind: Kind
    scheme: str
    scheme_name: str
    closes: date
    name: str
    begun_at: datetime
    number: str


class OwnList(ApplicationList):
    """One's own applications, and what one has begun."""

    drafts: list[DraftLine] = Field(default_factory=list)


def own_draft(store: Store, actor: Actor, draft_id: str) -> Draft:
    """The actor's draft. Raises AlreadySent for one they sent, Unknown for others' as for none."""
    draft, sent = store.get_together([(Draft, draft_id), (SentDraft, draft_id)])
    if isinstance(draft, Draft) and actor.person in draft.belongs().people:
        return draft
    if draft is None and isinstance(sent, SentDraft) and actor.person in sent.belongs().people:
        raise AlreadySent(number=sent.number)
    raise Unknown


def own_list(store: Store, person: str, after: str | None, now: datetime) -> OwnList:
    """A person's applications, the one sent last first, and before them what they have begun and is kept at `now`."""
    listing = store.get(OwnListing, person) if after is None else None
    if listing is not None and not listing.many:
        lines = [ApplicationLine(**each.model_dump()) for each in listing.applications]
        return OwnList(items=lines, drafts=_drafts(listing, now))
    page = of_owner(store, person, after)
    return OwnList(items=page.items, next=page.next, drafts=_drafts(listing, now) if listing else [])


def _drafts(listing: OwnListing, now: datetime) -> list[DraftLine]:
    return [DraftLine(**each.model_dump(exclude={"kept_until"})) for each in listing.drafts if each.kept_at(now)]
