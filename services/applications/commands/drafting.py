"""Filling in an application section by section, and sending it once it is complete."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from services.applications.commands.applying import (
    Receipt,
    resubmit_application,
    submit_commissioner_application,
    submit_enterprise_application,
)
from services.applications.commands.listing import keep_listed
from services.applications.model.applications import (
    AlreadyApplied,
    ApplicantClaim,
    Application,
    NotReturned,
    Status,
    claim_id,
)
from services.applications.model.drafts import (
    AlreadySent,
    Draft,
    SeenOtherwise,
    SentDraft,
    draft_id,
    mending_id,
)
from services.applications.model.forms import CommissionerForm, EnterpriseForm, Kind
from services.applications.model.people import Person
from services.applications.model.prefill import again, mended
from services.applications.model.schemes import Scheme
from services.applications.model.sections import Typed
from shared.work import Work


class Begun(BaseModel, defer_build=True):
    """Which draft it is."""

    draft_id: str


class Kept(BaseModel, defer_build=True):
    """That a section was saved: which edition of it this is, and when."""

    draft_id: str
    edition: int
    saved_at: datetime


class NeedBegun(BaseModel, defer_build=True):
    """The section of a new need."""

    draft_id: str
    section: str


def begin_draft(work: Work, scheme_id: str, kind: Kind) -> Begun:
    """Begin an application, or go on with the one begun. Raises Unknown, WindowClosed, AlreadyApplied.

    What is known already is filled in: from the last application, else from the account.
    """
    scheme = work.get(Scheme, scheme_id)
    id = draft_id(work.by.person, scheme_id, kind)
    known = work.find(Draft, id)
    if known is not None:
        return Begun(draft_id=id)
    scheme.check_open(work.at)
    if kind is Kind.COMMISSIONER:
        claim = work.find(ApplicantClaim, claim_id(scheme_id, kind, work.by.person))
        if claim is not None:
            raise AlreadyApplied(number=claim.number)
    earlier = work.query(Application.by_owner, work.by.person, limit=10, descending=True).items
    last = next((each for each in earlier if each.form_kind is kind), None)
    begun = Draft(
        id=id,
        scheme=scheme_id,
        form_kind=kind,
        owner=work.by.person,
        begun=work.new_id(),
        begun_at=work.at,
        saved_at=work.at,
        **_of_scheme(scheme),
    )
    draft = again(begun, last, work.find(Person, work.by.person))
    work.put(draft)
    keep_listed(work, draft.owner, draft=draft)
    return Begun(draft_id=id)


def begin_mending(work: Work, application_id: str) -> Begun:
    """Open a returned application to be mended, or go on mending it. Raises Unknown, NotReturned."""
    application = work.get(Application, application_id)
    if application.status is not Status.RETURNED:
        raise NotReturned
    id = mending_id(application_id)
    if work.find(Draft, id) is None:
        scheme = work.get(Scheme, application.scheme)
        begun = Draft(
            id=id,
            scheme=application.scheme,
            form_kind=application.form_kind,
            owner=application.owner,
            begun=work.new_id(),
            begun_at=work.at,
            saved_at=work.at,
            **_of_scheme(scheme),
            application=application_id,
            number=application.number,
            corrections=application.corrections,
        )
        draft = mended(begun, application)
        work.put(draft)
        keep_listed(work, draft.owner, draft=draft)
    return Begun(draft_id=id)


def save_section(work: Work, draft_id: str, section: str, typed: Typed, edition: int | None, *, confirm: bool) -> Kept:
    """Keep what was typed into a section, right or wrong. Raises Unknown, NotAsked, ChangedElsewhere."""
    before = work.get(Draft, draft_id)
    draft = _keep(work, before, before.saved(section, typed, edition, work.at, confirm=confirm))
    return Kept(draft_id=draft_id, edition=draft.part(section).edition, saved_at=work.at)


def add_need(work: Work, draft_id: str) -> NeedBegun:
    """Begin one technical need more. Raises Unknown, NotAsked, TooManyNeeds."""
    before = work.get(Draft, draft_id)
    draft, section = before.with_need(work.at)
    _keep(work, before, draft)
    return NeedBegun(draft_id=draft_id, section=section)


def remove_need(work: Work, draft_id: str, section: str, seen: str) -> Begun:
    """Take a technical need out. Raises Unknown, NotAsked, OnlyNeed, SeenOtherwise."""
    draft = work.get(Draft, draft_id)
    _check_seen(draft, seen)
    _keep(work, draft, draft.without_need(section, work.at))
    return Begun(draft_id=draft_id)


def discard_draft(work: Work, draft_id: str, seen: str) -> Begun:
    """Throw a draft away. Raises Unknown, SeenOtherwise."""
    draft = work.get(Draft, draft_id)
    _check_seen(draft, seen)
    work.remove(draft)
    keep_listed(work, draft.owner, gone=draft_id)
    return Begun(draft_id=draft_id)


def submit_draft(work: Work, draft_id: str, seen: str) -> Receipt:
    """Send a draft as it was seen, once: the same draft sent again answers the receipt there is.

    Raises Unknown, AlreadySent, SeenOtherwise, NotComplete, and what submitting and resubmitting raise.
    """
    draft, sent = work.find(Draft, draft_id), work.find(SentDraft, draft_id)
    if sent is not None and (draft is None or sent.seen == seen):
        if sent.seen != seen:
            raise AlreadySent(number=sent.number)
        return Receipt(application_id=sent.application, number=sent.number)
    if draft is None:
        draft = work.get(Draft, draft_id)
    _check_seen(draft, seen)
    receipt = _sent(work, draft, draft.form())
    work.remove(draft)
    known = sent or SentDraft(id=draft_id, owner=draft.owner, seen="", application="", number="")
    work.put(known.changed(seen=seen, application=receipt.application_id, number=receipt.number))
    keep_listed(work, draft.owner, gone=draft_id)
    return receipt


def _keep(work: Work, before: Draft, draft: Draft) -> Draft:
    """Put a changed draft, and its owner's list where that shows the change."""
    work.put(draft)
    if (draft.name, draft.keep_until) != (before.name, before.keep_until):
        keep_listed(work, draft.owner, draft=draft)
    return draft


def _of_scheme(scheme: Scheme) -> dict[str, Any]:
    told = scheme.model_dump(include={"opens", "closes", "most_enterprises"})
    return {"scheme_name": scheme.name, **told}


def _sent(work: Work, draft: Draft, form: EnterpriseForm | CommissionerForm) -> Receipt:
    if draft.application:
        return resubmit_application(work, draft.application, form)
    if isinstance(form, EnterpriseForm):
        return submit_enterprise_application(work, draft.scheme, form)
    return submit_commissioner_application(work, draft.scheme, form)


def _check_seen(draft: Draft, seen: str) -> None:
    if draft.seen != seen:
        raise SeenOtherwise
