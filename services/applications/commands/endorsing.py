"""What comes before the bureau's decision: the sending institution's consent, and the county's check."""

from services.applications.commands.applying import Receipt
from services.applications.commands.deciding import return_application
from services.applications.model.applications import Application, Correction, StepNotAsked
from services.applications.model.steps import STEPS, Step
from shared.events.applications import ApplicationEndorsed, ApplicationVerified
from shared.work import Work


def endorse_application(work: Work, application_id: str, note: str, on_paper: bool) -> Receipt:
    """The institution agrees; or, `on_paper`, the city's officer notes its stamped letter.

    Raises Unknown, StepNotAsked, NotSubmitted, AlreadyEndorsed.
    """
    application = _asked(work, application_id, Step.ENDORSEMENT)
    action = "endorsed on paper" if on_paper else "endorsed"
    endorsed = work.put(application.endorsed(work.at, note, on_paper=on_paper), action)
    work.tell(
        ApplicationEndorsed(
            application_id=endorsed.id,
            number=endorsed.number,
            kind=endorsed.form_kind,
            owner=endorsed.owner,
            name=endorsed.name,
            institution=endorsed.institution,
            on_paper=on_paper,
        ),
        about=endorsed,
    )
    return Receipt(application_id=endorsed.id, number=endorsed.number)


def decline_endorsement(work: Work, application_id: str, reason: str) -> Receipt:
    """The institution does not agree: the application goes back to its owner with the reason.

    Raises Unknown, StepNotAsked, NotSubmitted, AlreadyEndorsed.
    """
    application = _asked(work, application_id, Step.ENDORSEMENT)
    application.endorsed(work.at, "", on_paper=False)
    return return_application(work, application_id, (Correction(field="institution", reason=reason),))


def verify_enterprise(work: Work, application_id: str) -> Receipt:
    """The county has looked: it is the enterprise it says, in the classes it says, with these needs.

    One that is not goes back by `return_application`. Raises Unknown, StepNotAsked, NotSubmitted, AlreadyVerified.
    """
    application = _asked(work, application_id, Step.COUNTY_VERIFICATION)
    verified = work.put(application.verified(work.at), "verified")
    work.tell(
        ApplicationVerified(
            application_id=verified.id,
            number=verified.number,
            kind=verified.form_kind,
            owner=verified.owner,
            county=verified.county,
            name=verified.name,
        ),
        about=verified,
    )
    return Receipt(application_id=verified.id, number=verified.number)


def _asked(work: Work, application_id: str, step: Step) -> Application:
    application = work.get(Application, application_id)
    if application.asks is not step:
        raise StepNotAsked(step=STEPS[step])
    return application
