"""The host's word on what was reported (the city's, where there is no host): it counts, or it does not and why."""

from typing import Any

from services.outcomes.commands.reporting import LogReceipt, OutcomeReceipt
from services.outcomes.model.entries import Entry, Outcome, ServiceLog
from services.outcomes.model.patents import PatentClaim
from shared.events.outcomes import (
    OutcomeConfirmed,
    OutcomeRefused,
    ServiceApproved,
    ServiceConfirmed,
    ServiceDisapproved,
)
from shared.rules import Unknown
from shared.work import Work


def confirm_service(work: Work, log_id: str) -> LogReceipt:
    """Confirm a service. Raises Unknown, AlreadyDecided."""
    entry = work.get(Entry, log_id)
    log = service_of(entry)
    confirmed = work.put(entry.confirmed(work.at), "service confirmed")
    work.tell(
        ServiceConfirmed(
            log_id=entry.id,
            dispatch_id=entry.dispatch,
            county=entry.parties.county,
            enterprise_name=entry.parties.enterprise_name,
            commissioner_name=entry.parties.commissioner_name,
            commissioner_owner=entry.parties.commissioner_owner,
            day=log.day,
        ),
        about=confirmed,
    )
    return LogReceipt(log_id=entry.id)


def approve_service(work: Work, log_id: str) -> LogReceipt:
    """Approve, for the county, a service the host confirmed: it counts.

    Raises Unknown, NotConfirmedYet, AlreadyDecided, EvidenceMissing.
    """
    entry = work.get(Entry, log_id)
    log = service_of(entry)
    approved = work.put(entry.approved(work.at), "service approved")
    work.tell(ServiceApproved(day=log.day, **_county_said(approved)), about=approved)
    return LogReceipt(log_id=entry.id)


def disapprove_service(work: Work, log_id: str, reason: str) -> LogReceipt:
    """Do not approve, for the county, a service the host confirmed, and say why.

    Raises Unknown, NotConfirmedYet, AlreadyDecided.
    """
    entry = work.get(Entry, log_id)
    log = service_of(entry)
    refused = work.put(entry.disapproved(reason, work.at), "service not approved")
    work.tell(ServiceDisapproved(day=log.day, reason=reason, **_county_said(refused)), about=refused)
    return LogReceipt(log_id=entry.id)


def confirm_outcome(work: Work, outcome_id: str) -> OutcomeReceipt:
    """Confirm a result: from now on it counts. Raises Unknown, AlreadyDecided."""
    entry = work.get(Entry, outcome_id)
    outcome = outcome_of(entry)
    confirmed = work.put(entry.confirmed(work.at), "outcome confirmed")
    who = entry.parties.model_dump(
        include={"scheme_id", "year", "enterprise_name", "commissioner_name", "commissioner_owner"}
    )
    work.tell(
        OutcomeConfirmed(
            outcome_id=entry.id,
            dispatch_id=entry.dispatch,
            indicator=outcome.indicator,
            indicator_name=outcome.measure.name,
            quantity=outcome.quantity,
            at_least=outcome.at_least,
            text=outcome.text,
            **who,
        ),
        about=confirmed,
    )
    return OutcomeReceipt(outcome_id=entry.id)


def refuse_outcome(work: Work, outcome_id: str, reason: str) -> OutcomeReceipt:
    """Do not confirm a result, and say why. Its patents may be reported again. Raises Unknown, AlreadyDecided."""
    entry = work.get(Entry, outcome_id)
    outcome = outcome_of(entry)
    refused = work.put(entry.refused(reason, work.at), "outcome refused")
    for number in outcome.patent_numbers:
        claim = work.find(PatentClaim, PatentClaim.id_of(entry.parties.scheme_id, number))
        if claim is not None and claim.entry == entry.id:
            work.remove(claim)
    work.tell(
        OutcomeRefused(
            outcome_id=entry.id,
            dispatch_id=entry.dispatch,
            indicator=outcome.indicator,
            indicator_name=outcome.measure.name,
            reason=reason,
            enterprise_name=entry.parties.enterprise_name,
            commissioner_owner=entry.parties.commissioner_owner,
        ),
        about=refused,
    )
    return OutcomeReceipt(outcome_id=entry.id)


def _county_said(entry: Entry) -> dict[str, Any]:
    return {
        "log_id": entry.id,
        "dispatch_id": entry.dispatch,
        "enterprise_name": entry.parties.enterprise_name,
        "commissioner_owner": entry.parties.commissioner_owner,
    }


def service_of(entry: Entry) -> ServiceLog:
    """The service log an entry is. Raises Unknown when it is an outcome."""
    if entry.service is None:
        raise Unknown
    return entry.service


def outcome_of(entry: Entry) -> Outcome:
    """The outcome an entry is. Raises Unknown when it is a service log."""
    if entry.outcome is None:
        raise Unknown
    return entry.outcome
