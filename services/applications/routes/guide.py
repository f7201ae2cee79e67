"""The living guide: every part the pages are made of, with its states, as the pages themselves draw it."""

from services.applications.routes.front import EVERYONE
from services.applications.service import service
from shared.view import View
from shared.web.answer import Document, Shown
from shared.web.call import Call
from shared.web.guide import AskedList, asked_list, sample_file, samples


class Guide(View):
    """The names of the parts shown."""

    parts: list[str]


@service.get("/static/guide", may=EVERYONE, page="guide.html", summary="Every part of the pages, with its states")
def guide(call: Call, query: AskedList) -> Shown[Guide]:
    shown = samples(call.now)
    state = asked_list(call.url_for(call.incoming.path), query)
    return Shown(Guide(parts=sorted(shown)), {**shown, "state": state})


@service.get("/static/guide.csv", may=EVERYONE, summary="The table of the guide's chart as a spreadsheet")
def guide_table(call: Call) -> Document:
    return sample_file(call.language)
