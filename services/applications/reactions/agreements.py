"""Desks by what is told of dispatch agreements: everybody signs, somebody gives one back, all have signed."""

from services.applications.model.worklist import CITY, Happened, What, person_desk
from services.applications.reactions.desks import Desks
from shared.events.envelope import Envelope
from shared.events.matching import AgreementReturned, AgreementSigned, DispatchStarted, SignatureGiven
from shared.work import Work

About = DispatchStarted | SignatureGiven | AgreementSigned | AgreementReturned
BY_INSTITUTION = "institution"
AS_DRAFTED = 1
"""The version an agreement begins with: a dispatch and its agreement begin in one commit."""
_FOR_GOOD = 1_000_000
"""Later than any version an agreement comes to."""


def on_signature_given(work: Work, event: SignatureGiven, envelope: Envelope) -> None:
    """One party less is asked."""
    Desks(work, envelope).done(_signing(event, event.side), version=envelope.subject_version)


def on_agreement_signed(work: Work, event: AgreementSigned, envelope: Envelope) -> None:
    """Nobody is asked any more."""
    desks = Desks(work, envelope)
    desks.done(_signing(event, event.side), version=envelope.subject_version)
    _tell(desks, event, Happened.AGREEMENT_SIGNED)


def on_agreement_returned(work: Work, event: AgreementReturned, envelope: Envelope) -> None:
    """Everybody is asked again."""
    desks = Desks(work, envelope)
    ask_to_sign(desks, event, envelope.subject_version)
    _tell(desks, event, Happened.AGREEMENT_RETURNED)


def ask_to_sign(desks: Desks, event: About, version: int) -> None:
    """Ask both sides, and the city for the institution, which may have no account.

    `version` is the agreement's: what a party did to an earlier text is no news.
    """
    about = {"enterprise": event.enterprise_name, "commissioner": event.commissioner_name}
    parties = {
        "enterprise": (What.SIGN_AGREEMENT, person_desk(event.enterprise_owner)),
        "commissioner": (What.SIGN_AGREEMENT, person_desk(event.commissioner_owner)),
        BY_INSTITUTION: (What.STAMP_AGREEMENT, CITY),
    }
    for side, (what, desk) in parties.items():
        desks.ask(_signing(event, side), what, desk, _path(event), about, version=version, county=event.county)


def nobody_signs(desks: Desks, dispatch_id: str) -> None:
    """The dispatch is over: whatever is still heard of its agreement asks nobody any more."""
    for side in ("enterprise", "commissioner", BY_INSTITUTION):
        desks.done(f"sign|{dispatch_id}|{side}", version=_FOR_GOOD)


def _tell(desks: Desks, event: AgreementSigned | AgreementReturned, what: Happened) -> None:
    about = {"enterprise": event.enterprise_name, "commissioner": event.commissioner_name}
    owners = (event.enterprise_owner, event.commissioner_owner)
    for desk in dict.fromkeys([*map(person_desk, owners), CITY]):
        desks.tell(desk, what, _path(event), **about)


def _signing(event: About, side: str) -> str:
    return f"sign|{event.dispatch_id}|{side}"


def _path(event: About) -> str:
    return f"/matching/dispatches/{event.dispatch_id}/agreement"
