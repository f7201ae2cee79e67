"""The applications service's commands on a store in memory, with a clock that is set."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from services.applications.commands.schemes import publish_scheme
from services.applications.model.drafts import Draft
from services.applications.model.people import Person
from services.applications.model.schemes import SchemeForm
from shared.auth.actor import Actor, Role
from shared.clock import MovableClock
from shared.ids import new_id
from shared.store.port import Put
from shared.store.sqlite import SqliteStore
from shared.web.call import answers_of
from shared.work import Cause, perform
from tests.services.applications.examples import SCHEME

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CITY = Actor("city", Role.CITY_OFFICER)
FACTORY = Actor("factory", Role.ENTERPRISE)
DOCTOR = Actor("doctor", Role.APPLICANT)


class House:
    """One service's records."""

    def __init__(self) -> None:
        self.store = SqliteStore(":memory:")
        self.clock = MovableClock(START)

    def do(self, by: Actor, command: Callable[..., Any], *args: Any, key: str = "", **kwargs: Any) -> Any:
        """Carry out a command, once for each key; a fresh one where none is given."""
        cause = Cause(f"{by.person}/{command.__name__}/{key or new_id()}", "test", "test")
        return perform(
            self.store,
            self.clock,
            lambda work: command(work, *args, **kwargs),
            by=by,
            cause=cause,
            answers=answers_of(command),
            pause=lambda _: None,
        )

    def scheme(self, **changed: Any) -> str:
        """A published scheme's id."""
        return str(self.do(CITY, publish_scheme, SchemeForm.model_validate(SCHEME | changed)).scheme_id)

    def registered(self, by: Actor, name: str, organisation: str = "") -> None:
        self.store.commit([Put(Person(id=by.person, name=name, role=by.role, organisation=organisation))])

    def draft(self, id: str) -> Draft:
        found = self.store.get(Draft, id)
        assert found is not None
        return found
