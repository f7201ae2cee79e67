"""The annual report, the public page, the records behind each figure, and the programs' description of the API."""

from typing import Annotated

from pydantic import Field

from services.outcomes.model.indicators import MEASURES, OUTCOMES
from services.outcomes.queries import figures
from services.outcomes.queries.figures import FigureRecords, Report
from services.outcomes.routes.records import OVERSEERS
from services.outcomes.service import service
from shared.auth.actor import PEOPLE, Reach, Role
from shared.clock import beijing_date
from shared.fields import Sent
from shared.rules import Unknown
from shared.web.answer import Document, Shown
from shared.web.call import Call
from shared.web.openapi import description

EVERYONE = dict.fromkeys((Role.PUBLIC, *PEOPLE), Reach.ALL)
READERS = dict.fromkeys(OVERSEERS, Reach.ALL)
"""The report is the city's, whichever county an officer is of."""

HEADLINES = tuple(OUTCOMES)[:6]
"""The six indicators the article gives totals of; they stand as big numbers, the others in a table."""

Year = Annotated[int, Field(ge=2000, le=2100)]


class YearQuery(Sent):
    """Of which year; without it the newest that has figures."""

    year: Year | None = None


class RecordsQuery(YearQuery):
    """Of which year, and where to go on."""

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
    year = query.year or figures.newest_year(call.home.store, beijing_date(call.now))
    overseer = call.actor.role in OVERSEERS
    found = figures.records(call.home.store, year, indicator, query.after, with_texts=overseer)
    return Shown(found, {"measures": MEASURES, "overseer": overseer, "outcomes": OUTCOMES})


@service.get("/outcomes/openapi.json", may=EVERYONE, summary="This service's API")
def openapi(call: Call) -> Document:
    """This service's routes, for programs."""
    return description(service)


def _report(call: Call, query: YearQuery, *, with_texts: bool) -> Shown[Report]:
    found = figures.report(call.home.store, query.year, beijing_date(call.now), with_texts=with_texts)
    by_name = {each.indicator: each for each in found.figures}
    told: dict[str, list[tuple[object, object]]] = {}
    for name in OUTCOMES:
        for record in by_name[name].records or ():
            told.setdefault(record.label, []).append((by_name[name], record))
    extra = {"by_name": by_name, "measures": MEASURES, "headlines": HEADLINES, "others": tuple(OUTCOMES)[6:]}
    return Shown(found, extra | {"told": sorted(told.items())})
