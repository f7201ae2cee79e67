"""The bureau's decision on an application: accept it, or return it for correction."""

from services.applications.commands.applying import Receipt
from services.applications.commands.listing import keep_listed
from services.applications.model.applications import (
    Application,
    CityAccepts,
    Correction,
    Status,
    commissioner_facts,
    enterprise_facts,
)
from services.applications.model.schemes import Scheme
from services.applications.model.steps import Step, next_step
from shared.auth.actor import Role
from shared.events.applications import (
    ApplicationAccepted,
    ApplicationReturned,
    CommissionerAccepted,
    CorrectionFacts,
    EnterpriseAccepted,
)
from shared.work import Work


def accept_application(work: Work, application_id: str) -> Receipt:
    """Take an enterprise into the scheme, or a commissioner to the scheme's next step; without any, into it.

    Raises Unknown, NotSubmitted, NotEndorsed, NotVerified, CityAccepts.
    """
    application = work.get(Application, application_id)
    scheme = work.get(Scheme, application.scheme)
    if application.asks is Step.COUNTY_VERIFICATION and work.by.role is Role.COUNTY_OFFICER:
        raise CityAccepts
    accepted = work.put(application.accepted(work.at, scheme.steps), "accepted")
    keep_listed(work, accepted.owner, application=accepted)
    if accepted.status is Status.ACCEPTED:
        work.tell(_admission(accepted), about=accepted)
    else:
        work.tell(
            ApplicationAccepted(
                application_id=accepted.id,
                number=accepted.number,
                scheme_id=accepted.scheme,
                owner=accepted.owner,
                name=accepted.name,
                waits_for=next_step(scheme.steps, None) or "",
            ),
            about=accepted,
        )
    return Receipt(application_id=accepted.id, number=accepted.number)


def return_application(work: Work, application_id: str, corrections: tuple[Correction, ...]) -> Receipt:
    """Ask the applicant to mend fields, saying per field what. Raises Unknown, NotSubmitted."""
    application = work.get(Application, application_id)
    returned = work.put(application.returned(corrections, work.at), "returned")
    keep_listed(work, returned.owner, application=returned)
    work.tell(
        ApplicationReturned(
            application_id=returned.id,
            number=returned.number,
            kind=returned.form_kind,
            owner=returned.owner,
            name=returned.name,
            corrections=tuple(CorrectionFacts(field=each.field, reason=each.reason) for each in corrections),
        ),
        about=returned,
    )
    return Receipt(application_id=returned.id, number=returned.number)


def pass_step(work: Work, application: Application, step: Step, steps: tuple[Step, ...], action: str) -> Application:
    """Let a commissioner on from `step`; where none is left, appoint them, which tells all services of them."""
    passed = work.put(application.passing(steps, step), action)
    keep_listed(work, passed.owner, application=passed)
    if passed.status is Status.APPOINTED:
        work.tell(_admission(passed), about=passed)
    return passed


def _admission(application: Application) -> EnterpriseAccepted | CommissionerAccepted:
    told = {
        "application_id": application.id,
        "number": application.number,
        "scheme_id": application.scheme,
        "owner": application.owner,
    }
    if application.enterprise is not None:
        return EnterpriseAccepted(enterprise=enterprise_facts(application.id, application.enterprise), **told)
    if application.commissioner is None:
        raise ValueError(f"application {application.id} is of neither kind")
    facts = commissioner_facts(application.commissioner)
    return CommissionerAccepted(commissioner=facts, appointed=application.status is Status.APPOINTED, **told)
