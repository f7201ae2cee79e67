"""What an applicant learns of others' applications: nothing."""

from shared.ids import new_id
from tests.web.asserting import problem
from tests.web.people import enterprise_form


def test_number_of_anothers_application_is_not_told(world):
    form, address = enterprise_form("enterprise", 8801), f"/applications/schemes/{world.open_scheme}/enterprise"
    own = world.program("enterprise")
    number = own.post(address, form).json["number"]
    assert number in problem(own.post(address, form, new_id()), 409)["detail"]
    told = problem(world.program("enterprise_2").post(address, form), 409)
    assert told["type"] == "urn:tepai:problem:AppliedByAnother"
    assert number not in str(told)
