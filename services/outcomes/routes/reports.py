"""The annual report, the public page, the records behind each figure, and the programs' description of the API."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from services.outcomes.model.indicators import MEASURES, OUTCOMES
from services.outcomes.queries import figures
from services.outcomes.queries.figures import FigureRecords, Report
from services.outcomes.routes.records import OVERSEERS
from services.outcomes.routes.table import figures_table
from services.outcomes.service import service
from shared.auth.actor import PEOPLE, Reach, Role
from shared.clock import beijing_date
from shared.fields import Sent
from shared.language import N_
from shared.rules import Unknown
from shared.web.answer import Document, Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState
from shared.web.openapi import description

EVERYONE = dict.fromkeys((Role.PUBLIC, *PEOPLE), Reach.ALL)
READERS = dict.fromkeys(OVERSEERS, Reach.ALL)
"""The report is the city's, whichever county an officer is of."""


@dataclass(frozen=True)
class Chart:
    """Figures that may be drawn beside each other: all of one unit."""

    title: str
    names: tuple[str, ...]
    caption: str


HEADLINES = tuple(OUTCOMES)[:6]
"""The six indicators the article gives totals of; they stand as big numbers, the others in a table."""

CHARTS: dict[str, tuple[Chart, ...]] = {
    "reach": (
        Chart(
            N_("服务企业的类别"), ("enterprises_served", "above_scale", "high_tech"), N_("一家企业可以同时属于两类。")
        ),
        Chart(N_("派驻单位的构成"), ("individuals", "teams"), N_("一个团队算一个派驻单位。")),
    ),
    "outcomes": (
        Chart(
            N_("技术成果（项）"),
            ("new_technologies", "problems_solved", "technologies_extended"),
            N_("各项分别统计，互不相加。"),
        ),
        Chart(N_("技术培训（人次）"), ("backbone_trained", "technicians_trained"), N_("两项分别统计，互不相加。")),
    ),
}
"""Drawn on one scale is only what has one unit."""

Year = Annotated[int, Field(ge=2000, le=2100)]


class YearQuery(Sent):
    """Of which year; without it the newest that has figures."""

    year: Year | None = None


class RecordsQuery(YearQuery):
    """Of which year, called how, in which order, and where to go on."""

    name: Annotated[str, Field(max_length=50)] = ""
    sort: Literal["label", "-label"] = "label"
    after: str | None = None


@service.get("/outcomes/reports/annual", may=READERS, page="annual.html", summary="The annual report, for the bureau")
def annual(call: Call, query: YearQuery) -> Shown[Report]:
    """Every figure of a year with its records and what they say."""
    return _report(call, query, with_texts=True)


@service.get("/outcomes/public", may=EVERYONE, page="public.html", summary="The figures of a year, for anyone")
def public(call: Call, query: YearQuery) -> Shown[Report]:
    """Every figure of a year with its records by their published names."""
    return _report(call, query, with_texts=False)


@service.get("/outcomes/figures/{indicator}", may=EVERYONE, page="figure.html", summary="The records behind one figure")
def figure(call: Call, indicator: str, query: RecordsQuery) -> Shown[FigureRecords]:
    """What one figure is the sum of."""
    if indicator not in MEASURES:
        raise Unknown
    overseer = call.actor.role in OVERSEERS
    wanted = figures.Wanted(query.year, query.name, query.sort.startswith("-"), query.after)
    found = figures.records(call.home.store, beijing_date(call.now), indicator, wanted, with_texts=overseer)
    extra = {"measures": MEASURES, "overseer": overseer, "outcomes": OUTCOMES}
    return Shown(found, extra | {"state": _state(call, query, found)})


@service.get("/outcomes/openapi.json", may=EVERYONE, summary="This service's API")
def openapi(call: Call) -> Document:
    """This service's routes, for programs."""
    return description(service)


@service.get("/outcomes/reports/annual.csv", may=READERS, summary="The annual report's figures as a table")
def annual_csv(call: Call, query: YearQuery) -> Document:
    """Every figure of a year, a row each."""
    return _table(call, query)


@service.get("/outcomes/public.csv", may=EVERYONE, summary="The public figures as a table")
def public_csv(call: Call, query: YearQuery) -> Document:
    """Every figure of a year, a row each: they are the same for everybody."""
    return _table(call, query)


def _table(call: Call, query: YearQuery) -> Document:
    found = figures.report(call.home.store, query.year, beijing_date(call.now), with_texts=False)
    return figures_table(found, call.language)


def _state(call: Call, query: RecordsQuery, found: FigureRecords) -> ListState:
    # Its links name the year they were followed from: the newest may be another by then.
    year = str(found.year)
    return ListState(
        path=call.url_for(call.incoming.path),
        filters=(Filter("year", N_("年度"), ((year, year),), needed=True), Filter("name", N_("名称包含"))),
        chosen={"year": year, "name": query.name},
        sort=query.sort,
        first_sort="label",
        after=query.after or "",
    )


def _report(call: Call, query: YearQuery, *, with_texts: bool) -> Shown[Report]:
    found = figures.report(call.home.store, query.year, beijing_date(call.now), with_texts=with_texts)
    by_name = {each.indicator: each for each in found.figures}
    told: dict[str, list[tuple[object, object]]] = {}
    for name in OUTCOMES:
        for record in by_name[name].records or ():
            told.setdefault(record.label, []).append((by_name[name], record))
    table = call.url_for(f"{call.incoming.path}.csv?year={found.year}")
    extra = {"by_name": by_name, "measures": MEASURES, "headlines": HEADLINES, "others": tuple(OUTCOMES)[6:]}
    extra |= {"charts_of": CHARTS, "table": table}
    return Shown(found, extra | {"told": sorted(told.items())})
