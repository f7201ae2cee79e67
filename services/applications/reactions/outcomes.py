"""Desks by what the outcomes service tells: services and results are reported, confirmed, refused."""

from services.applications.model.worklist import CITY, Happened, What, officers_desk, person_desk
from services.applications.reactions.desks import Desks
from shared.events.envelope import Envelope
from shared.events.outcomes import (
    OutcomeConfirmed,
    OutcomeRefused,
    OutcomeReported,
    ServiceApproved,
    ServiceConfirmed,
    ServiceDisapproved,
    ServiceReported,
    VisitRecorded,
)
from shared.work import Work


def on_service_reported(work: Work, event: ServiceReported, envelope: Envelope) -> None:
    """The host is asked to confirm a service."""
    desks, path = Desks(work, envelope), _service_path(event.log_id)
    about = {"commissioner": event.commissioner_name, "day": event.day.isoformat()}
    desks.ask(_service(event.log_id), What.CONFIRM_SERVICE, person_desk(event.enterprise_owner), path, about)
    desks.tell(person_desk(event.enterprise_owner), Happened.SERVICE_REPORTED, path, **about)


def on_service_confirmed(work: Work, event: ServiceConfirmed, envelope: Envelope) -> None:
    """The host confirmed it."""
    desks = Desks(work, envelope)
    desks.done(_service(event.log_id))
    desks.tell(
        person_desk(event.commissioner_owner),
        Happened.SERVICE_CONFIRMED,
        _service_path(event.log_id),
        enterprise=event.enterprise_name,
        day=event.day.isoformat(),
    )
    if event.county:
        about = {"enterprise": event.enterprise_name, "day": event.day.isoformat()}
        path = _service_path(event.log_id)
        officers = officers_desk(event.county)
        desks.ask(_approval(event.log_id), What.APPROVE_SERVICE, officers, path, about, county=event.county)


def on_service_approved(work: Work, event: ServiceApproved, envelope: Envelope) -> None:
    """The county approved it: it counts."""
    _county_decided(work, event, envelope, Happened.SERVICE_APPROVED)


def on_service_disapproved(work: Work, event: ServiceDisapproved, envelope: Envelope) -> None:
    """The county did not; the reason is behind the link."""
    _county_decided(work, event, envelope, Happened.SERVICE_DISAPPROVED)


def _county_decided(
    work: Work, event: ServiceApproved | ServiceDisapproved, envelope: Envelope, what: Happened
) -> None:
    desks = Desks(work, envelope)
    desks.done(_approval(event.log_id))
    about = {"enterprise": event.enterprise_name, "day": event.day.isoformat()}
    desks.tell(person_desk(event.commissioner_owner), what, _service_path(event.log_id), **about)


def on_outcome_reported(work: Work, event: OutcomeReported, envelope: Envelope) -> None:
    """The host is asked to confirm a result; the city, where the commissioner has none."""
    desks, path = Desks(work, envelope), _outcome_path(event.outcome_id)
    asked = person_desk(event.enterprise_owner) if event.enterprise_owner else CITY
    about = {"commissioner": event.commissioner_name, "indicator": event.indicator_name}
    desks.ask(_outcome(event.outcome_id), What.CONFIRM_OUTCOME, asked, path, about)
    desks.tell(asked, Happened.OUTCOME_REPORTED, path, **about)


def on_outcome_confirmed(work: Work, event: OutcomeConfirmed, envelope: Envelope) -> None:
    """A result counts: an outcome is confirmed once for good, so it is added once."""
    desks = Desks(work, envelope)
    desks.done(_outcome(event.outcome_id))
    about = {"commissioner": event.commissioner_name, "indicator": event.indicator_name}
    for desk in (person_desk(event.commissioner_owner), CITY):
        desks.tell(desk, Happened.OUTCOME_CONFIRMED, _outcome_path(event.outcome_id), **about)
    desks.change(
        CITY,
        lambda desk: desk.achieving(event.year, event.indicator, event.quantity, at_least=event.at_least),
    )


def on_outcome_refused(work: Work, event: OutcomeRefused, envelope: Envelope) -> None:
    """The commissioner reads that it does not count; the reason is behind the link."""
    desks = Desks(work, envelope)
    desks.done(_outcome(event.outcome_id))
    desks.tell(
        person_desk(event.commissioner_owner),
        Happened.OUTCOME_REFUSED,
        _outcome_path(event.outcome_id),
        indicator=event.indicator_name,
    )


def on_visit_recorded(work: Work, event: VisitRecorded, envelope: Envelope) -> None:
    """Both sides read what a visit found."""
    desks = Desks(work, envelope)
    about = {"enterprise": event.enterprise_name, "day": event.day.isoformat()}
    for person in (event.enterprise_owner, event.commissioner_owner):
        desks.tell(person_desk(person), Happened.VISITED, f"/outcomes/visits/{event.visit_id}", **about)


def _approval(id: str) -> str:
    return f"approval|{id}"


def _service(id: str) -> str:
    return f"service|{id}"


def _outcome(id: str) -> str:
    return f"outcome|{id}"


def _service_path(id: str) -> str:
    return f"/outcomes/services/{id}"


def _outcome_path(id: str) -> str:
    return f"/outcomes/outcomes/{id}"
