"""The programme's state, which every page's header says: whether applications are taken, and until when.

Every service keeps it by event, so that a page of any of them reads it together with who asks, in one round trip.
"""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shared.clock import beijing_date
from shared.events.applications import SchemePublished
from shared.events.envelope import Envelope
from shared.language import N_, say
from shared.store.port import Store, StoreError
from shared.store.record import Projection
from shared.web import formats
from shared.work import Work

ONLY = "programme"
"""The id of a service's one record of it."""

MOST_CALLS = 12
"""Schemes that are remembered, those that close last: one a year, so more than anybody decides by."""

SIGN_UP = "/applications/schemes/{id}"

Hearing = Callable[[Work, Any, Envelope], None]


class State(StrEnum):
    """Where a call for applications stands."""

    OPEN = "open"
    SOON = "soon"
    CLOSED = "closed"


TONES = {State.OPEN: "good", State.SOON: "wait", State.CLOSED: "plain"}


class Window(BaseModel):
    """One scheme's call. Days are China's, both included; money in fen, term in months. `heard` is its version."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    id: str
    name: str
    year: int
    opens: date
    closes: date
    term_months: int
    funding_fen: int
    funding_per: str
    heard: int

    def state(self, today: date) -> State:
        """Whether applications are taken on `today`, a day in China."""
        if today < self.opens:
            return State.SOON
        return State.OPEN if today <= self.closes else State.CLOSED


class Programme(Projection):
    """All calls this service has heard of, by the scheme's id."""

    calls: dict[str, Window] = Field(default_factory=dict)

    def hearing(self, window: Window) -> "Programme":
        """The programme with a call as it was told last; an older telling changes nothing."""
        known = self.calls.get(window.id)
        if known is not None and known.heard >= window.heard:
            return self
        last = sorted(
            (self.calls | {window.id: window}).values(), key=lambda each: (each.closes, each.id), reverse=True
        )
        return self.changed(calls={each.id: each for each in last[:MOST_CALLS]})

    def current(self, today: date) -> Window | None:
        """The call that matters on `today`: an open one (the newest), else the next to open, else the last."""

        def order(each: Window) -> tuple[int, int, str]:
            state, opens = each.state(today), each.opens.toordinal()
            first = {State.OPEN: (0, -opens), State.SOON: (1, opens), State.CLOSED: (2, -each.closes.toordinal())}
            return (*first[state], each.id)

        return min(self.calls.values(), key=order, default=None)


class ProgrammeState(BaseModel):
    """What a header says: `said` is the sentence in the reader's language, `days` are left until the window closes."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    scheme: Window
    state: State
    tone: str
    days: int
    said: str
    path: str


def state_of(programme: Programme | None, now: datetime, language: str) -> ProgrammeState | None:
    """The programme's state as it is said at `now`; None while there is no scheme."""
    today = beijing_date(now)
    window = programme.current(today) if programme else None
    if window is None:
        return None
    state, days = window.state(today), (window.closes - today).days
    window_said = {"opens": formats.day(window.opens, language), "closes": formats.day(window.closes, language)}
    said = say(_words(state, days), language, days=days, **window_said)
    return ProgrammeState(
        scheme=window, state=state, tone=TONES[state], days=days, said=said, path=SIGN_UP.format(id=window.id)
    )


def known_programme(store: Store) -> Programme | None:
    """The programme for somebody who is not signed in. A header is no reason to fail a page: None where it cannot be
    read."""
    try:
        return store.get(Programme, ONLY)
    except StoreError:
        return None


def keep_programme(work: Work, event: SchemePublished, envelope: Envelope) -> None:
    """Know when applications are taken."""
    window = Window(
        id=event.scheme_id,
        heard=envelope.subject_version,
        **event.model_dump(include=set(Window.model_fields) - {"id", "heard"}),
    )
    known = work.find(Programme, ONLY) or Programme(id=ONLY)
    heard = known.hearing(window)
    if heard != known:
        work.put(heard)


def keeping_programme(reaction: Hearing) -> Hearing:
    """A service's own `reaction` to a published scheme, which keeps the programme as well."""

    def hear(work: Work, event: Any, envelope: Envelope) -> None:
        reaction(work, event, envelope)
        keep_programme(work, event, envelope)

    return hear


def _words(state: State, days: int) -> str:
    if state is State.SOON:
        return N_("尚未开始申报，{opens} 开始")
    if state is State.CLOSED:
        return N_("申报已于 {closes} 截止")
    if days == 0:
        return N_("正在申报，今天截止")
    return N_("正在申报，明天截止") if days == 1 else N_("正在申报，{days} 天后截止")
