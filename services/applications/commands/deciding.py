"""The bureau's decision on an application: accept it, or return it for correction."""

from services.applications.commands.applying import Receipt
from services.applications.commands.listing import keep_listed
from services.applications.model.applications import Application, Correction, commissioner_facts, enterprise_facts
from shared.events.applications import (
    ApplicationReturned,
    CommissionerAccepted,
    CorrectionFacts,
    EnterpriseAccepted,
)
from shared.work import Work


def accept_application(work: Work, application_id: str) -> Receipt:
    """Take the applicant into the scheme. Raises Unknown, NotSubmitted."""
    application = work.get(Application, application_id)
    accepted = work.put(application.accepted(work.at), "accepted")
    keep_listed(work, accepted.owner, application=accepted)
    work.tell(_acceptance(accepted), about=accepted)
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


def _acceptance(application: Application) -> EnterpriseAccepted | CommissionerAccepted:
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
    return CommissionerAccepted(commissioner=commissioner_facts(application.commissioner), **told)
