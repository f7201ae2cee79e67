"""The front door: the home page, health, static files, language, the programs' description of the API."""

from services.applications import queries
from services.applications.queries import SchemeList
from services.applications.service import service
from shared.auth.actor import PEOPLE, Reach, Role
from shared.fields import Sent
from shared.language import CHINESE, ENGLISH
from shared.web.answer import Document, Done, Shown
from shared.web.endpoint import Call, View
from shared.web.incoming import LANGUAGE_COOKIE
from shared.web.openapi import description
from shared.web.static import static_file

EVERYONE = dict.fromkeys((Role.PUBLIC, *PEOPLE), Reach.ALL)


class Health(View):
    status: str


class LanguageForm(Sent):
    language: str
    back: str = "/"


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
    back = body.back if body.back.startswith("/") and not body.back.startswith("//") else "/"
    cookie = f"{LANGUAGE_COOKIE}={chosen}; Path=/; Max-Age=31536000; SameSite=Lax"
    return Done(Health(status=chosen), see=back, headers={"Set-Cookie": cookie})
