"""An event, and the envelope it travels in."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Event(BaseModel):
    """Something that happened, named in the past tense. Its fields are all a listener may know of it.

    A released form never changes: `samples/<Type>.v<n>.json` must parse for ever. What is added has a default; what
    must break gets a new `type_version` and keeps reading the old one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    type_version: ClassVar[int] = 1
    known: ClassVar[dict[str, type["Event"]]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        name = cls.__name__
        if name in Event.known and Event.known[name].__module__ != cls.__module__:
            raise TypeError(f"two events are called {name}: in {Event.known[name].__module__} and {cls.__module__}")
        Event.known[name] = cls

    @classmethod
    def producer(cls) -> str:
        """The service that tells it: the name of the module it is declared in."""
        return cls.__module__.rpartition(".")[2]


class Envelope(BaseModel):
    """An event on its way: what, of which subject at which version, when, by whom, and what it follows from."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    id: str
    type: str
    type_version: int = 1
    time: AwareDatetime
    producer: str
    subject: str
    """What it is about, as `Kind/id`."""
    subject_version: int
    correlation_id: str
    """Shared by everything that follows from one outside request."""
    causation_id: str
    """The event or request this one follows from directly."""
    data: dict[str, Any]

    def opened(self) -> Event:
        """The typed event within. Raises UnknownEvent for a type not declared, ValidationError for data not of it."""
        try:
            declared = Event.known[self.type]
        except KeyError:
            raise UnknownEvent(f"no event called {self.type} is declared here") from None
        return declared.model_validate(self.data)


class UnknownEvent(Exception):
    """An envelope whose type no module here declares."""


def seal(
    event: Event, *, id: str, time: datetime, subject: str, subject_version: int, correlation_id: str, causation_id: str
) -> Envelope:
    """Put `event` into its envelope."""
    return Envelope(
        id=id,
        type=type(event).__name__,
        type_version=event.type_version,
        time=time,
        producer=event.producer(),
        subject=subject,
        subject_version=subject_version,
        correlation_id=correlation_id,
        causation_id=causation_id,
        data=event.model_dump(mode="json"),
    )
