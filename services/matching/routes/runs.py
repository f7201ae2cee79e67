"""Matching runs: the list with the button, one run with its pairs and those left over; the API's description."""

from typing import Annotated

from pydantic import Field

from services.matching.commands.running import RunStarted, start_run
from services.matching.model.proposals import ANSWER_NAMES, STATE_NAMES
from services.matching.model.runs import BEGINNINGS, Run
from services.matching.model.wording import TERMS, marked
from services.matching.queries import runs as queries
from services.matching.queries.runs import RunList, RunView
from services.matching.service import service
from shared.auth.actor import PEOPLE, Reach, Role
from shared.fields import Sent, ShortText
from shared.jobs import Job
from shared.vocabulary import COUNTIES
from shared.web.answer import Document, Done, Shown
from shared.web.call import Call
from shared.web.openapi import description

EVERYONE = dict.fromkeys((Role.PUBLIC, *PEOPLE), Reach.ALL)
CITY = {Role.CITY_OFFICER: Reach.ALL}
READERS = dict.fromkeys((Role.CITY_OFFICER, Role.LEADER, Role.AUDITOR), Reach.ALL)


class RunsQuery(Sent):
    """`scheme`: all runs of that one; without it, the latest of every scheme."""

    scheme: str | None = None
    after: str | None = None


class RunQuery(Sent):
    """`after` goes through the pairs, `part` through those left over."""

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
    if query.scheme:
        found = queries.runs_of(call.home.store, query.scheme, query.after)
    else:
        found = queries.runs(call.home.store, query.after)
    return Shown(found, {"may_start": call.actor.role in CITY, "beginnings": BEGINNINGS, "scheme": query.scheme})


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
    found = queries.run(call.home.store, under_way, call.actor, call.language, query.after, query.part)
    names = {"state_names": STATE_NAMES, "answer_names": ANSWER_NAMES, "term_names": TERMS, "beginnings": BEGINNINGS}
    return Shown(found, {"marked": marked, "counties": COUNTIES, **names})
