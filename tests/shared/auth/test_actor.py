"""How far a role reaches: nothing that is empty equals anything."""

from hypothesis import given
from hypothesis import strategies as st

from shared.auth.actor import NOBODY, Actor, Belongs, Reach, Role, reaches, service_actor

few = st.sampled_from(["", "a", "b"])
actors = st.builds(Actor, few, st.sampled_from(Role), organisation=few, county=few)
records = st.builds(Belongs, st.frozensets(few, max_size=2), few, few)


@given(actors, st.sampled_from([*Reach, None]), records)
def test_reach_is_what_it_says(actor, reach, record):
    expected = {
        Reach.ALL: True,
        Reach.COUNTY: actor.county != "" and actor.county == record.county,
        Reach.ORGANISATION: actor.organisation != "" and actor.organisation == record.organisation,
        Reach.OWN: actor.person != "" and actor.person in record.people,
        None: False,
    }
    assert reaches(actor, reach, record) is expected[reach]


def test_who_has_not_signed_in_owns_nothing():
    nothing_known = Belongs(people=frozenset({""}))
    assert not any(reaches(NOBODY, reach, nothing_known) for reach in Reach if reach is not Reach.ALL)
    assert not NOBODY.signed_in


def test_service_acts_under_a_name_no_person_has():
    assert service_actor("matching").person == "service:matching"
    assert service_actor("matching").role is Role.SERVICE
