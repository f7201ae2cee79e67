"""A service: its routes, what it does about events, and what it does by the clock. `app.py` fills one in."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from chalice import Response
from pydantic import ConfigDict, TypeAdapter

from shared.auth.actor import PEOPLE, Reach, service_actor
from shared.events.envelope import Envelope, Event
from shared.store.record import Record
from shared.web.call import Site
from shared.web.chalice_app import ServiceApp
from shared.web.endpoint import Endpoint, May
from shared.work import Cause, Work, perform

E = TypeVar("E", bound=Event)
Reaction = Callable[[Work, Any, Envelope], None]
Handler = TypeVar("Handler", bound=Callable[..., Any])

CONTENT_TYPES = ["application/json", "application/x-www-form-urlencoded", "*/*"]
"""Chalice lets every type through to the dispatcher, which refuses with a problem document like every other error."""

NOTHING: TypeAdapter[None] = TypeAdapter(None, config=ConfigDict(defer_build=True))


@dataclass(frozen=True)
class Schedule:
    """What a service does by the clock. `expression` is EventBridge's, in UTC; `tick` gets the scheduled time."""

    name: str
    expression: str
    tick: Callable[["Service", datetime], None]


class Service(Site):
    """One of the four services, in whichever home it runs."""

    def __init__(self, name: str, pages: Path) -> None:
        super().__init__(name, pages)
        self.app = ServiceApp(name)
        self.reactions: dict[str, tuple[type[Event], Reaction]] = {}
        self.schedules: dict[str, Schedule] = {}
        self.pause: Callable[[float], None] = time.sleep
        """What a step does between two tries."""

    def get(
        self, path: str, *, may: May, page: str = "", summary: str = "", together: tuple[type[Record], ...] = ()
    ) -> Callable[[Handler], Handler]:
        """Declare a route that reads; `together` are the kinds its address names, read with the session."""
        return self._route("GET", path, may, page=page, summary=summary, together=together)

    def post(self, path: str, *, may: May, form: str = "", summary: str = "") -> Callable[[Handler], Handler]:
        """Declare a route that changes something; `form` is the template shown again with what must be mended."""
        return self._route("POST", path, may, form=form, summary=summary)

    def _route(
        self,
        method: str,
        path: str,
        may: May,
        *,
        page: str = "",
        form: str = "",
        summary: str = "",
        together: tuple[type[Record], ...] = (),
    ) -> Callable[[Handler], Handler]:
        # A worker has no routes, so it is spared what answering takes.
        from shared.web.dispatch import dispatch

        def register(handler: Handler) -> Handler:
            endpoint = Endpoint(method, path, may, handler, page=page, form=form, summary=summary, together=together)
            self.endpoints.append(endpoint)

            def view(**path_values: str) -> Response:
                request = self.app.current_request
                assert request is not None  # noqa: S101 - Chalice calls a view only with a request
                return dispatch(self, endpoint, request.to_original_event(), path_values)

            view.__name__ = handler.__name__
            self.app.route(path, methods=[method], content_types=CONTENT_TYPES)(view)
            return handler

        return register

    def keep_forms(self) -> None:
        """Declare where forms are shown that were sent too late: after all routes, for the roles that have forms."""
        from shared.web.held import show_held

        may = {role: Reach.OWN for role in PEOPLE if any(each.form and role in each.may for each in self.endpoints)}
        path = f"/{self.name}/held/{{held_id}}"
        self.get(path, may=may, summary="A form that was sent after its session had ended")(show_held)

    def on(self, event: type[E], reaction: Callable[[Work, E, Envelope], None]) -> None:
        """Declare what this service does when it hears `event`: one function per event."""
        if event.__name__ in self.reactions:
            raise ValueError(f"{self.name} already reacts to {event.__name__}")
        self.reactions[event.__name__] = (event, reaction)

    def every(self, expression: str, name: str, tick: Callable[["Service", datetime], None]) -> None:
        """Declare something done by the clock, at most once for each scheduled time."""
        self.schedules[name] = Schedule(name, expression, tick)

    def hear(self, envelope: Envelope) -> None:
        """React to one event, once however often it is delivered. What the reaction raises, this raises."""
        if envelope.type not in self.reactions:
            return
        event_type, reaction = self.reactions[envelope.type]
        event = event_type.model_validate(envelope.data)
        self.work(
            lambda work: reaction(work, event, envelope),
            Cause(f"inbox/{self.name}/{envelope.id}", envelope.correlation_id, envelope.id),
        )

    def work(self, step: Callable[[Work], None], cause: Cause) -> None:
        """Carry through something this service does by itself, once per cause."""
        home = self.home
        perform(
            home.store, home.clock, step,
            by=service_actor(self.name), cause=cause, answers=NOTHING, pause=self.pause,
        )  # fmt: skip
