"""Reporting services and results."""

from pydantic import BaseModel

from services.outcomes.model.entries import Entry, ServiceLog
from services.outcomes.model.forms import OutcomeForm
from services.outcomes.model.parties import (
    Commissioner,
    Dispatch,
    Hosted,
    NotArrived,
    Parties,
    Scheme,
    check_not_future,
)
from services.outcomes.model.patents import PatentClaim
from shared.clock import beijing_date
from shared.events.outcomes import OutcomeReported, ServiceReported
from shared.language import N_
from shared.rules import RuleBroken, Unknown
from shared.work import Work


class PatentTaken(RuleBroken):
    """Somebody reported this patent in the scheme already."""

    says = N_("专利号 {number} 在本批次已有人填报，同一专利只计一次")


class HasHost(RuleBroken):
    """A result is to be confirmed where it was achieved."""

    says = N_("您已派驻到企业，请在该派驻下填报成效，由企业确认")


class LogReceipt(BaseModel, defer_build=True):
    """The service log this is about."""

    log_id: str


class OutcomeReceipt(BaseModel, defer_build=True):
    """The outcome this is about."""

    outcome_id: str


def report_service(work: Work, dispatch_id: str, log: ServiceLog) -> LogReceipt:
    """Log one service at the enterprise. Raises Unknown, InFuture, OutsideTerm.

    Several services on one day are several logs: a repetition by accident is caught by its key, not by guessing.
    """
    dispatch = _standing(work, dispatch_id)
    dispatch.check_service_day(log.day, beijing_date(work.at))
    entry = Entry(id=work.new_id(), dispatch=dispatch.id, parties=dispatch.parties, reported_at=work.at, service=log)
    work.put(entry, "service reported")
    who = entry.parties.model_dump(
        include={"enterprise_name", "enterprise_owner", "commissioner_name", "commissioner_owner"}
    )
    work.tell(ServiceReported(log_id=entry.id, dispatch_id=dispatch.id, day=log.day, **who), about=entry)
    return LogReceipt(log_id=entry.id)


def report_outcome(work: Work, dispatch_id: str, form: OutcomeForm) -> OutcomeReceipt:
    """Report a result of a dispatch, for its host to confirm.

    Raises Unknown, InFuture, BeforeTerm, PatentTaken, Invalid.
    """
    dispatch = _standing(work, dispatch_id)
    dispatch.check_outcome_day(form.day, beijing_date(work.at))
    return _report(work, dispatch.id, dispatch.parties, form)


def report_outcome_without_host(work: Work, commissioner_id: str, form: OutcomeForm) -> OutcomeReceipt:
    """Report a result of a commissioner who has no host; the city confirms it.

    Raises Unknown, HasHost, NotArrived, InFuture, PatentTaken, Invalid.
    """
    commissioner = work.get(Commissioner, commissioner_id)
    if work.find(Hosted, commissioner.id) is not None:
        raise HasHost
    scheme = work.find(Scheme, commissioner.scheme_id)
    if scheme is None:
        raise NotArrived
    check_not_future(form.day, beijing_date(work.at))
    parties = Parties(
        scheme_id=scheme.id,
        year=scheme.year,
        commissioner_id=commissioner.id,
        commissioner_name=commissioner.name,
        commissioner_owner=commissioner.owner,
    )
    return _report(work, "", parties, form)


def _standing(work: Work, dispatch_id: str) -> Dispatch:
    dispatch = work.get(Dispatch, dispatch_id)
    if dispatch.gone:
        raise Unknown
    return dispatch


def _report(work: Work, dispatch_id: str, parties: Parties, form: OutcomeForm) -> OutcomeReceipt:
    outcome = form.outcome()
    entry = Entry(id=work.new_id(), dispatch=dispatch_id, parties=parties, reported_at=work.at, outcome=outcome)
    for number in outcome.patent_numbers:
        claim_id = PatentClaim.id_of(parties.scheme_id, number)
        if work.find(PatentClaim, claim_id) is not None:
            raise PatentTaken(field="patent_numbers", number=number)
        work.put(PatentClaim(id=claim_id, entry=entry.id))
    work.put(entry, "outcome reported")
    who = parties.model_dump(include={"enterprise_name", "enterprise_owner", "commissioner_name", "commissioner_owner"})
    work.tell(
        OutcomeReported(
            outcome_id=entry.id,
            dispatch_id=dispatch_id,
            indicator=outcome.indicator,
            indicator_name=outcome.measure.name,
            **who,
        ),
        about=entry,
    )
    return OutcomeReceipt(outcome_id=entry.id)
