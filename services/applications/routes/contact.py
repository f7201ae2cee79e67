"""One's own contact: how a person is reached, and giving another way, which a code sent there proves."""

from services.applications.model.challenges import Purpose
from services.applications.model.people import Person
from services.applications.routes.codes import CodeForm, CodeView, code_view, own_challenge, resend, send_code, tried
from services.applications.routes.people import SIGNED_IN
from services.applications.routes.remembered import challenge_cookie, device_cookie
from services.applications.routes.sign_in import Asked, PressForm
from services.applications.service import service
from shared.auth.scopes import check_person
from shared.fields import Contact, Sent
from shared.rules import Unknown
from shared.view import View
from shared.web.answer import Done, Shown
from shared.web.call import Call

ME, CODE_PAGE = "/applications/me", "/applications/me/code"


class ContactForm(Sent):
    """One contact more, or in place of an earlier one."""

    contact: Contact


class OwnContact(View):
    """How a person is reached."""

    email: str
    phone: str


@service.get(ME, may=SIGNED_IN, page="contact.html", summary="How one is reached oneself")
def own_contact(call: Call) -> Shown[OwnContact]:
    check_person(call.actor)
    own = _own(call)
    return Shown(own, {"own": own, "mute": call.home.settings.mute})


@service.post(ME, may=SIGNED_IN, form="contact.html", summary="Give a contact, which a code sent there proves")
def give_own_contact(call: Call, body: ContactForm) -> Done[Asked]:
    check_person(call.actor)
    challenge = send_code(call, body.contact, Purpose.CONTACT, ME)
    return Done(Asked(), see=CODE_PAGE, status=202, headers={"Set-Cookie": challenge})


@service.get(CODE_PAGE, may=SIGNED_IN, page="code.html", summary="Whether a contact's code is awaited in this browser")
def contact_code_page(call: Call) -> Shown[CodeView]:
    check_person(call.actor)
    return code_view(call, Purpose.CONTACT)


@service.post(CODE_PAGE, may=SIGNED_IN, form="code.html", summary="Prove a contact by its code")
def confirm_contact(call: Call, body: CodeForm) -> Done[Asked]:
    check_person(call.actor)
    challenge = own_challenge(call, Purpose.CONTACT)
    tried(call, challenge, body.code)
    cookies = [challenge_cookie(call.home, "")]
    if challenge.contact:
        cookies.append(device_cookie(call.home, call.incoming, challenge.contact, call.now))
    return Done(Asked(status="confirmed"), see=ME, headers={"Set-Cookie": cookies})


@service.post("/applications/me/resend", may=SIGNED_IN, form="code.html", summary="Ask for a contact's code again")
def resend_contact_code(call: Call, body: PressForm) -> Done[Asked]:
    check_person(call.actor)
    challenge = resend(call, own_challenge(call, Purpose.CONTACT))
    return Done(Asked(), see=CODE_PAGE, status=202, headers={"Set-Cookie": challenge})


@service.form_data("contact.html")
def _contact_options(call: Call) -> dict[str, object]:
    return {"own": _own(call), "mute": call.home.settings.mute}


def _own(call: Call) -> OwnContact:
    person = call.home.store.get(Person, call.actor.person)
    if person is None:
        raise Unknown
    return OwnContact(email=person.email, phone=person.phone)
