"""The annual report, the public page, the records behind each figure, and the programs' description of the API."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from services.outcomes.commands.publicity import NarrativeReceipt, write_narrative
from services.outcomes.model.case_report import HEADLINES, OTHERS
from services.outcomes.model.indicators import MEASURES, OUTCOMES, PUBLIC_MEASURES, Practice
from services.outcomes.model.narrative import NarrativeForm
from services.outcomes.model.publicity import ProgrammeYear
from services.outcomes.queries import figures
from services.outcomes.queries.case_report import AnnualReport, NarrativeView, annual_report, narrative
from services.outcomes.queries.figures import FigureRecords, Report
from services.outcomes.routes.records import OVERSEERS
from services.outcomes.routes.table import figures_table
from services.outcomes.service import service
from shared.auth.actor import PEOPLE, Reach, Role
from shared.clock import beijing_date
from shared.fields import Sent
from shared.language import CHINESE, N_
from shared.rules import Unknown
from shared.web.answer import Document, Done, Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState
from shared.web.openapi import description

EVERYONE = dict.fromkeys((Role.PUBLIC, *PEOPLE), Reach.ALL)
CITY = {Role.CITY_OFFICER: Reach.ALL}
READERS = dict.fromkeys(OVERSEERS, Reach.ALL)
"""The report is the city's, whichever county an officer is of."""


@dataclass(frozen=True)
class Chart:
    """Figures that may be drawn beside each other: all of one unit."""

    title: str
    names: tuple[str, ...]
    caption: str


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

YEAR: TypeAdapter[int] = TypeAdapter(ProgrammeYear)


class YearQuery(Sent):
    """Of which year; without it the newest that has figures."""

    year: ProgrammeYear | None = None


class RecordsQuery(YearQuery):
    """Of which year, called how, in which order, and where to go on."""

    name: Annotated[str, Field(max_length=50)] = ""
    sort: Literal["label", "-label"] = "label"
    after: str | None = None


CITY_AND_ABOVE = (Role.CITY_OFFICER, Role.LEADER, Role.AUDITOR)
RECORD_PATHS: dict[str, tuple[str, tuple[Role, ...]]] = {
    **dict.fromkeys(OUTCOMES, ("/outcomes/outcomes/", (*CITY_AND_ABOVE, Role.ADMINISTRATOR))),
    Practice.SCHEMES_PUBLISHED: ("/applications/schemes/", tuple(OVERSEERS)),
    Practice.AGREEMENTS_SIGNED: ("/matching/dispatches/", CITY_AND_ABOVE),
    Practice.LIAISONS_NAMED: ("/matching/dispatches/", CITY_AND_ABOVE),
    Practice.VISITS: ("/outcomes/visits/", (*CITY_AND_ABOVE, Role.ADMINISTRATOR)),
    Practice.SERVICES_APPROVED: ("/outcomes/services/", (*CITY_AND_ABOVE, Role.ADMINISTRATOR)),
    Practice.FUNDS_GRANTED_FEN: ("/outcomes/funds/", CITY_AND_ABOVE),
    Practice.FUNDS_SPENT_FEN: ("/outcomes/expenses/", CITY_AND_ABOVE),
}
"""Where a record of a figure is shown, and to whom: a county's officers read the report, not every record of it."""


@service.get("/outcomes/reports/annual", may=READERS, page="annual.html", summary="The annual report, for the bureau")
def annual(call: Call, query: YearQuery) -> Shown[AnnualReport]:
    """The report in four parts, and every figure of the year with its records and what they say."""
    found = annual_report(call.home.store, query.year, beijing_date(call.now), call.language)
    return Shown(found, _drawn(call, found))


@service.get("/outcomes/reports/annual.docx", may=READERS, summary="The annual report as a Word document")
def annual_docx(call: Call, query: YearQuery) -> Document:
    """The report in four parts with the records of every figure, in Chinese, to be printed and stamped."""
    # Imported where a paper is asked for: nobody else waits for the kit that writes them.
    from services.outcomes.papers.annual_report import annual_report_paper, paper_name
    from shared.web.docx_file import docx_file

    found = annual_report(call.home.store, query.year, beijing_date(call.now), CHINESE)
    return docx_file(paper_name(found), annual_report_paper(found))


@service.get(
    "/outcomes/reports/{year}/words", may=CITY, page="words_form.html", summary="The form of a report's own words"
)
def words_form(call: Call, year: str) -> Shown[NarrativeView]:
    """What the bureau says in its own words, as it stands."""
    return Shown(narrative(call.home.store, _year(year)), _words_written(call))


@service.post(
    "/outcomes/reports/{year}/words", may=CITY, form="words_form.html", summary="Write the report's own words"
)
def write_words(call: Call, year: str, body: NarrativeForm) -> Done[NarrativeReceipt]:
    """Write them in place of what was there."""
    done = call.perform(write_narrative, _year(year), body)
    return Done(done, see=f"/outcomes/reports/annual?year={done.year}")


@service.get("/outcomes/public", may=EVERYONE, page="public.html", summary="The figures of a year, for anyone")
def public(call: Call, query: YearQuery) -> Shown[Report]:
    """Every figure of a year with its records by their published names."""
    found = figures.report(call.home.store, query.year, beijing_date(call.now), for_bureau=False)
    return Shown(found, _drawn(call, found))


@service.get("/outcomes/figures/{indicator}", may=EVERYONE, page="figure.html", summary="The records behind one figure")
def figure(call: Call, indicator: str, query: RecordsQuery) -> Shown[FigureRecords]:
    """What one figure is the sum of."""
    overseer = call.actor.role in OVERSEERS
    if indicator not in (MEASURES if overseer else PUBLIC_MEASURES):
        raise Unknown
    wanted = figures.Wanted(query.year, query.name, query.sort.startswith("-"), query.after)
    found = figures.records(call.home.store, beijing_date(call.now), indicator, wanted, for_bureau=overseer)
    extra = {
        "measures": MEASURES,
        "overseer": overseer,
        "has_texts": indicator in OUTCOMES or indicator == Practice.FUNDS_SPENT_FEN,
        "record_path": _record_path(call.actor.role, indicator),
    }
    return Shown(found, extra | {"state": _state(call, query, found)})


@service.get("/outcomes/openapi.json", may=EVERYONE, summary="This service's API")
def openapi(call: Call) -> Document:
    """This service's routes, for programs."""
    return description(service)


@service.get("/outcomes/reports/annual.csv", may=READERS, summary="The annual report's figures as a table")
def annual_csv(call: Call, query: YearQuery) -> Document:
    """Every figure of a year, a row each."""
    return _table(call, query, for_bureau=True)


@service.get("/outcomes/public.csv", may=EVERYONE, summary="The public figures as a table")
def public_csv(call: Call, query: YearQuery) -> Document:
    """Every figure anyone may read, a row each."""
    return _table(call, query, for_bureau=False)


def _table(call: Call, query: YearQuery, *, for_bureau: bool) -> Document:
    found = figures.report(call.home.store, query.year, beijing_date(call.now), for_bureau=for_bureau)
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


def _drawn(call: Call, found: Report) -> dict[str, object]:
    by_name = {each.indicator: each for each in found.figures}
    told: dict[str, list[tuple[object, object]]] = {}
    for name in OUTCOMES:
        for record in by_name[name].records or ():
            told.setdefault(record.label, []).append((by_name[name], record))
    table = call.url_for(f"{call.incoming.path}.csv?year={found.year}")
    extra = {"by_name": by_name, "measures": MEASURES, "headlines": HEADLINES, "others": OTHERS}
    return extra | {"charts_of": CHARTS, "table": table, "told": sorted(told.items())}


def _record_path(role: Role, indicator: str) -> str:
    path, readers = RECORD_PATHS.get(indicator, ("", ()))
    return path if role in readers else ""


def _year(text: str) -> int:
    try:
        return YEAR.validate_strings(text)
    except ValidationError:
        raise Unknown from None


@service.form_data("words_form.html")
def _words_written(call: Call) -> dict[str, object]:
    year = _year(call.incoming.path.split("/")[-2])
    return {"action": call.incoming.path, "written": narrative(call.home.store, year).model_dump(exclude={"year"})}
