"""Reading the waiting list: a county's, all, one's own."""

from datetime import datetime

from services.matching.model.parties import Host
from services.matching.model.wording import waiting_said
from shared.auth.actor import Actor, Reach
from shared.store.port import Store
from shared.view import View


class WaitingLine(View):
    """An enterprise that waits, and why; `run_id` and `nearest_id` are empty where no run left it over."""

    enterprise_id: str
    enterprise_name: str
    scheme_id: str
    county: str
    since: datetime
    reason: str
    said: str
    run_id: str
    nearest_id: str


class WaitingList(View):
    """A stretch of the list."""

    items: list[WaitingLine]
    next: str | None = None


def waiting_list(
    store: Store, actor: Actor, reach: Reach, county: str, after: str | None, language: str
) -> WaitingList:
    """Who waits, by county, and within it who has waited longest first."""
    wanted = actor.county if reach is Reach.COUNTY else county
    # An officer without a county sees none, never all.
    first, last = (f"{wanted}|", f"{wanted}|~") if wanted or reach is Reach.COUNTY else (None, None)
    page = store.query(Host.on_waiting_list, "all", limit=30, after=after, first=first, last=last)
    return WaitingList(items=_lines(page.items, language), next=page.next)


def own_waiting(store: Store, actor: Actor, language: str) -> list[WaitingLine]:
    """Where the actor's own enterprise waits: in one scheme, or in several."""
    return _lines(store.query(Host.waiting_of, actor.person).items, language)


def _lines(hosts: tuple[Host, ...], language: str) -> list[WaitingLine]:
    return [
        WaitingLine(
            enterprise_id=each.id,
            enterprise_name=each.facts.name,
            scheme_id=each.scheme_id,
            county=each.facts.county,
            since=each.waits_since,
            reason=each.waiting.reason,
            said=waiting_said(each.waiting, each.facts.county, language),
            run_id=each.waiting.run_id,
            nearest_id=each.waiting.nearest_id,
        )
        for each in hosts
        if each.waiting is not None and each.waits_since is not None
    ]
