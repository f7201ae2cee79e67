"""Route × record: one's own are there, other people's are not to be told from what never was."""

import pytest

from shared.auth.actor import Role
from shared.ids import new_id
from shared.web.endpoint import Endpoint
from tests.web.asserting import problem
from tests.web.routes import ENDPOINTS, addresses, each, named, places, reached, send

OF_RECORDS = [endpoint for endpoint in ENDPOINTS if places(endpoint)]
OWNED = [each for each in OF_RECORDS if set(each.may.values()) != {"all"} and places(each) != ["scheme_id"]]


def unknown(endpoint: Endpoint) -> str:
    address = endpoint.path
    for place in places(endpoint):
        address = address.replace(f"{{{place}}}", new_id())
    return address


@pytest.mark.parametrize(
    ("endpoint", "role"),
    [pytest.param(each, role, id=f"{named(each)} {role.value}") for each in OF_RECORDS for role in each.may],
)
def test_foreign_record_is_answered_as_an_unknown_one(world, endpoint: Endpoint, role: Role):
    for person in world.persons(role):
        never_was = send(world, endpoint, person, unknown(endpoint))
        problem(never_was, 404)
        for address, belongs in addresses(world, endpoint):
            if not reached(endpoint, person, belongs):
                foreign = send(world, endpoint, person, address)
                assert (foreign.status, foreign.body) == (404, never_was.body), address
                assert sorted(foreign.headers) == sorted(never_was.headers)


@each(OF_RECORDS)
def test_own_record_is_there(world, endpoint: Endpoint):
    found = 0
    for role in endpoint.may:
        for person in world.persons(role):
            own = [address for address, belongs in addresses(world, endpoint) if reached(endpoint, person, belongs)]
            for address in own if endpoint.method == "GET" else own[:1]:
                assert send(world, endpoint, person, address).status not in (401, 403, 404), address
                found += 1
    assert found


@each(OWNED)
def test_route_that_does_not_reach_all_has_foreign_records_in_the_world(world, endpoint: Endpoint):
    bounded = [person for role, reach in endpoint.may.items() if reach != "all" for person in world.persons(role)]
    for person in bounded:
        assert any(not reached(endpoint, person, belongs) for _, belongs in addresses(world, endpoint)), person


def test_foreign_page_is_answered_as_an_unknown_one(world):
    browser, owner = world.browser("enterprise_2"), world.people["enterprise"].id
    foreign = next(id for id, belongs in world.records["application_id"].items() if owner in belongs.people)
    pages = {}
    for id in (foreign, new_id()):
        answered = browser.get(f"/applications/{id}")
        assert answered.status == 404
        # Where the language form leads back to is what was typed.
        pages[id] = answered.body.decode().replace(id, "")
    assert len(set(pages.values())) == 1


def test_lists_hold_only_what_the_role_reaches(world):
    """The county's officer sees their county's applications; another county's cursor is none of this listing."""
    ids = {}
    for who in ("county", "county_2"):
        items = []
        for status in ("submitted", "returned", "accepted"):
            items += world.program(who).get(f"/applications/inbox?status={status}").json["items"]
        assert items
        assert {each["county"] for each in items} == {world.people[who].county}
        ids[who] = {each["id"] for each in items}
    assert not ids["county"] & ids["county_2"]
    for who in ("enterprise", "enterprise_2", "applicant"):
        for line in world.program(who).get("/applications/mine").json["items"]:
            known = world.records["application_id"].get(line["id"])
            assert known is None or world.people[who].id in known.people
