"""Staff sign-in by the operator's own OpenID Connect provider: leaving for it, coming back, and why it did not work."""

from typing import Annotated, Literal

from pydantic import Field

from services.applications.commands.staff_sign_in import sign_in_staff
from services.applications.model.people import Person
from services.applications.model.sessions import How
from services.applications.model.staff_sign_in import ProviderIdentity
from services.applications.routes.front import EVERYONE
from services.applications.routes.sign_in import begin_session
from services.applications.service import service
from shared.auth.oidc.flow import LASTS, Flow
from shared.auth.oidc.provider import Client, Identity, address_to_leave_for, code_of, identity_of
from shared.auth.oidc.refusals import BadProof, Declined, NoSignIn, NotOurs, Unreachable
from shared.fields import Sent
from shared.home import Home
from shared.ids import new_id
from shared.log import log
from shared.view import View
from shared.web.answer import Away, Done, Shown
from shared.web.call import Call
from shared.web.own_cookie import cookie_name, own_cookie
from shared.web.own_path import own_path

START = "/applications/staff-sign-in"
RETURN = f"{START}/return"
REFUSED = f"{START}/refused"
COOKIE = "tepai_staff"

Why = Literal["off", "unreachable", "declined", "not_ours", "bad_proof", "not_staff"]
WHY: dict[type[NoSignIn], Why] = {
    Unreachable: "unreachable",
    Declined: "declined",
    NotOurs: "not_ours",
    BadProof: "bad_proof",
}


class StartQuery(Sent):
    """Where to go on after signing in: a path of ours."""

    next: Annotated[str, Field(max_length=1000)] = ""


class RefusedQuery(Sent):
    """Why a sign-in by the provider did not come about."""

    why: Why = "declined"


class StaffSignIn(View):
    """How far a sign-in by the provider is: `leaving` for it, `signed_in`, or `refused`, and then why."""

    status: str
    why: str = ""


@service.get(START, may=EVERYONE, summary="Leave for the staff's own sign-in provider")
def leave_for_provider(call: Call, query: StartQuery) -> Done[StaffSignIn]:
    client = _client(call.home)
    if client is None:
        return _refused(call, "off")
    flow = Flow.begin(client.issuer, call.now, own_path(query.next))
    try:
        address = address_to_leave_for(client, flow, call.now)
    except NoSignIn as error:
        return _refused(call, _why(call, error))
    kept = {"Set-Cookie": _cookie(call.home, flow.sealed(call.home.secrets))}
    return Away(StaffSignIn(status="leaving"), see=address, headers=kept)


@service.get(RETURN, may=EVERYONE, summary="Come back from the staff's own sign-in provider")
def return_from_provider(call: Call) -> Done[StaffSignIn]:
    # What providers add to the address beside the protocol's own (`session_state`, `scope`) is no business of ours:
    # so no declared query, which would refuse it.
    client = _client(call.home)
    if client is None:
        return _refused(call, "off")
    try:
        flow = Flow.opened(call.home.secrets, own_cookie(call.incoming, call.home, COOKIE), call.now)
        identity = identity_of(client, flow, code_of(client, flow, call.incoming.query, call.now), call.now)
    except NoSignIn as error:
        return _refused(call, _why(call, error))
    return _signed_in(call, identity, flow)


@service.get(REFUSED, may=EVERYONE, page="staff_sign_in_refused.html", summary="Why staff sign-in did not work")
def staff_sign_in_refused(call: Call, query: RefusedQuery) -> Shown[StaffSignIn]:
    return Shown(StaffSignIn(status="refused", why=query.why))


def _signed_in(call: Call, identity: Identity, flow: Flow) -> Done[StaffSignIn]:
    # The provider's answer is a GET, which has no key: each that comes back with a code of its own is a new one.
    call.key = new_id()
    subject = ProviderIdentity.id_of(identity.issuer, identity.subject)
    email = identity.email if identity.email_verified else ""
    vouched = call.perform(sign_in_staff, subject, email, flow.state, LASTS)
    person = call.home.store.get(Person, vouched.person_id) if vouched.person_id else None
    if person is None:
        return _refused(call, "not_ours" if vouched.replayed else "not_staff")
    begun = begin_session(call, person, How.OIDC, flow.back)
    cookies = [*begun.headers["Set-Cookie"], _cookie(call.home, "")]
    return Done(StaffSignIn(status="signed_in"), see=begun.see, headers={"Set-Cookie": cookies})


def _refused(call: Call, why: Why) -> Done[StaffSignIn]:
    answer = StaffSignIn(status="refused", why=why)
    return Done(answer, see=f"{REFUSED}?why={why}", headers={"Set-Cookie": _cookie(call.home, "")})


def _why(call: Call, error: NoSignIn) -> Why:
    # What the provider itself said goes to the log, cut short, and to nobody's screen.
    log(call.site.name).warning("no sign-in by the provider", extra={"reason": type(error).__name__, "of": str(error)})
    return WHY[type(error)]


def _client(home: Home) -> Client | None:
    """What the operator registered; None where there is no provider."""
    settings = home.settings
    if not settings.oidc_issuer:
        return None
    return Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        hosts=settings.oidc_hosts,
        redirect_uri=f"{settings.base_url}{RETURN}",
    )


def _cookie(home: Home, sealed: str) -> str:
    """Keeps a sign-in under way in the browser; nothing removes it. Lax: the provider sends people back by a link."""
    secure = "; Secure" if home.settings.secure else ""
    ends = int(LASTS.total_seconds()) if sealed else 0
    # A name no other host can set has to be of all paths.
    path = "/" if home.settings.secure else f"{home.settings.base_path}{START}"
    return f"{cookie_name(home, COOKIE)}={sealed}; Path={path}; Max-Age={ends}; HttpOnly; SameSite=Lax{secure}"
