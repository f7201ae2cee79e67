"""The administrator's people: the list, inviting, and giving somebody another role."""

from typing import Annotated, Literal

from pydantic import Field

from services.applications.commands.people import change_role, invite
from services.applications.model.people import Registration
from services.applications.queries import people as queries
from services.applications.queries.people import PersonLine, PersonList
from services.applications.service import service
from shared.auth.actor import PEOPLE, Reach, Role
from shared.auth.scopes import check_person
from shared.fields import County, Sent
from shared.language import N_
from shared.rules import Invalid, Unknown
from shared.view import View
from shared.vocabulary import COUNTIES
from shared.web.answer import Done, Shown
from shared.web.call import Call
from shared.web.navigation import ROLE_NAMES

SIGNED_IN = dict.fromkeys(PEOPLE, Reach.OWN)
ADMINISTRATORS = {Role.ADMINISTRATOR: Reach.ALL}


class NoPersonsRole(Invalid):
    says = N_("请从列出的角色中选择")


class CountyMissing(Invalid):
    says = N_("请选择该县区人员所在的县（市、区）")


class Place(Sent):
    """A role and where it is held."""

    role: Role
    organisation: Annotated[str, Field(max_length=100)] = ""
    county: County | Literal[""] = ""

    def check(self) -> None:
        """Raises NoPersonsRole, CountyMissing."""
        if self.role not in PEOPLE:
            raise NoPersonsRole(field="role")
        if self.role is Role.COUNTY_OFFICER and not self.county:
            raise CountyMissing(field="county")


class InvitationForm(Registration, Place):
    """Somebody who is to have a role."""


class RoleForm(Place):
    """The role somebody is to have from now on."""


class PeopleQuery(Sent):
    role: Role = Role.CITY_OFFICER
    after: str | None = None


class Settled(View):
    """What was done: `invited` or `changed`."""

    status: str


@service.get("/applications/people", may=ADMINISTRATORS, page="people.html", summary="People by role")
def people(call: Call, query: PeopleQuery) -> Shown[PersonList]:
    return Shown(
        queries.people(call.home.store, query.role, query.after),
        _people_options(call) | {"shown_role": query.role.value},
    )


@service.post(
    "/applications/people", may=ADMINISTRATORS, form="people.html", summary="Give somebody a role and invite them"
)
def invite_person(call: Call, body: InvitationForm) -> Done[Settled]:
    check_person(call.actor)
    body.check()
    registration = Registration(name=body.name, email=body.email, phone=body.phone)
    call.perform(invite, registration, body.role, body.organisation, body.county)
    return Done(Settled(status="invited"), see=f"/applications/people?role={body.role.value}", status=201)


@service.get("/applications/people/{person_id}", may=ADMINISTRATORS, page="person.html", summary="Somebody's role")
def person(call: Call, person_id: str) -> Shown[PersonLine]:
    found = queries.person(call.home.store, person_id)
    if found is None:
        raise Unknown
    form = found.model_dump(mode="json", include={"role", "organisation", "county"})
    return Shown(found, _place_options() | {"person": found, "form": form, "own": found.id == call.actor.person})


@service.post(
    "/applications/people/{person_id}",
    may=ADMINISTRATORS,
    form="person.html",
    summary="Give somebody another role; their sessions end",
)
def change_persons_role(call: Call, person_id: str, body: RoleForm) -> Done[Settled]:
    check_person(call.actor)
    body.check()
    call.perform(change_role, person_id, body.role, body.organisation, body.county)
    return Done(Settled(status="changed"), see=f"/applications/people?role={body.role.value}")


@service.form_data("people.html")
def _people_options(call: Call) -> dict[str, object]:
    return _place_options() | {"shown_role": "", "mute": call.home.settings.mute}


@service.form_data("person.html")
def _person_options(call: Call) -> dict[str, object]:
    id = call.incoming.path.rpartition("/")[2]
    found = queries.person(call.home.store, id)
    if found is None:
        raise Unknown
    return _place_options() | {"person": found, "own": id == call.actor.person}


def _place_options() -> dict[str, object]:
    return {
        "role_names": [(role.value, ROLE_NAMES[role]) for role in PEOPLE],
        "counties": list(COUNTIES.items()),
    }
