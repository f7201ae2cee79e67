"""One's own contact: how a person is reached, and giving another way, which a link sent there confirms."""

from services.applications.commands.people import give_contact
from services.applications.model.people import Contacts, Person
from services.applications.routes.people import SIGNED_IN, Asked
from services.applications.service import service
from shared.rules import Unknown
from shared.view import View
from shared.web.answer import Done, Shown
from shared.web.call import Call


class ContactForm(Contacts):
    """One contact more, or in place of an earlier one."""


class OwnContact(View):
    """How a person is reached; `unconfirmed` was given and waits for its link to be opened."""

    email: str
    phone: str
    unconfirmed: str


@service.get("/applications/me", may=SIGNED_IN, page="contact.html", summary="How one is reached oneself")
def own_contact(call: Call) -> Shown[OwnContact]:
    own = _own(call)
    return Shown(own, {"own": own, "mute": call.home.settings.mute})


@service.post(
    "/applications/me", may=SIGNED_IN, form="contact.html", summary="Give a contact, which a link sent there confirms"
)
def give_own_contact(call: Call, body: ContactForm) -> Done[Asked]:
    call.perform(give_contact, body.contact(), call.language)
    return Done(Asked(), see="/applications/me", status=202)


@service.form_data("contact.html")
def _contact_options(call: Call) -> dict[str, object]:
    return {"own": _own(call), "mute": call.home.settings.mute}


def _own(call: Call) -> OwnContact:
    person = call.home.store.get(Person, call.actor.person)
    if person is None:
        raise Unknown
    return OwnContact(email=person.email, phone=person.phone, unconfirmed=person.unconfirmed)
