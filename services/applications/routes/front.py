"""The front door: the home page, health, static files, language, the programs' description of the API."""

from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from services.applications.queries import schemes as queries
from services.applications.queries.schemes import SchemeList
from services.applications.service import service
from shared.auth.actor import PEOPLE, Reach, Role
from shared.fields import Sent
from shared.language import CHINESE, ENGLISH
from shared.view import View
from shared.web.answer import Document, Done, Shown
from shared.web.call import Call
from shared.web.incoming import LANGUAGE_COOKIE
from shared.web.openapi import description
from shared.web.static import static_file

EVERYONE = dict.fromkeys((Role.PUBLIC, *PEOPLE), Reach.ALL)


class Health(View):
    status: str


class LanguageForm(Sent):
    language: Annotated[str, Field(max_length=10)]
    back: Annotated[str, Field(max_length=1000)] = "/"


@service.get("/", may=EVERYONE, page="home.html", summary="What the programme is, whether it is open, how to apply")
def home(call: Call) -> Shown[SchemeList]:
    return Shown(queries.schemes(call.home.store, call.now, limit=3))


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


@service.post("/applications/language", may=EVERYONE, summary="Choose the language of the pages")
def choose_language(call: Call, body: LanguageForm) -> Done[Health]:
    chosen = ENGLISH if body.language == ENGLISH else CHINESE
    # One slash and no backslash or line break unquoted: an address of ours, whatever was sent.
    back = "/" + quote(body.back.lstrip("/"), safe="/?=&%")
    cookie = f"{LANGUAGE_COOKIE}={chosen}; Path=/; Max-Age=31536000; SameSite=Lax"
    return Done(Health(status=chosen), see=back, headers={"Set-Cookie": cookie})
