"""The front door: the home page, health, static files, the programs' description of the API."""

from typing import Any

from services.applications.model import worklist_words
from services.applications.model.worklist_words import FIGURES, KINDS, MOST_FIGURES
from services.applications.queries import schemes as queries
from services.applications.queries import worklist
from services.applications.queries.worklist import PARTIES, Home
from services.applications.service import service
from shared.auth.actor import PEOPLE, Reach, Role
from shared.clock import beijing_date
from shared.view import View
from shared.vocabulary import COUNTIES
from shared.web.answer import Document, Shown
from shared.web.call import Call
from shared.web.openapi import description
from shared.web.programme import ProgrammeState
from shared.web.static import static_file

EVERYONE = dict.fromkeys((Role.PUBLIC, *PEOPLE), Reach.ALL)

FACES = {
    Role.PUBLIC: "home_public.html",
    **dict.fromkeys(PARTIES, "home_party.html"),
    Role.COUNTY_OFFICER: "home_officer.html",
    Role.CITY_OFFICER: "home_officer.html",
    Role.SENDING_INSTITUTION: "home_officer.html",
    Role.REVIEWER: "home_officer.html",
    Role.LEADER: "home_overseer.html",
    Role.AUDITOR: "home_overseer.html",
}
"""Whose home looks like what; every other role has nothing that waits and finds its places."""


class HomePage(Home):
    """What somebody finds on the first page, and whether applications are taken."""

    programme: ProgrammeState | None = None


class Health(View):
    status: str


@service.get("/", may=EVERYONE, page="home.html", summary="What waits, how old, what is late; for all: how to apply")
def home(call: Call) -> Shown[HomePage]:
    programme = call.programme
    found = worklist.home(call.home.store, call.actor, call.now, programme.scheme.id if programme else "")
    return Shown(HomePage(programme=programme, **dict(found)), _said(call, found))


def _said(call: Call, found: Home) -> dict[str, Any]:
    """What the page's templates say things with."""
    achieved = {each.indicator: each for each in found.achieved}
    figures = [(each, achieved[each.indicator]) for each in FIGURES if each.indicator in achieved]
    return {
        "face": FACES.get(call.actor.role, "home_other.html"),
        "words": worklist_words,
        "kinds": KINDS,
        "counties": COUNTIES,
        "figures": figures[:MOST_FIGURES],
        "today": beijing_date(call.now),
    }


@service.get("/healthz", may=EVERYONE, summary="Whether the service can read its records")
def healthz(call: Call) -> Health:
    queries.schemes(call.home.store, call.now, limit=1)
    return Health(status="ok")


@service.get("/static/{name}", may=EVERYONE, summary="Styles, scripts and pictures by hashed name")
def static(call: Call, name: str) -> Document:
    return static_file(name)


@service.get("/applications/openapi.json", may=EVERYONE, summary="This service's API")
def openapi(call: Call) -> Document:
    return description(service)
