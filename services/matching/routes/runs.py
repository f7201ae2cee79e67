"""Matching runs: the list with the button, one run with its pairs and those left over; the API's description."""

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from services.matching.commands.running import RunStarted, start_run
from services.matching.model.proposals import ANSWER_NAMES, STATE_NAMES, State
from services.matching.model.runs import BEGINNINGS, Beginning, Run
from services.matching.model.wording import TERMS, marked
from services.matching.queries import runs as queries
from services.matching.queries.runs import RunList, RunView, WantedPairs, WantedRuns
from services.matching.service import service
from shared.auth.actor import PEOPLE, Reach, Role
from shared.fields import AskedCounty, Sent, ShortText
from shared.jobs import Job
from shared.language import N_
from shared.vocabulary import COUNTIES
from shared.web.answer import Document, Done, Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState
from shared.web.openapi import description

EVERYONE = dict.fromkeys((Role.PUBLIC, *PEOPLE), Reach.ALL)
CITY = {Role.CITY_OFFICER: Reach.ALL}
RUN_STATES = {"running": N_("进行中"), "completed": N_("已完成")}
READERS = dict.fromkeys((Role.CITY_OFFICER, Role.LEADER, Role.AUDITOR), Reach.ALL)


class RunsQuery(Sent):
    """`scheme`: all runs of that one, sorted by when they began; without it, the latest of every scheme."""

    scheme: Annotated[str, Field(max_length=200)] = ""
    began: Beginning | None = None
    state: Literal["running", "completed"] | None = None
    sort: Literal["started", "-started"] = "-started"
    after: str | None = None


class RunQuery(Sent):
    """`after` goes through the pairs, best first unless sorted otherwise, `part` through those left over."""

    state: State | None = None
    county: AskedCounty = ""
    sort: Literal["score", "-score"] = "-score"
    after: str | None = None
    part: Annotated[int, Field(ge=0, le=10_000)] = 0


class StartForm(Sent):
    """The scheme to match."""

    scheme_id: ShortText


@service.get("/matching/openapi.json", may=EVERYONE, summary="This service's API")
def openapi(call: Call) -> Document:
    return description(service)


@service.get("/matching/runs", may=READERS, page="runs.html", summary="Matching runs and the schemes to match")
def runs(call: Call, query: RunsQuery) -> Shown[RunList]:
    wanted = WantedRuns(query.began, query.state or "", query.sort == "started", query.after)
    if query.scheme:
        found = queries.runs_of(call.home.store, query.scheme, wanted)
    else:
        found = queries.runs(call.home.store, wanted)
    extra = {"may_start": call.actor.role in CITY, "beginnings": BEGINNINGS, "scheme": query.scheme}
    return Shown(found, extra | {"state": _runs_state(call, query, found)})


@service.post("/matching/runs", may=CITY, summary="Start a matching run of a scheme")
def start(call: Call, body: StartForm) -> Done[RunStarted]:
    started = call.perform(start_run, body.scheme_id)
    return Done(started, see=f"/matching/runs/{started.run_id}", status=201)


@service.get(
    "/matching/runs/{run_id}",
    may=READERS,
    page="run.html",
    summary="A run, its pairs and those left over",
    together=(Run, Job),
)
def run(call: Call, run_id: str, query: RunQuery) -> Shown[RunView]:
    under_way = call.find(Run, run_id), call.find(Job, run_id)
    wanted = WantedPairs(query.state, query.county, query.sort == "score", query.after, query.part)
    found = queries.run(call.home.store, under_way, call.actor, call.language, wanted)
    state = _pairs_state(call, query)
    names = {"state_names": STATE_NAMES, "answer_names": ANSWER_NAMES, "term_names": TERMS, "beginnings": BEGINNINGS}
    paged = replace(state, filters=(*state.filters, Filter("part", ""), Filter("after", "")))
    names["may_pair"] = call.actor.role in CITY
    return Shown(found, {"marked": marked, "counties": COUNTIES, "state": state, "paged": paged, **names})


def _runs_state(call: Call, query: RunsQuery, found: RunList) -> ListState:
    schemes = {each.id: each.name for each in found.schemes} | {
        each.scheme_id: each.scheme_name for each in found.items
    }
    if query.scheme:
        schemes.setdefault(query.scheme, N_("所选批次"))
    return ListState(
        path=call.url_for(call.incoming.path),
        filters=(
            Filter("scheme", N_("批次"), tuple(schemes.items())),
            Filter("began", N_("方式"), tuple((each.value, name) for each, name in BEGINNINGS.items())),
            Filter("state", N_("状态"), tuple(RUN_STATES.items())),
        ),
        chosen={"scheme": query.scheme, "began": query.began or "", "state": query.state or ""},
        sort=query.sort if query.scheme else "",
        first_sort="-started",
        after=query.after or "",
    )


def _pairs_state(call: Call, query: RunQuery) -> ListState:
    """How the pairs stand in the address; `part` and `after` are kept by each other's links, not by the filters."""
    chosen = {"state": query.state or "", "county": query.county}
    return ListState(
        path=call.url_for(call.incoming.path),
        filters=(
            Filter("state", N_("配对状态"), tuple((each.value, name) for each, name in STATE_NAMES.items())),
            Filter("county", N_("县（市、区）"), tuple(COUNTIES.items())),
        ),
        chosen=chosen | {"part": str(query.part or ""), "after": query.after or ""},
        sort=query.sort,
        first_sort="-score",
    )
