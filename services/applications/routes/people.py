"""Sign-in by link, sign-out, and the administrator's list of people."""

import hmac
from typing import Annotated, Literal

from pydantic import Field

from services.applications.commands.people import end_sessions, invite, register, request_sign_in, sign_in
from services.applications.model.people import (
    SELF_REGISTERED,
    Contacts,
    LinkSpent,
    Person,
    Registration,
    SignInChallenge,
)
from services.applications.queries import people as queries
from services.applications.queries.people import PersonList
from services.applications.routes.front import EVERYONE
from services.applications.service import service
from shared.auth import tokens
from shared.auth.actor import PEOPLE, Reach, Role
from shared.fields import County, Sent
from shared.language import N_
from shared.rules import Invalid, Unknown
from shared.view import View
from shared.vocabulary import COUNTIES
from shared.web.answer import Done, Shown
from shared.web.call import Call
from shared.web.navigation import ROLE_NAMES
from shared.web.problem import NoSuchPage
from shared.web.session import cookie

SIGNED_IN = dict.fromkeys(PEOPLE, Reach.OWN)
ADMINISTRATORS = {Role.ADMINISTRATOR: Reach.ALL}


class NameMissing(Invalid):
    says = N_("首次使用请填写姓名（或单位名称）")


class RoleNotOffered(Invalid):
    says = N_("请从列出的角色中选择")


class CountyMissing(Invalid):
    says = N_("请选择该县区人员所在的县（市、区）")


class SignInForm(Contacts):
    """How to reach you; who is here for the first time also says name and role."""

    new: bool = False
    name: Annotated[str, Field(max_length=100)] = ""
    role: Role = Role.APPLICANT


class LinkForm(Sent):
    """Nothing but the press of the button: scanners of messages follow links, they do not press."""


class DemoForm(Sent):
    person: Annotated[str, Field(max_length=100)]


class InvitationForm(Registration):
    """Somebody who is to have a role."""

    role: Role
    organisation: Annotated[str, Field(max_length=100)] = ""
    county: County | Literal[""] = ""


class PeopleQuery(Sent):
    role: Role = Role.CITY_OFFICER
    after: str | None = None


class Asked(View):
    """The same for a known and an unknown contact."""

    status: str = "sent"


class Session(View):
    """A session for a program: a bearer token and whose it is."""

    token: str
    person: str
    role: Role


class LinkView(View):
    """A link that is good; `confirms` names the person to whom it was sent to prove a contact theirs."""

    challenge: str
    confirms: str = ""


class DemoPeople(View):
    items: list[dict[str, str]]


@service.get("/applications/sign-in", may=EVERYONE, page="sign_in.html", summary="The sign-in form")
def sign_in_page(call: Call) -> Asked:
    return Asked(status="form")


@service.post(
    "/applications/sign-in", may=EVERYONE, form="sign_in.html", summary="Ask for a sign-in link by e-mail or text"
)
def ask_sign_in(call: Call, body: SignInForm) -> Done[Asked]:
    contact = body.contact()
    if body.new:
        if body.role not in SELF_REGISTERED:
            raise RoleNotOffered(field="role")
        if not body.name:
            raise NameMissing(field="name")
        registration = Registration(name=body.name, email=body.email, phone=body.phone)
        call.perform(register, registration, body.role, call.language)
    else:
        call.perform(request_sign_in, contact)
    return Done(Asked(), see="/applications/sign-in/sent", status=202)


@service.get("/applications/sign-in/sent", may=EVERYONE, page="sign_in_sent.html", summary="What happens next")
def sign_in_sent(call: Call) -> Asked:
    return Asked()


@service.get(
    "/applications/sign-in/{challenge}/{token}", may=EVERYONE, page="sign_in_link.html", summary="A sign-in link"
)
def sign_in_link(call: Call, challenge: str, token: str) -> LinkView:
    _check_link(call, challenge, token)
    sent = call.home.store.get(SignInChallenge, challenge)
    person = call.home.store.get(Person, sent.person) if sent and sent.contact else None
    return LinkView(challenge=challenge, confirms=person.name if person else "")


@service.post("/applications/sign-in/{challenge}/{token}", may=EVERYONE, summary="Sign in by a link")
def spend_link(call: Call, challenge: str, token: str, body: LinkForm) -> Done[Session]:
    _check_link(call, challenge, token)
    signed = call.perform(sign_in, challenge)
    person = call.home.store.get(Person, signed.person_id)
    # A repetition is answered again but begins nothing anew: a page left open in a browser signs nobody in after they
    # signed out, nor later than the first answer's token would have lasted.
    if person is None or person.epoch != signed.epoch or call.now > signed.at + tokens.LIFETIME:
        raise LinkSpent
    # Without a contact they could not sign in again by themselves.
    return _begin(call, person, signed.session, see="/" if person.reachable else "/applications/me")


@service.post("/applications/sign-out", may=SIGNED_IN, summary="End all sessions of the person")
def sign_out(call: Call, body: LinkForm) -> Done[Asked]:
    call.perform(end_sessions)
    return Done(Asked(status="ended"), see="/", headers={"Set-Cookie": cookie(call.home, "")})


@service.get(
    "/applications/demo", may=EVERYONE, page="demo.html", summary="Ready sign-in per role (demonstration only)"
)
def demo_people(call: Call) -> DemoPeople:
    _only_in_demo(call)
    found = [
        {"id": each.id, "name": each.name, "role": each.role.value, "role_name": ROLE_NAMES[each.role]}
        for each in queries.everybody(call.home.store)
    ]
    return DemoPeople(items=found)


@service.post("/applications/demo", may=EVERYONE, summary="Take on a person of the demonstration")
def demo_sign_in(call: Call, body: DemoForm) -> Done[Session]:
    _only_in_demo(call)
    person = call.home.store.get(Person, body.person)
    if person is None:
        raise Unknown
    return _begin(call, person, call.key)


@service.get("/applications/people", may=ADMINISTRATORS, page="people.html", summary="People by role")
def people(call: Call, query: PeopleQuery) -> Shown[PersonList]:
    return Shown(
        queries.people(call.home.store, query.role, query.after),
        _people_options(call) | {"shown_role": query.role.value},
    )


@service.post(
    "/applications/people", may=ADMINISTRATORS, form="people.html", summary="Give somebody a role and invite them"
)
def invite_person(call: Call, body: InvitationForm) -> Done[Asked]:
    if body.role not in PEOPLE:
        raise RoleNotOffered(field="role")
    if body.role is Role.COUNTY_OFFICER and not body.county:
        raise CountyMissing(field="county")
    registration = Registration(name=body.name, email=body.email, phone=body.phone)
    call.perform(invite, registration, body.role, body.organisation, body.county)
    return Done(Asked(status="invited"), see=f"/applications/people?role={body.role.value}", status=201)


@service.form_data("people.html")
def _people_options(call: Call) -> dict[str, object]:
    return {
        "role_names": [(role.value, ROLE_NAMES[role]) for role in PEOPLE],
        "counties": list(COUNTIES.items()),
        "shown_role": "",
        "mute": call.home.settings.mute,
    }


def _begin(call: Call, person: Person, session: str, see: str = "/") -> Done[Session]:
    token = tokens.issue(call.home.secrets, person.actor(session), call.now)
    answer = Session(token=token, person=person.id, role=person.role)
    return Done(answer, see=see, headers={"Set-Cookie": cookie(call.home, token)})


def _check_link(call: Call, challenge: str, token: str) -> None:
    if not hmac.compare_digest(token.encode(), call.home.secrets.derive("sign-in", challenge).encode()):
        raise NoSuchPage


def _only_in_demo(call: Call) -> None:
    if not call.home.settings.demo:
        raise NoSuchPage
