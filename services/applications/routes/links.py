"""Links that sign somebody in: of invitations, of the first administrator, and of the demonstration's start."""

import hmac

from services.applications.commands.people import spend_link
from services.applications.model.challenges import CodeUsed
from services.applications.model.people import LinkSpent, Person
from services.applications.model.sessions import How
from services.applications.queries import people as queries
from services.applications.routes.front import EVERYONE
from services.applications.routes.sign_in import PressForm, SessionToken, begin_session
from services.applications.service import service
from shared.fields import Sent, ShortText
from shared.rules import Unknown
from shared.view import View
from shared.web.answer import Done
from shared.web.call import Call
from shared.web.navigation import ROLE_NAMES
from shared.web.problem import NoSuchPage


class LinkView(View):
    """A link whose secret part is right."""

    challenge: str


class DemoForm(Sent):
    person: ShortText


class DemoQuery(Sent):
    """Where to go on."""

    after: str | None = None


class DemoPeople(View):
    items: list[dict[str, str]]
    next: str | None = None


@service.get(
    "/applications/sign-in/{challenge}/{token}", may=EVERYONE, page="sign_in_link.html", summary="A sign-in link"
)
def sign_in_link(call: Call, challenge: str, token: str) -> LinkView:
    _check_link(call, challenge, token)
    return LinkView(challenge=challenge)


@service.post("/applications/sign-in/{challenge}/{token}", may=EVERYONE, summary="Sign in by a link")
def use_link(call: Call, challenge: str, token: str, body: PressForm) -> Done[SessionToken]:
    # By POST alone: scanners of messages follow links, they do not press.
    _check_link(call, challenge, token)
    spent = call.perform(spend_link, challenge)
    person = call.home.store.get(Person, spent.person_id)
    if person is None:
        raise Unknown
    try:
        return begin_session(call, person, How.LINK, "/")
    except CodeUsed:
        raise LinkSpent from None


@service.get(
    "/applications/demo", may=EVERYONE, page="demo.html", summary="Ready sign-in per role (demonstration only)"
)
def demo_people(call: Call, query: DemoQuery) -> DemoPeople:
    _only_in_demo(call)
    page = queries.everybody(call.home.store, query.after)
    found = [
        {"id": each.id, "name": each.name, "role": each.role.value, "role_name": ROLE_NAMES[each.role]}
        for each in page.items
    ]
    return DemoPeople(items=found, next=page.next)


@service.post("/applications/demo", may=EVERYONE, summary="Take on a person of the demonstration")
def demo_sign_in(call: Call, body: DemoForm) -> Done[SessionToken]:
    _only_in_demo(call)
    person = call.home.store.get(Person, body.person)
    if person is None:
        raise Unknown
    return begin_session(call, person, How.DEMO, "/")


def _check_link(call: Call, challenge: str, token: str) -> None:
    if not hmac.compare_digest(token.encode(), call.home.secrets.derive("sign-in", challenge).encode()):
        raise NoSuchPage


def _only_in_demo(call: Call) -> None:
    if not call.home.settings.demo:
        raise NoSuchPage
