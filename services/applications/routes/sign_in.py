"""Signing in by a six-digit code sent to a phone or mailbox, and saying who one is the first time."""

from typing import Annotated

from pydantic import Field

from services.applications.commands.sessions import begin, end_own_session
from services.applications.commands.sign_in import register
from services.applications.model.challenges import CodeChallenge, CodeUsed, Outcome, Purpose
from services.applications.model.devices import device_of
from services.applications.model.people import SELF_REGISTERED, Person
from services.applications.model.sessions import How, Session
from services.applications.routes.codes import CodeForm, CodeView, code_view, own_challenge, resend, send_code, tried
from services.applications.routes.front import EVERYONE
from services.applications.routes.remembered import challenge_cookie, device_cookie
from services.applications.service import service
from shared.auth import tokens
from shared.auth.actor import Role
from shared.fields import Contact, Sent, ShortText
from shared.language import N_
from shared.rules import Invalid, Unknown
from shared.view import View
from shared.web.answer import Done, Shown
from shared.web.call import Call
from shared.web.own_path import own_path
from shared.web.session import cookie

CODE_PAGE, NEW_PAGE = "/applications/sign-in/code", "/applications/sign-in/new"
OWN_CONTACT = "/applications/me"


class RoleNotOffered(Invalid):
    says = N_("请从列出的角色中选择")


class SignInQuery(Sent):
    """Where to go on after signing in: a path of ours."""

    next: Annotated[str, Field(max_length=1000)] = ""


class SignInForm(Sent):
    """One phone number or e-mail address, and where to go on."""

    contact: Contact
    next: Annotated[str, Field(max_length=1000)] = ""


class PressForm(Sent):
    """Nothing but the press of a button."""


class NewForm(Sent):
    """Who somebody is that nobody knew."""

    name: ShortText
    role: Role


class Asked(View):
    """The same for a known and an unknown contact."""

    status: str = "sent"


class SignInPage(View):
    """Where to go on after signing in."""

    next: str


class SessionToken(View):
    """A session for a program: a bearer token and whose it is."""

    token: str
    person: str
    role: Role


class Tried(View):
    """What comes next: signed in with a token, or `new`, where who they are must be said first."""

    status: str
    token: str = ""
    person: str = ""
    role: Role | None = None


@service.get("/applications/sign-in", may=EVERYONE, page="sign_in.html", summary="The sign-in form")
def sign_in_page(call: Call, query: SignInQuery) -> Shown[SignInPage]:
    page = SignInPage(next=own_path(query.next))
    return Shown(page, {"form": {"next": page.next}, "mute": call.home.settings.mute})


@service.form_data("sign_in.html")
def _sign_in_options(call: Call) -> dict[str, object]:
    return {"mute": call.home.settings.mute}


@service.post(
    "/applications/sign-in", may=EVERYONE, form="sign_in.html", summary="Ask for a code by e-mail or text message"
)
def ask_sign_in(call: Call, body: SignInForm) -> Done[Asked]:
    challenge = send_code(call, body.contact, Purpose.SIGN_IN, own_path(body.next))
    return Done(Asked(), see=CODE_PAGE, status=202, headers={"Set-Cookie": challenge})


@service.get(CODE_PAGE, may=EVERYONE, page="code.html", summary="Whether a code is awaited in this browser")
def code_page(call: Call) -> Shown[CodeView]:
    return code_view(call, Purpose.SIGN_IN)


@service.post(CODE_PAGE, may=EVERYONE, form="code.html", summary="Sign in by the code")
def answer_code(call: Call, body: CodeForm) -> Done[Tried]:
    challenge = own_challenge(call, Purpose.SIGN_IN)
    result = tried(call, challenge, body.code)
    if result.outcome is Outcome.NEW:
        return Done(Tried(status="new"), see=NEW_PAGE, status=202)
    return _signed_in(call, challenge, result.person_id)


@service.post("/applications/sign-in/resend", may=EVERYONE, form="code.html", summary="Ask for another code")
def resend_code(call: Call, body: PressForm) -> Done[Asked]:
    challenge = resend(call, own_challenge(call, Purpose.SIGN_IN))
    return Done(Asked(), see=CODE_PAGE, status=202, headers={"Set-Cookie": challenge})


@service.get(NEW_PAGE, may=EVERYONE, page="sign_in_new.html", summary="Whether this browser may say who its owner is")
def new_page(call: Call) -> Shown[CodeView]:
    return code_view(call, Purpose.SIGN_IN)


@service.post(NEW_PAGE, may=EVERYONE, form="sign_in_new.html", summary="Say who one is, the first time")
def register_new(call: Call, body: NewForm) -> Done[Tried]:
    if body.role not in SELF_REGISTERED:
        raise RoleNotOffered(field="role")
    challenge = own_challenge(call, Purpose.SIGN_IN)
    registered = call.perform(register, challenge.id, body.name, body.role, call.language)
    return _signed_in(call, challenge, registered.person_id)


@service.form_data("sign_in_new.html")
def _new_options(call: Call) -> dict[str, object]:
    return code_view(call, Purpose.SIGN_IN).extra


def begin_session(call: Call, person: Person, how: How, see: str) -> Done[SessionToken]:
    """Sign this person in, who has shown who they are, and send them on to `see`, a path of ours. Raises CodeUsed for
    a request repeated under its key after its session was ended, or later than its token would have lasted.
    """
    if call.actor.signed_in and call.session.by_cookie:
        call.perform(end_own_session)
    begun = call.perform(begin, person.id, how, *device_of(call.incoming.headers.get("user-agent", "")))
    session = call.home.store.get(Session, begun.session)
    # A page left open in a browser signs nobody in after they signed out.
    over = session is None or session.ended is not None or person.epoch != begun.epoch
    if over or call.now > begun.at + tokens.LIFETIME:
        raise CodeUsed
    token = tokens.issue(call.home.secrets, person.actor(begun.session), call.now, begun.at)
    # Without a contact they could not sign in again by themselves.
    return Done(
        SessionToken(token=token, person=person.id, role=person.role),
        see=see if person.reachable else OWN_CONTACT,
        headers={"Set-Cookie": [cookie(call.home, token)]},
    )


def _signed_in(call: Call, challenge: CodeChallenge, person_id: str) -> Done[Tried]:
    person = call.home.store.get(Person, person_id)
    if person is None:
        raise Unknown
    done = begin_session(call, person, How.CODE, challenge.next)
    done.headers["Set-Cookie"] += [
        challenge_cookie(call.home, ""),
        device_cookie(call.home, call.incoming, challenge.contact or person.email or person.phone, call.now),
    ]
    answer = Tried(status="signed_in", **done.answer.model_dump())
    return Done(answer, see=done.see, headers=done.headers)
