"""Scopes: a program may what it was given and nothing else; a person may all of theirs."""

import pytest

from shared.auth.actor import Actor, Role
from shared.auth.scopes import PersonOnly, ScopeMissing, check_person, check_scope

PERSON = Actor("p1", Role.CITY_OFFICER)
READER = Actor("p1", Role.CITY_OFFICER, scopes=frozenset({"applications:read"}))


@pytest.mark.parametrize("service", ["applications", "matching"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
def test_program_may_what_it_was_given(service, method):
    check_scope(PERSON, service, method)
    if service == "applications" and method in ("GET", "HEAD"):
        check_scope(READER, service, method)
        return
    with pytest.raises(ScopeMissing) as refused:
        check_scope(READER, service, method)
    needed = f"{service}:{'read' if method in ('GET', 'HEAD') else 'write'}"
    assert needed in refused.value.said()


def test_writing_does_not_hold_reading():
    writer = Actor("p1", Role.CITY_OFFICER, scopes=frozenset({"outcomes:write"}))
    check_scope(writer, "outcomes", "POST")
    with pytest.raises(ScopeMissing):
        check_scope(writer, "outcomes", "GET")


def test_account_is_the_persons_alone():
    check_person(PERSON)
    with pytest.raises(PersonOnly):
        check_person(Actor("p1", Role.CITY_OFFICER, scopes=frozenset({"applications:read", "applications:write"})))
