"""Desks by what this service itself tells: applications come in, are returned, mended, accepted."""

from typing import Any

from services.applications.model.forms import Kind
from services.applications.model.schemes import Scheme
from services.applications.model.steps import Step
from services.applications.model.worklist import (
    CITY,
    Happened,
    Standing,
    What,
    officers_desk,
    organisation_desk,
    person_desk,
)
from services.applications.reactions.desks import Desks
from shared.events.applications import (
    ApplicationResubmitted,
    ApplicationReturned,
    ApplicationSubmitted,
    CommissionerAccepted,
    EnterpriseAccepted,
)
from shared.events.envelope import Envelope
from shared.ids import derived_id
from shared.work import Work

Accepted = EnterpriseAccepted | CommissionerAccepted


def on_application_submitted(work: Work, event: ApplicationSubmitted, envelope: Envelope) -> None:
    """It waits for the officers of its county, and for the city's."""
    desks = Desks(work, envelope)
    _waits_for_officers(desks, event, envelope, Happened.SUBMITTED)
    desks.change(CITY, lambda desk: desk.numbering(event.scheme_id, f"{event.kind}|submitted"))


def on_application_resubmitted(work: Work, event: ApplicationResubmitted, envelope: Envelope) -> None:
    """It waits for the officers again, and no longer for the applicant."""
    _waits_for_officers(Desks(work, envelope), event, envelope, Happened.RESUBMITTED)


def on_application_returned(work: Work, event: ApplicationReturned, envelope: Envelope) -> None:
    """It waits for the applicant, and no longer for the officers."""
    desks, version, path = Desks(work, envelope), envelope.subject_version, path_of(event.application_id)
    about = {"name": event.name, "number": event.number, "kind": event.kind}
    desks.done(review_task(event.application_id), version=version)
    desks.ask(
        _mending(event.application_id),
        What.MEND,
        person_desk(event.owner),
        path,
        about,
        version=version,
    )
    stands(desks, event, envelope, Happened.RETURNED, kind=event.kind, name=event.name)
    for desk in (person_desk(event.owner), CITY):
        desks.tell(desk, Happened.RETURNED, path, **about)


def on_application_accepted(work: Work, event: Accepted, envelope: Envelope) -> None:
    """It waits for nobody any more."""
    desks, version = Desks(work, envelope), envelope.subject_version
    kind, name, county = _accepted(event)
    appointed = isinstance(event, CommissionerAccepted) and event.appointed
    what = Happened.APPOINTED if appointed else Happened.ACCEPTED
    desks.done(review_task(event.application_id), version=version)
    desks.done(_mending(event.application_id), version=version)
    stands(desks, event, envelope, what, kind=kind, name=name)
    for desk in dict.fromkeys((person_desk(event.owner), officers_desk(county), CITY)):
        desks.tell(desk, what, path_of(event.application_id), name=name, number=event.number, kind=kind)
    desks.change(CITY, lambda desk: desk.numbering(event.scheme_id, f"{kind}|{what}"))
    scheme = work.find(Scheme, event.scheme_id)
    if isinstance(event, CommissionerAccepted) and scheme is not None:
        # Nothing that stays readable in a key: who it is, only we can tell.
        desks.count(scheme.year, "people", derived_id("counted person", event.owner), event.commissioner.people)


def _waits_for_officers(
    desks: Desks, event: ApplicationSubmitted | ApplicationResubmitted, envelope: Envelope, what: Happened
) -> None:
    """It waits for the bureau, or for whoever the scheme asks before it, and no longer for the applicant."""
    version, path = envelope.subject_version, path_of(event.application_id)
    about = {"name": event.name, "number": event.number, "kind": event.kind}
    officers = officers_desk(event.county)
    task, desk = {
        Step.ENDORSEMENT: (What.ENDORSE, organisation_desk(event.institution)),
        Step.COUNTY_VERIFICATION: (What.VERIFY, officers),
    }.get(event.waits_for, (What.REVIEW, officers))  # type: ignore[call-overload]  # a step's value is its text
    desks.done(_mending(event.application_id), version=version)
    desks.ask(review_task(event.application_id), task, desk, path, about, version=version, county=event.county)
    stands(desks, event, envelope, what, kind=event.kind, name=event.name)
    for each in dict.fromkeys((person_desk(event.owner), desk, officers, CITY)):
        desks.tell(each, what, path, **about)


def stands(desks: Desks, event: Any, envelope: Envelope, what: Happened, *, kind: str, name: str) -> None:
    """Let the owner of the application an event is about see where it stands now."""
    heard = Standing(
        number=event.number,
        kind=kind,
        name=name,
        what=what,
        heard=envelope.subject_version,
        at=envelope.time,
        # Not every event names it.
        scheme=getattr(event, "scheme_id", ""),
    )
    desks.change(person_desk(event.owner), lambda desk: desk.standing(event.application_id, heard))


def _accepted(event: Accepted) -> tuple[Kind, str, str]:
    """Of which kind it is, whose name it bears, and the county whose officers decided."""
    if isinstance(event, EnterpriseAccepted):
        return Kind.ENTERPRISE, event.enterprise.name, event.enterprise.county
    return Kind.COMMISSIONER, event.commissioner.name, ""


def review_task(id: str) -> str:
    """The one task an application is for its bureau, whatever step it waits at."""
    return f"review|{id}"


def _mending(id: str) -> str:
    return f"mend|{id}"


def path_of(id: str) -> str:
    """Where an application is read."""
    return f"/applications/{id}"
