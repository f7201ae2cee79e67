"""What waits for whom, and what just happened: a copy made of the events of all services, one desk for each reader.

A desk is a person's, a county's officers' or the city's. Its open tasks are listed behind its own record, so that one
read brings a whole home page: how much waits, the most urgent of it, what happened last.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from shared.auth.actor import organisation_key
from shared.store.record import Index, Projection, Record

_DESK, _PERSON, _COUNTY, _ORGANISATION = "desk|", "person|", "county|", "organisation|"
_NOT_OFFICERS = (_PERSON, _ORGANISATION)

CITY = "city"
"""The desk of the city's officers, which the leader and the auditor look over."""

OTHERS = "others"

MOST_HAPPENINGS = 12
"""What a desk remembers: more than a week's visitor reads, few enough to keep the desk's record small."""
MOST_STANDINGS = 20
"""Applications and dispatches a person's desk keeps of each: an applicant has one a scheme, a host some at once."""


class What(StrEnum):
    """Kinds of tasks, in the order they are shown."""

    MEND = "mend"
    ANSWER = "answer"
    REVIEW = "review"
    CONFIRM_OUTCOME = "confirm_outcome"
    CONFIRM_SERVICE = "confirm_service"
    APPROVE_SERVICE = "approve_service"
    APPROVE_EXPENSE = "approve_expense"
    ENDORSE = "endorse"
    VERIFY = "verify"
    ASSIGN = "assign"
    SCORE = "score"
    SELECT = "select"
    NOTICE = "notice"
    OBJECTION = "objection"
    APPOINT = "appoint"
    SIGN_AGREEMENT = "sign_agreement"
    STAMP_AGREEMENT = "stamp_agreement"
    NAME_LIAISON = "name_liaison"


DAYS_FOR: dict[What, int] = {
    # No rule of the programme gives these; they are practice. A week is five working days with the weekend in between,
    # what an officer, or somebody asked yes or no, is commonly given.
    What.REVIEW: 7,
    What.ANSWER: 7,
    # Mending may need a paper from somebody else; nothing is lost after it, since mending is always possible.
    What.MEND: 10,
    # What was done is done: a fortnight, so that a report is confirmed within its month.
    What.CONFIRM_SERVICE: 14,
    What.CONFIRM_OUTCOME: 14,
    What.APPROVE_SERVICE: 14,
    What.APPROVE_EXPENSE: 14,
    # Each step to an appointment: what an office is commonly given; an objection keeps somebody waiting.
    What.ENDORSE: 10,
    What.VERIFY: 7,
    What.ASSIGN: 7,
    What.SCORE: 14,
    What.SELECT: 7,
    What.NOTICE: 14,
    What.OBJECTION: 7,
    What.APPOINT: 30,
    # A paper goes round three houses: a month.
    What.SIGN_AGREEMENT: 30,
    What.STAMP_AGREEMENT: 30,
    # Somebody should come by in the first month.
    What.NAME_LIAISON: 14,
}
"""Days after which a task is called late."""


class Happened(StrEnum):
    """Kinds of happenings."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    ACCEPTED = "accepted"
    PROPOSED = "proposed"
    ENTERPRISE_AGREED = "enterprise_agreed"
    COMMISSIONER_AGREED = "commissioner_agreed"
    ENTERPRISE_DECLINED = "enterprise_declined"
    COMMISSIONER_DECLINED = "commissioner_declined"
    WAITING = "waiting"
    DISPATCHED = "dispatched"
    AGREEMENT_SIGNED = "agreement_signed"
    AGREEMENT_RETURNED = "agreement_returned"
    LIAISON_NAMED = "liaison_named"
    DISPATCH_ENDED = "dispatch_ended"
    RUN_COMPLETED = "run_completed"
    SERVICE_REPORTED = "service_reported"
    SERVICE_CONFIRMED = "service_confirmed"
    SERVICE_APPROVED = "service_approved"
    SERVICE_DISAPPROVED = "service_disapproved"
    OUTCOME_REPORTED = "outcome_reported"
    OUTCOME_CONFIRMED = "outcome_confirmed"
    OUTCOME_REFUSED = "outcome_refused"
    VISITED = "visited"
    EXPENSE_APPROVED = "expense_approved"
    EXPENSE_REFUSED = "expense_refused"
    ENDORSED = "endorsed"
    VERIFIED = "verified"
    SCORED = "scored"
    REVIEW_DECLINED = "review_declined"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    NOTICED = "noticed"
    NOTICE_PUBLISHED = "notice_published"
    OBJECTED = "objected"
    OBJECTION_UPHELD = "objection_upheld"
    OBJECTION_DISMISSED = "objection_dismissed"
    CLEARED = "cleared"
    APPOINTED = "appointed"
    JOINT_NOTICE_ISSUED = "joint_notice_issued"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class Task(_Part):
    """Something that waits for whoever sits at `desk`, since when, and when it is late. `about` has no contacts."""

    what: What
    desk: str
    path: str
    since: datetime
    county: str = ""
    about: dict[str, str] = Field(default_factory=dict)

    @property
    def due(self) -> datetime:
        """When it begins to be late."""
        return self.since + timedelta(days=DAYS_FOR[self.what])

    @property
    def desks(self) -> tuple[str, ...]:
        """The desks that count it: its own, and the city's for all there is anywhere."""
        return (self.desk,) if self.desk == CITY else (self.desk, CITY)

    def counted_on(self, desk: str) -> str:
        """What it counts as on a desk: its kind and county, and that it waits for somebody else where it does."""
        theirs = f"|{OTHERS}" if desk != self.desk and self.desk.startswith(_NOT_OFFICERS) else ""
        return f"{self.what}|{self.county}{theirs}"


class Happening(_Part):
    """One thing that happened, told by the event `id`."""

    id: str
    at: datetime
    what: Happened
    path: str
    about: dict[str, str] = Field(default_factory=dict)


class Standing(_Part):
    """Where one application stands, by what was heard last: `heard` is its version."""

    number: str
    kind: str
    name: str
    what: Happened
    heard: int
    at: datetime
    scheme: str = ""
    """Empty until an event that names it was heard."""


class Serving(_Part):
    """One dispatch as both its sides see it. `starts` and `ends` are days, both included, as ISO text."""

    enterprise: str
    commissioner: str
    starts: str
    ends: str
    over: bool = False
    """Whether it has ended; then `ends` is its last day."""


class Achieved(_Part):
    """One confirmed figure of a year, in its indicator's unit."""

    value: int = 0
    at_least: bool = False


class Desk(_Part):
    """What a desk knows of itself.

    `waiting` counts open tasks by `kind|county`, on the city's desk those of people by `kind|county|others`. A person's
    desk has `applications` and `dispatches` by id. The city's has `achieved` by `year|indicator`, and `numbers` by
    `scheme|what`.
    """

    waiting: dict[str, int] = Field(default_factory=dict)
    happened: tuple[Happening, ...] = ()
    applications: dict[str, Standing] = Field(default_factory=dict)
    dispatches: dict[str, Serving] = Field(default_factory=dict)
    achieved: dict[str, Achieved] = Field(default_factory=dict)
    numbers: dict[str, int] = Field(default_factory=dict)

    def counting(self, key: str, by: int) -> "Desk":
        """The desk with one task more (`by` 1) or less (-1) that counts as `key`."""
        left = self.waiting.get(key, 0) + by
        others = {each: count for each, count in self.waiting.items() if each != key}
        return self.model_copy(update={"waiting": others | ({key: left} if left else {})})

    def hearing(self, happening: Happening) -> "Desk":
        """The desk with what happened in its place: the newest first, whatever order they are heard in."""
        others = [each for each in self.happened if each.id != happening.id]
        newest = sorted([*others, happening], key=lambda each: (each.at, each.id), reverse=True)
        return self.model_copy(update={"happened": tuple(newest[:MOST_HAPPENINGS])})

    def standing(self, id: str, heard: Standing) -> "Desk":
        """The desk with the application `id` as it stands, unless it is known to stand further on."""
        known = self.applications.get(id)
        if known is not None:
            later = max(known, heard, key=lambda each: each.heard)
            heard = later.model_copy(update={"scheme": known.scheme or heard.scheme})
        newest = sorted((self.applications | {id: heard}).items(), key=lambda item: (item[1].at, item[0]), reverse=True)
        return self.model_copy(update={"applications": dict(newest[:MOST_STANDINGS])})

    def serving(self, id: str, serving: Serving) -> "Desk":
        """The desk with a dispatch, those that end last first; one known to be over stays so."""
        known = self.dispatches.get(id)
        if known is not None and known.over and not serving.over:
            return self
        last = sorted((self.dispatches | {id: serving}).items(), key=lambda item: (item[1].ends, item[0]), reverse=True)
        return self.model_copy(update={"dispatches": dict(last[:MOST_STANDINGS])})

    def numbering(self, scheme: str, what: str) -> "Desk":
        """The city's desk with one more of `what` in a scheme."""
        key = f"{scheme}|{what}"
        return self.model_copy(update={"numbers": self.numbers | {key: self.numbers.get(key, 0) + 1}})

    def achieving(self, year: int, indicator: str, amount: int, *, at_least: bool = False) -> "Desk":
        """The city's desk with `amount` more achieved of an indicator; what is at least so stays so."""
        key = f"{year}|{indicator}"
        known = self.achieved.get(key, Achieved())
        after = Achieved(value=known.value + amount, at_least=known.at_least or at_least)
        return self.model_copy(update={"achieved": self.achieved | {key: after}})


class Matter(Projection):
    """One line of a worklist: a task, or first of all the desk itself. Exactly one of `task` and `desk` is there.

    A task's `source_version` says how far along it was heard of, and `gone` that it is done. Of a task that was done
    before it was heard to begin neither is there: it is a tombstone, so that its beginning changes nothing.
    """

    task: Task | None = None
    desk: Desk | None = None

    of_desk: ClassVar[Index["Matter"]] = Index(
        partition=lambda each: each.stands_on if each.stands_on != CITY else None, sort=lambda each: each.place
    )
    # Whatever any officer is asked, so that the city sees all counties; what waits for people themselves is counted
    # on the city's desk and listed on theirs alone.
    of_city: ClassVar[Index["Matter"]] = Index(
        partition=lambda each: CITY if each.for_officers else None, sort=lambda each: each.place
    )

    @property
    def stands_on(self) -> str | None:
        """The desk it is listed on, None once it is done."""
        if self.desk is not None:
            return self.id.removeprefix(_DESK)
        return self.task.desk if self.task is not None and not self.gone else None

    @property
    def for_officers(self) -> bool:
        """Whether the city sees it: what waits for any officer, and its own desk."""
        if self.desk is not None:
            return self.stands_on == CITY
        return self.stands_on is not None and not self.stands_on.startswith(_NOT_OFFICERS)

    @property
    def place(self) -> str:
        """Sorts the desk before its tasks, and of those what is late first before the rest."""
        return "0" if self.task is None else f"1|{self.task.due.isoformat(timespec='microseconds')}"

    def moved(self, version: int, task: Task | None) -> "Matter | None":
        """The task at `version`, waiting as `task` says or done (None); None for what is no news."""
        if self.version and version <= self.source_version:
            return None
        return self.changed(source_version=version, gone=task is None, task=task or self.task)

    @property
    def waits(self) -> Task | None:
        """The task, while it waits."""
        return None if self.gone else self.task


class Counted(Record):
    """That somebody or something counts in a figure of a year, and as how many; its id is `year|indicator|who`."""

    amount: int


def person_desk(person: str) -> str:
    """The desk of a person, by their id."""
    return f"{_PERSON}{person}"


def officers_desk(county: str) -> str:
    """The desk of a county's officers; the city's for what is of no county."""
    return f"{_COUNTY}{county}" if county else CITY


def organisation_desk(name: str) -> str:
    """The desk of a sending institution, by its name."""
    return f"{_ORGANISATION}{organisation_key(name)}"


def desk_id(desk: str) -> str:
    """The id of a desk's own record."""
    return f"{_DESK}{desk}"
