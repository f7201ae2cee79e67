"""How people like their pages: in which language, and in letters of which size. A browser remembers it for a year."""

from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from services.applications.routes.front import EVERYONE
from services.applications.service import service
from shared.fields import Sent
from shared.language import CHINESE, ENGLISH
from shared.view import View
from shared.web.answer import Done
from shared.web.call import Call
from shared.web.incoming import LANGUAGE_COOKIE, LARGE_TEXT, TEXT_COOKIE

USUAL_TEXT = "normal"


class Chosen(View):
    chosen: str


class LanguageForm(Sent):
    language: Annotated[str, Field(max_length=10)]
    back: Annotated[str, Field(max_length=1000)] = "/"


class TextSizeForm(Sent):
    size: Annotated[str, Field(max_length=10)] = USUAL_TEXT
    back: Annotated[str, Field(max_length=1000)] = "/"


@service.post("/applications/language", may=EVERYONE, summary="Choose the language of the pages")
def choose_language(call: Call, body: LanguageForm) -> Done[Chosen]:
    return _remembered(LANGUAGE_COOKIE, ENGLISH if body.language == ENGLISH else CHINESE, body.back)


@service.post("/applications/text-size", may=EVERYONE, summary="Choose the size of the pages' text: normal or large")
def choose_text_size(call: Call, body: TextSizeForm) -> Done[Chosen]:
    return _remembered(TEXT_COOKIE, LARGE_TEXT if body.size == LARGE_TEXT else USUAL_TEXT, body.back)


def _remembered(cookie: str, chosen: str, back: str) -> Done[Chosen]:
    # One slash and no backslash or line break unquoted: an address of ours, whatever was sent.
    path = "/" + quote(back.lstrip("/"), safe="/?=&%")
    headers = {"Set-Cookie": f"{cookie}={chosen}; Path=/; Max-Age=31536000; SameSite=Lax"}
    return Done(Chosen(chosen=chosen), see=path, headers=headers)
