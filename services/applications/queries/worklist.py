"""Home, as pages and programs read it: what waits, how old, what is late; what just happened; what was achieved.

A desk and its tasks come in one read of an index, the late ones first; how many there are the desk counts itself.
"""

from datetime import date, datetime

from pydantic import Field

from services.applications.model.worklist import (
    CITY,
    OTHERS,
    Desk,
    Happened,
    Matter,
    Serving,
    Standing,
    Task,
    What,
    desk_id,
    officers_desk,
    organisation_desk,
    person_desk,
)
from shared.auth.actor import Actor, Role
from shared.store.port import Store
from shared.view import View

LISTED_AT_ONCE = 100
"""Tasks read for a home page; a desk with more still counts them all."""
SHOWN_OF_A_KIND = 20
"""The most urgent of each kind that a page shows; the rest is behind the kind's own list."""

OVERSEERS = (Role.CITY_OFFICER, Role.LEADER, Role.AUDITOR)
PARTIES = (Role.APPLICANT, Role.ENTERPRISE)


class TaskView(View):
    """One task. `about` are names; `due` is when it begins to be late."""

    what: What
    path: str
    about: dict[str, str]
    county: str
    since: datetime
    due: datetime
    late: bool


class KindView(View):
    """Tasks of one kind: how many there are, how many of them late, and the most urgent.

    `late_at_least` says that more may be late than could be looked at.
    """

    what: What
    count: int
    late: int
    late_at_least: bool = False
    items: list[TaskView]


class CountyView(View):
    """What waits in one county (empty: what is of none): for its officers, and for the two sides of pairs.

    `late` are of the reviews, as many as could be looked at.
    """

    county: str
    review: int
    late: int
    answer: int


class HappeningView(View):
    """One thing that happened."""

    at: datetime
    what: Happened
    path: str
    about: dict[str, str]


class StandingView(View):
    """One application of the caller's, by what happened to it last."""

    id: str
    number: str
    kind: str
    name: str
    what: Happened
    scheme: str


class DispatchView(View):
    """One dispatch of the caller's; both days included."""

    id: str
    enterprise: str
    commissioner: str
    starts: date
    ends: date
    over: bool


class FigureView(View):
    """One confirmed figure, in its indicator's unit."""

    indicator: str
    value: int
    at_least: bool = False


class Home(View):
    """What somebody finds on the first page; a role has the parts that are about it, the others are empty.

    `year` is the one `achieved` is of. `numbers` are the current scheme's: applications that came in and were accepted
    (`enterprise|submitted` …), pairs `proposed` and `dispatched`.
    """

    role: Role
    tasks: list[KindView] = Field(default_factory=list)
    counties: list[CountyView] = Field(default_factory=list)
    happened: list[HappeningView] = Field(default_factory=list)
    applications: list[StandingView] = Field(default_factory=list)
    dispatches: list[DispatchView] = Field(default_factory=list)
    year: int | None = None
    achieved: list[FigureView] = Field(default_factory=list)
    numbers: dict[str, int] = Field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many tasks wait in all."""
        return sum(each.count for each in self.tasks)

    @property
    def late(self) -> int:
        """How many of them are known to be late."""
        return sum(each.late for each in self.tasks)

    @property
    def late_at_least(self) -> bool:
        """Whether more may be late than could be looked at."""
        return any(each.late_at_least for each in self.tasks)


def home(store: Store, actor: Actor, now: datetime, scheme: str) -> Home:
    """The caller's home page, in one read at most; the numbers are those of `scheme`."""
    if actor.role is Role.PUBLIC:
        known = store.get(Matter, desk_id(CITY))
        year, achieved = _achieved(known.desk if known and known.desk else Desk())
        return Home(role=actor.role, year=year, achieved=achieved)
    if actor.role in PARTIES:
        desk, tasks, _ = _read(store, person_desk(actor.person))
        return Home(
            role=actor.role,
            tasks=_kinds(desk, tasks, now, whole=True),
            happened=_happened(desk),
            applications=[_standing(id, each) for id, each in desk.applications.items()],
            dispatches=[_dispatch(id, each) for id, each in desk.dispatches.items()],
        )
    if actor.role is Role.COUNTY_OFFICER:
        desk, tasks, whole = _read(store, officers_desk(actor.county))
        return Home(role=actor.role, tasks=_kinds(desk, tasks, now, whole=whole), happened=_happened(desk))
    if actor.role in (Role.SENDING_INSTITUTION, Role.REVIEWER):
        asked = person_desk(actor.person) if actor.role is Role.REVIEWER else organisation_desk(actor.organisation)
        desk, tasks, whole = _read(store, asked)
        return Home(role=actor.role, tasks=_kinds(desk, tasks, now, whole=whole), happened=_happened(desk))
    if actor.role in OVERSEERS:
        return _overseen(store, actor, now, scheme)
    return Home(role=actor.role)


def _overseen(store: Store, actor: Actor, now: datetime, scheme: str) -> Home:
    """The city's desk, which the leader and the auditor see over its shoulder."""
    desk, tasks, whole = _read(store, CITY)
    year, achieved = _achieved(desk)
    return Home(
        role=actor.role,
        tasks=_kinds(desk, tasks, now, whole=whole),
        counties=_counties(desk, tasks, now),
        happened=_happened(desk),
        numbers={key.removeprefix(f"{scheme}|"): n for key, n in desk.numbers.items() if key.startswith(f"{scheme}|")},
        year=year,
        achieved=achieved,
    )


def _read(store: Store, desk: str) -> tuple[Desk, list[Task], bool]:
    """A desk, its most urgent tasks, and whether those are all; the desk's own record sorts first."""
    index = Matter.of_city if desk == CITY else Matter.of_desk
    page = store.query(index, desk, limit=LISTED_AT_ONCE)
    own = next((each.desk for each in page.items if each.desk is not None), Desk())
    return own, [each.task for each in page.items if each.task is not None], page.next is None


def _kinds(desk: Desk, tasks: list[Task], now: datetime, *, whole: bool) -> list[KindView]:
    """What waits at this desk, by kind: listed, the most urgent first, and counted."""
    found = []
    for what in What:
        of_kind = [task for task in tasks if task.what is what]
        # The listing and the desk are written together, but an index may lag: nobody is told of fewer than they see.
        count = len(of_kind) if whole else max(_waiting(desk, what), len(of_kind))
        if not count:
            continue
        late = sum(task.due < now for task in of_kind)
        urgent = [_task(task, now) for task in of_kind[:SHOWN_OF_A_KIND]]
        all_late = not whole and tasks[-1].due < now
        found.append(KindView(what=what, count=count, late=late, late_at_least=all_late, items=urgent))
    return found


def _waiting(desk: Desk, what: What, county: str | None = None, *, others: bool = False) -> int:
    """How many tasks of a kind a desk counts: its own, or those of `others`; in one county, or everywhere."""
    found = 0
    for key, count in desk.waiting.items():
        kind, of_county, whose = [*key.split("|"), ""][:3]
        found += count if kind == what and county in (None, of_county) and others == (whose == OTHERS) else 0
    return found


def _counties(desk: Desk, tasks: list[Task], now: datetime) -> list[CountyView]:
    """Every county in which something waits, those with most of it late first."""
    reviews = [task for task in tasks if task.what is What.REVIEW]
    counties = {key.split("|")[1] for key in desk.waiting if key.split("|")[0] in (What.REVIEW, What.ANSWER)}
    views = [
        CountyView(
            county=county,
            review=_waiting(desk, What.REVIEW, county),
            late=sum(task.county == county and task.due < now for task in reviews),
            answer=_waiting(desk, What.ANSWER, county, others=True),
        )
        for county in counties
    ]
    return sorted(views, key=lambda each: (-each.late, -each.review, -each.answer, each.county))


def _achieved(desk: Desk) -> tuple[int | None, list[FigureView]]:
    """The figures of the newest year that has any; years are never added up."""
    years = sorted({int(key.partition("|")[0]) for key in desk.achieved})
    if not years:
        return None, []
    of_year = {key.partition("|")[2]: each for key, each in desk.achieved.items() if key.startswith(f"{years[-1]}|")}
    figures = [FigureView(indicator=name, value=e.value, at_least=e.at_least) for name, e in sorted(of_year.items())]
    return years[-1], figures


def _task(task: Task, now: datetime) -> TaskView:
    told = {name: getattr(task, name) for name in TaskView.model_fields if name != "late"}
    return TaskView(late=task.due < now, **told)


def _happened(desk: Desk) -> list[HappeningView]:
    return [HappeningView(at=each.at, what=each.what, path=each.path, about=each.about) for each in desk.happened]


def _standing(id: str, standing: Standing) -> StandingView:
    return StandingView(id=id, **standing.model_dump(exclude={"heard", "at"}))


def _dispatch(id: str, serving: Serving) -> DispatchView:
    return DispatchView(id=id, **serving.model_dump())
