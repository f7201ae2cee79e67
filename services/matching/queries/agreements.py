"""Reading dispatch agreements: one with its text and signatures, an institution's list."""

from datetime import date, datetime

from services.matching.model.agreements import Agreement, Party, Sentence
from shared.auth.actor import Actor, Role
from shared.rules import NotAllowed
from shared.store.port import Store
from shared.view import View


class SignatureView(View):
    """One party: who signed and when, or nobody yet. `stamped` is the day on a stamped paper an officer recorded."""

    party: Party
    by: str = ""
    at: datetime | None = None
    stamped: date | None = None
    recorded_by: str = ""


class AgreementView(View):
    """An agreement. `digest` names the text; whoever signs or changes it sends back the one they saw.

    `clauses` are in the reader's language, the binding ones in Chinese. `returned` says why signatures were taken back.
    """

    dispatch_id: str
    scheme_name: str
    enterprise_name: str
    commissioner_name: str
    commissioner_kind: str
    people: int
    institution: str
    starts: date
    ends: date
    tasks: str
    requirements: str
    clauses: list[Sentence]
    digest: str
    signatures: list[SignatureView]
    complete: bool
    returned: str
    returned_by: str
    may_sign: bool
    may_edit: bool
    may_give_back: bool
    may_record_paper: bool

    @classmethod
    def of(cls, agreement: Agreement, actor: Actor, language: str) -> "AgreementView":
        signs_for = _signs_for(agreement, actor)
        shown = set(cls.model_fields) & set(Agreement.model_fields) - {"signatures"}
        untouched = not agreement.signatures
        edits = actor.role is Role.CITY_OFFICER or signs_for is Party.COMMISSIONER
        open_to_institution = not agreement.has_signed(Party.INSTITUTION)
        return cls(
            dispatch_id=agreement.id,
            clauses=agreement.clauses(language),
            digest=agreement.digest,
            signatures=[_signature(agreement, party) for party in Party],
            complete=agreement.complete,
            may_sign=signs_for is not None and not agreement.has_signed(signs_for),
            may_edit=untouched and edits,
            may_give_back=signs_for is not None and not agreement.complete,
            may_record_paper=actor.role is Role.CITY_OFFICER and open_to_institution,
            **agreement.model_dump(include=shown),
        )


class AgreementLine(View):
    """An agreement in a list; `signed` says whether this institution has."""

    dispatch_id: str
    commissioner_name: str
    enterprise_name: str
    starts: date
    ends: date
    signed: bool
    complete: bool


class AgreementList(View):
    """A page of agreements."""

    items: list[AgreementLine]
    next: str | None = None


def agreements(store: Store, actor: Actor, after: str | None) -> AgreementList:
    """Those of the actor's institution, what waits for its signature first."""
    if not actor.organisation:
        return AgreementList(items=[])
    page = store.query(Agreement.of_institution, actor.organisation, limit=30, after=after)
    return AgreementList(items=[_line(each) for each in page.items], next=page.next)


def _line(agreement: Agreement) -> AgreementLine:
    shown = {"commissioner_name", "enterprise_name", "starts", "ends"}
    return AgreementLine(
        dispatch_id=agreement.id,
        signed=agreement.has_signed(Party.INSTITUTION),
        complete=agreement.complete,
        **agreement.model_dump(include=shown),
    )


def _signature(agreement: Agreement, party: Party) -> SignatureView:
    found = agreement.signature_of(party)
    return SignatureView(party=party) if found is None else SignatureView(**found.model_dump(exclude={"digest"}))


def _signs_for(agreement: Agreement, actor: Actor) -> Party | None:
    try:
        return agreement.party_of(actor)
    except NotAllowed:
        return None
