"""The dispatch agreement: its text is settled, three sign it, one may give it back."""

from datetime import date

from pydantic import BaseModel

from services.matching.model.agreements import Agreement, Party, Signature, StampDay
from services.matching.model.dispatches import Dispatch, DispatchOver
from services.matching.model.parties import Scheme
from shared.clock import beijing_date
from shared.events.matching import AgreementReturned, AgreementSigned, SignatureGiven
from shared.work import Work


class Agreed(BaseModel, defer_build=True):
    """How the agreement stands: which parties have signed its present text."""

    dispatch_id: str
    signed: tuple[Party, ...]
    complete: bool


def agreement_of(work: Work, dispatch_id: str) -> Agreement:
    """The agreement of a dispatch that lasts; of one begun before there were agreements, as it would have begun.

    Raises Unknown, DispatchOver.
    """
    dispatch = work.get(Dispatch, dispatch_id)
    if dispatch.ended_on is not None:
        raise DispatchOver
    known = work.find(Agreement, dispatch_id)
    return known or Agreement.drafted(dispatch, work.get(Scheme, dispatch.scheme_id))


def edit_agreement(work: Work, dispatch_id: str, tasks: str, requirements: str, seen: str) -> Agreed:
    """Give the agreement another text before anybody signs.

    Raises Unknown, DispatchOver, AlreadySigned, TextChanged.
    """
    return _agreed(work.put(agreement_of(work, dispatch_id).edited(tasks, requirements, seen), "agreement edited"))


def sign_agreement(work: Work, dispatch_id: str, seen: str) -> Agreed:
    """Sign the text seen, for the party the actor answers for; a second signature changes nothing.

    Raises Unknown, DispatchOver, NotAllowed, TextChanged.
    """
    agreement = agreement_of(work, dispatch_id)
    party = agreement.party_of(work.by)
    if agreement.has_signed(party):
        return _agreed(agreement)
    signature = Signature(party=party, by=work.by.name or _name(agreement, party), at=work.at, digest=seen)
    return _signed(work, agreement.signed(signature), party, f"signed by {party}")


def record_stamped_paper(work: Work, dispatch_id: str, stamped_by: str, stamped: date, seen: str) -> Agreed:
    """Record that the sending institution stamped the printed text; a second record changes nothing.

    Raises Unknown, DispatchOver, TextChanged, StampDay.
    """
    agreement = agreement_of(work, dispatch_id)
    if agreement.has_signed(Party.INSTITUTION):
        return _agreed(agreement)
    today = beijing_date(work.at)
    if not agreement.starts <= stamped <= today:
        raise StampDay(field="stamped", starts=agreement.starts, today=today)
    signature = Signature(
        party=Party.INSTITUTION, by=stamped_by, at=work.at, digest=seen, stamped=stamped, recorded_by=work.by.name
    )
    return _signed(work, agreement.signed(signature), Party.INSTITUTION, "stamped paper of the institution recorded")


def give_agreement_back(work: Work, dispatch_id: str, reason: str) -> Agreed:
    """Refuse the text with a reason: every signature is void and the text may be changed again.

    Raises Unknown, DispatchOver, NotAllowed, Complete.
    """
    agreement = agreement_of(work, dispatch_id)
    party = agreement.party_of(work.by)
    back = work.put(agreement.given_back(party, reason), f"given back by {party}")
    work.tell(AgreementReturned(dispatch_id=back.id, side=party, **_parties(back)), about=back)
    return _agreed(back)


def _signed(work: Work, agreement: Agreement, party: Party, action: str) -> Agreed:
    work.put(agreement, action)
    if agreement.complete:
        work.put(work.get(Dispatch, agreement.id).changed(agreement_signed_at=work.at), "agreement signed")
        work.tell(AgreementSigned(dispatch_id=agreement.id, side=party, **_parties(agreement)), about=agreement)
    else:
        work.tell(SignatureGiven(dispatch_id=agreement.id, side=party, **_parties(agreement)), about=agreement)
    return _agreed(agreement)


def _parties(agreement: Agreement) -> dict[str, str]:
    names = {"county", "enterprise_name", "enterprise_owner", "commissioner_name", "commissioner_owner", "institution"}
    return agreement.model_dump(include=names)


def _name(agreement: Agreement, party: Party) -> str:
    names = {Party.COMMISSIONER: agreement.commissioner_name, Party.ENTERPRISE: agreement.enterprise_name}
    return names.get(party, agreement.institution)


def _agreed(agreement: Agreement) -> Agreed:
    signed = tuple(each.party for each in agreement.signatures)
    return Agreed(dispatch_id=agreement.id, signed=signed, complete=agreement.complete)
