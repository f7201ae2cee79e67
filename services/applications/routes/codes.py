"""The code of a challenge, asked for and tried by the browser that carries its cookie."""

import hmac
import ipaddress
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from services.applications.commands.sign_in import Asking, Tried, request_code, try_code
from services.applications.model.challenges import (
    MOST_TRIES,
    CodeChallenge,
    CodeSpent,
    CodeUsed,
    NoChallenge,
    Outcome,
    Purpose,
    State,
    WrongCode,
)
from services.applications.model.people import ContactTaken, channel_of
from services.applications.model.windows import clock_time, day_of
from services.applications.routes.remembered import challenge_cookie, challenge_of, knows
from services.applications.service import service
from shared.auth.codes import DIGITS, code_of
from shared.fields import Sent
from shared.ids import derived_id, new_id
from shared.language import N_
from shared.view import View
from shared.web.answer import Shown
from shared.web.call import Call
from shared.web.source import source_of


def _digits(typed: str) -> str:
    """What a person types of a code: with spaces or dashes between, or full-width digits."""
    digits = "".join(str(int(each)) for each in typed if each.isdecimal())
    if len(digits) != DIGITS:
        raise ValueError(N_("请填写六位数字的验证码"))
    return digits


class CodeForm(Sent):
    """The six digits."""

    code: Annotated[str, Field(max_length=30), AfterValidator(_digits)]


class CodeView(View):
    """A code this browser awaits: where it went (masked), until when it is good, and when another may be asked for.

    `status`: `waiting`, `proven` (right, and now they say who they are) or `none`.
    """

    status: str = "none"
    to: str = ""
    channel: str = ""
    tries_left: int = 0
    expires: AwareDatetime | None = None
    resend_at: AwareDatetime | None = None


def send_code(call: Call, contact: str, purpose: Purpose, next: str, replaces: str = "") -> str:
    """Send a code; the Set-Cookie value that binds it to this browser. Raises AskedTooSoon, AskedTooOften, …"""
    asking = Asking(
        contact=contact,
        purpose=purpose,
        person=call.actor.person if purpose is Purpose.CONTACT else "",
        trusted=knows(call, contact),
        source=_source(call),
        language=call.language,
        next=next,
        replaces=replaces,
    )
    return challenge_cookie(call.home, call.perform(request_code, asking).challenge_id)


def resend(call: Call, challenge: CodeChallenge) -> str:
    """Send another code to where the last one went; the Set-Cookie value. Raises CodeUsed after it did its work."""
    if not challenge.contact:
        raise CodeUsed
    return send_code(call, challenge.contact, challenge.purpose, challenge.next, challenge.id)


def own_challenge(call: Call, purpose: Purpose) -> CodeChallenge:
    """The challenge this browser carries, for this purpose and, for a contact, this person. Raises NoChallenge.

    From here on the request's key is the challenge's, too: the same words under the same key with another challenge's
    cookie are another request, or an own sign-in sent again would answer for a contact its sender did not prove.
    """
    found = _found(call, purpose)
    if found is None:
        raise NoChallenge
    call.key = derived_id("challenge", found.id, call.key)
    return found


def tried(call: Call, challenge: CodeChallenge, code: str) -> Tried:
    """Try a code. Raises WrongCode, CodeSpent, CodeExpired, CodeUsed, ContactTaken."""
    right = hmac.compare_digest(code.encode(), code_of(call.home.secrets, challenge.id).encode())
    result = call.perform(try_code, challenge.id, right)
    # The try is counted under the form's key; another try from the same page is another request.
    key, call.key = call.key, new_id()
    match result.outcome:
        case Outcome.WRONG:
            raise WrongCode(field="code", left=result.left)
        case Outcome.SPENT:
            raise CodeSpent
        case Outcome.TAKEN:
            raise ContactTaken
    call.key = key
    return result


def code_view(call: Call, purpose: Purpose) -> Shown[CodeView]:
    """What the page of a code shows."""
    found = _found(call, purpose)
    view = _view(found) if found else CodeView()
    wait = max(0, round((view.resend_at - call.now).total_seconds())) if view.resend_at else 0
    extra = {
        "awaited": view,
        "wait_seconds": wait,
        "resend_time": clock_time(view.resend_at) if view.resend_at else "",
        "good_until": clock_time(view.expires) if view.expires else "",
        "most_tries": MOST_TRIES,
        "mute": call.home.settings.mute,
        "confirming": purpose is Purpose.CONTACT,
    }
    return Shown(view, extra)


@service.form_data("code.html")
def _code_options(call: Call) -> dict[str, object]:
    own = call.endpoint.path.startswith("/applications/me")
    return code_view(call, Purpose.CONTACT if own else Purpose.SIGN_IN).extra


def _found(call: Call, purpose: Purpose) -> CodeChallenge | None:
    id = challenge_of(call)
    found = call.home.store.get(CodeChallenge, id) if id else None
    if found is None or found.purpose is not purpose:
        return None
    return found if purpose is Purpose.SIGN_IN or found.person == call.actor.person else None


def _view(challenge: CodeChallenge) -> CodeView:
    if not challenge.contact:
        return CodeView()
    return CodeView(
        status="proven" if challenge.state is State.PROVEN else "waiting",
        to=_masked(challenge.contact),
        channel=channel_of(challenge.contact),
        tries_left=challenge.tries_left,
        expires=challenge.expires,
        resend_at=challenge.resend_at,
    )


def _masked(contact: str) -> str:
    """Enough of a contact for its owner to see a mistake."""
    local, at, domain = contact.partition("@")
    return f"{local[:2]}***@{domain}" if at else f"{contact[:6]}****{contact[-4:]}"


def _source(call: Call) -> str:
    """A keyed hash of where a request comes from and of the day; "" where the address says nothing: this machine's own
    is a proxy's in front of us, behind which anybody may be.
    """
    try:
        address = ipaddress.ip_address(source_of(call.incoming, call.home.secrets))
    except ValueError:
        return ""
    if address.is_loopback:
        return ""
    # One line of a provider has a whole network of IPv6 addresses.
    bits = 64 if address.version == 6 else 32
    network = ipaddress.ip_network((address, bits), strict=False)
    return call.home.secrets.derive("source", f"{day_of(call.now)}\x1f{network}")
