"""Applying to a scheme, and mending a returned application."""

from pydantic import BaseModel

from services.applications.commands.listing import keep_listed
from services.applications.model.applications import (
    AlreadyApplied,
    ApplicantClaim,
    Application,
    AppliedByAnother,
    asked_first,
    claim_id,
    number_of,
)
from services.applications.model.drafts import Draft, mending_id
from services.applications.model.forms import CommissionerForm, EnterpriseForm, Kind, TooMuchCapacity
from services.applications.model.schemes import Scheme
from shared.events.applications import ApplicationResubmitted, ApplicationSubmitted
from shared.work import Work


class Receipt(BaseModel, defer_build=True):
    """What the applicant gets: the application's id and the number on paper."""

    application_id: str
    number: str


def submit_enterprise_application(work: Work, scheme_id: str, form: EnterpriseForm) -> Receipt:
    """Apply for an enterprise: once per credit code. Raises Unknown, WindowClosed, AlreadyApplied, AppliedByAnother."""
    scheme = work.get(Scheme, scheme_id)
    scheme.check_open(work.at)
    return _submit(work, scheme, Kind.ENTERPRISE, claim=form.uscc, form=form)


def submit_commissioner_application(work: Work, scheme_id: str, form: CommissionerForm) -> Receipt:
    """Apply as a commissioner. Raises Unknown, WindowClosed, NotEligible, TooMuchCapacity, AlreadyApplied."""
    scheme = work.get(Scheme, scheme_id)
    scheme.check_open(work.at)
    _check_commissioner(form, scheme)
    return _submit(work, scheme, Kind.COMMISSIONER, claim=work.by.person, form=form)


def resubmit_application(work: Work, application_id: str, form: EnterpriseForm | CommissionerForm) -> Receipt:
    """Send a returned application again, mended. The window may have closed meanwhile: mending is always possible."""
    application = work.get(Application, application_id)
    if isinstance(form, CommissionerForm):
        _check_commissioner(form, work.get(Scheme, application.scheme))
    mended = work.put(application.resubmitted(form, work.at), "resubmitted")
    opened = work.find(Draft, mending_id(application_id))
    if opened is not None:
        work.remove(opened)
    keep_listed(work, mended.owner, application=mended, gone=mending_id(application_id))
    work.tell(
        ApplicationResubmitted(
            application_id=mended.id,
            number=mended.number,
            kind=mended.form_kind,
            owner=mended.owner,
            county=mended.county,
            name=mended.name,
            institution=mended.institution,
            waits_for=mended.waits_for or "",
        ),
        about=mended,
    )
    return Receipt(application_id=mended.id, number=mended.number)


def _check_commissioner(form: CommissionerForm, scheme: Scheme) -> None:
    form.check_eligible()
    if form.capacity > scheme.most_enterprises:
        raise TooMuchCapacity(field="capacity", most=scheme.most_enterprises)


def _submit(work: Work, scheme: Scheme, kind: Kind, *, claim: str, form: EnterpriseForm | CommissionerForm) -> Receipt:
    claimed = claim_id(scheme.id, kind, claim)
    taken = work.find(ApplicantClaim, claimed)
    if taken is not None:
        if work.get(Application, taken.application).owner != work.by.person:
            raise AppliedByAnother(field="uscc")
        raise AlreadyApplied(number=taken.number)
    id = work.new_id()
    application = Application(
        id=id,
        number=number_of(scheme.year, kind, id),
        scheme=scheme.id,
        form_kind=kind,
        owner=work.by.person,
        county=form.county if isinstance(form, EnterpriseForm) else "",
        submitted_at=work.at,
        asks=asked_first(kind, scheme.steps),
        enterprise=form if isinstance(form, EnterpriseForm) else None,
        commissioner=form if isinstance(form, CommissionerForm) else None,
    )
    work.put(application, "submitted")
    work.put(ApplicantClaim(id=claimed, application=id, number=application.number))
    keep_listed(work, application.owner, application=application)
    work.tell(
        ApplicationSubmitted(
            application_id=id,
            number=application.number,
            scheme_id=scheme.id,
            kind=kind,
            owner=application.owner,
            county=application.county,
            name=application.name,
            institution=application.institution,
            waits_for=application.waits_for or "",
        ),
        about=application,
    )
    return Receipt(application_id=id, number=application.number)
