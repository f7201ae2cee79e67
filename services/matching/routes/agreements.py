"""The dispatch agreement: its text, signing it, giving it back, the institution's stamped paper, the Word file."""

from datetime import date
from typing import Annotated

from pydantic import Field

from services.matching.commands.agreeing import (
    Agreed,
    edit_agreement,
    give_agreement_back,
    record_stamped_paper,
    sign_agreement,
)
from services.matching.model.agreements import MOST_TEXT, PARTY_NAMES, Agreement
from services.matching.model.dispatches import Dispatch
from services.matching.model.parties import Scheme
from services.matching.queries import agreements as queries
from services.matching.queries.agreements import AgreementList, AgreementView
from services.matching.routes.proposals import PARTIES
from services.matching.routes.proposals import READERS as BUREAU_AND_PARTIES
from services.matching.service import service
from shared.auth.actor import Reach, Role
from shared.clock import beijing_date
from shared.fields import Sent
from shared.rules import Unknown
from shared.web.answer import Document, Done, Shown
from shared.web.call import Call
from shared.web.docx_file import docx_file

INSTITUTION = {Role.SENDING_INSTITUTION: Reach.ORGANISATION}
CITY = {Role.CITY_OFFICER: Reach.ALL}
READERS = BUREAU_AND_PARTIES | INSTITUTION
SIGNERS = PARTIES | INSTITUTION
EDITORS = {Role.APPLICANT: Reach.OWN} | CITY
BASE = "/matching/dispatches/{dispatch_id}/agreement"

Seen = Annotated[str, Field(min_length=64, max_length=64)]
Text = Annotated[str, Field(min_length=10, max_length=MOST_TEXT)]


class AgreementsQuery(Sent):
    """Where to go on."""

    after: str | None = None


class SignForm(Sent):
    """The digest of the text that was seen."""

    seen: Seen


class AgreementForm(Sent):
    """Another text, in place of the one seen."""

    tasks: Text
    requirements: Text
    seen: Seen


class GiveBackForm(Sent):
    """Why."""

    reason: Annotated[str, Field(min_length=2, max_length=500)]


class StampedForm(Sent):
    """Who put the institution's stamp on the paper of the text seen, and when."""

    stamped_by: Annotated[str, Field(min_length=2, max_length=100)]
    stamped: date
    seen: Seen


@service.get("/matching/agreements", may=INSTITUTION, page="agreements.html", summary="An institution's agreements")
def agreements(call: Call, query: AgreementsQuery) -> AgreementList:
    """What waits for the institution's signature, then what it has signed."""
    return queries.agreements(call.home.store, call.actor, query.after)


@service.get(BASE, may=READERS, page="agreement.html", summary="A dispatch agreement", together=(Agreement,))
def agreement(call: Call, dispatch_id: str) -> Shown[AgreementView]:
    """The text and who has signed it."""
    return _shown(call, dispatch_id)


@service.get(f"{BASE}.docx", may=READERS, summary="A dispatch agreement as a Word file")
def agreement_docx(call: Call, dispatch_id: str) -> Document:
    """The paper, for printing and stamping."""
    # Word's own kit takes a while to import: only whoever downloads waits for it.
    from services.matching.papers.agreement import agreement_paper, paper_name

    found = _found(call, dispatch_id)
    return docx_file(paper_name(found), agreement_paper(found))


@service.get(f"{BASE}/edit", may=EDITORS, page="agreement_form.html", summary="The form of an agreement's text")
def agreement_form(call: Call, dispatch_id: str) -> Shown[AgreementView]:
    """The text as it is."""
    return _shown(call, dispatch_id)


@service.post(f"{BASE}/edit", may=EDITORS, form="agreement_form.html", summary="Change an agreement's text")
def change_agreement(call: Call, dispatch_id: str, body: AgreementForm) -> Done[Agreed]:
    """Only before anybody signed it."""
    _found(call, dispatch_id)
    return _done(call.perform(edit_agreement, dispatch_id, body.tasks, body.requirements, body.seen))


@service.post(f"{BASE}/sign", may=SIGNERS, summary="Sign an agreement")
def sign(call: Call, dispatch_id: str, body: SignForm) -> Done[Agreed]:
    """Sign the text that was seen."""
    _found(call, dispatch_id)
    return _done(call.perform(sign_agreement, dispatch_id, body.seen))


@service.get(f"{BASE}/return", may=SIGNERS, page="agreement_return.html", summary="The form to give an agreement back")
def give_back_form(call: Call, dispatch_id: str) -> Shown[AgreementView]:
    """With what it means."""
    return _shown(call, dispatch_id)


@service.post(f"{BASE}/return", may=SIGNERS, form="agreement_return.html", summary="Give an agreement back")
def give_back(call: Call, dispatch_id: str, body: GiveBackForm) -> Done[Agreed]:
    """Refuse the text, with a reason everybody reads."""
    _found(call, dispatch_id)
    return _done(call.perform(give_agreement_back, dispatch_id, body.reason))


@service.get(
    f"{BASE}/paper", may=CITY, page="agreement_paper.html", summary="The form of an institution's stamped paper"
)
def paper_form(call: Call, dispatch_id: str) -> Shown[AgreementView]:
    """For an institution that signs on paper."""
    return _shown(call, dispatch_id)


@service.post(f"{BASE}/paper", may=CITY, form="agreement_paper.html", summary="Record an institution's stamped paper")
def record_paper(call: Call, dispatch_id: str, body: StampedForm) -> Done[Agreed]:
    """The institution's signature, as it stands on paper."""
    _found(call, dispatch_id)
    return _done(call.perform(record_stamped_paper, dispatch_id, body.stamped_by, body.stamped, body.seen))


@service.form_data("agreement_form.html", "agreement_return.html", "agreement_paper.html")
def _again(call: Call) -> dict[str, object]:
    dispatch_id = call.incoming.path.split("/")[3]
    try:
        return {"answer": AgreementView.of(_found(call, dispatch_id), call.actor, call.language), **_words(call)}
    except Unknown:
        return _words(call)


def _shown(call: Call, dispatch_id: str) -> Shown[AgreementView]:
    return Shown(AgreementView.of(_found(call, dispatch_id), call.actor, call.language), _words(call))


def _found(call: Call, dispatch_id: str) -> Agreement:
    """The agreement, if the caller may know of it; of a dispatch begun before there were any, as it would begin."""
    agreement = call.find(Agreement, dispatch_id)
    if agreement is None:
        dispatch = call.find(Dispatch, dispatch_id)
        scheme = call.home.store.get(Scheme, dispatch.scheme_id) if dispatch else None
        if dispatch is None or scheme is None:
            raise Unknown
        agreement = Agreement.drafted(dispatch, scheme)
    call.claim(agreement.belongs())
    return agreement


def _words(call: Call) -> dict[str, object]:
    return {"party_names": PARTY_NAMES, "today": beijing_date(call.now), "action": call.incoming.path}


def _done(agreed: Agreed) -> Done[Agreed]:
    return Done(agreed, see=f"/matching/dispatches/{agreed.dispatch_id}/agreement")
