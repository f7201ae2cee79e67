"""Nothing is asked twice: what a new draft knows from the person's account and their last application."""

from typing import Any

from services.applications.model import sections
from services.applications.model.applications import Application
from services.applications.model.drafts import FROM_ACCOUNT, Draft, Part
from services.applications.model.forms import Kind
from services.applications.model.people import Person
from services.applications.model.sections import NEED, NEEDS_FIELD, Section, Typed

ASKED_ANEW = frozenset({"civil_servant"})
"""What may have changed since and decides something: it is asked every time."""

CARRIED: dict[Kind, tuple[Section, ...]] = {
    Kind.ENTERPRISE: (sections.COMPANY, sections.CLASSES),
    Kind.COMMISSIONER: (
        sections.PERSON,
        sections.MEMBERS,
        sections.EXPERTISE,
        sections.WORKS,
        sections.WISHES,
    ),
}
"""What an application takes over from the one before: who it is, not what is wanted this time."""


def again(draft: Draft, last: Application | None, person: Person | None) -> Draft:
    """A draft just begun, with what is known filled in, and room for a first need where it has needs.

    An enterprise's second application to one scheme is of another enterprise, so nothing is taken over then.
    """
    needs = (f"{NEED}1",) if draft.form_kind is Kind.ENTERPRISE else ()
    begun = draft.changed(needs=needs, needs_begun=len(needs))
    if last is not None and last.scheme != draft.scheme:
        return begun.changed(parts=_carried(draft.form_kind, last))
    name = "" if person is None or last is not None else _name_of(person, draft.form_kind)
    part = {sections.APPLICANT: Part(typed={"name": name}, source=FROM_ACCOUNT)} if name else {}
    return begun.changed(parts=part)


def mended(draft: Draft, application: Application) -> Draft:
    """A draft of a returned application: all that was sent, each need in a section of its own."""
    whole = _sent(application)
    needs = whole.pop(NEEDS_FIELD, [])
    names = tuple(f"{NEED}{number}" for number in range(1, len(needs) + 1))
    begun = draft.changed(needs=names, needs_begun=len(names))
    typed = dict(zip(names, needs, strict=True)) | {
        each.name: _of(each, whole) for each in (*CARRIED[draft.form_kind], sections.DEMAND) if _of(each, whole)
    }
    parts = {name: Part(typed=values, confirmed=True) for name, values in typed.items()}
    # A section nothing was said in was sent too: it is settled unless the officer names it.
    for each in begun.changed(parts=parts).sections():
        parts.setdefault(each.name, Part(confirmed=True))
    return begun.changed(parts=parts)


def _carried(kind: Kind, last: Application) -> dict[str, Part]:
    whole = _sent(last)
    found = {each.name: _of(each, whole, without=ASKED_ANEW) for each in CARRIED[kind]}
    return {name: Part(typed=typed, source=last.number) for name, typed in found.items() if typed}


def _sent(application: Application) -> dict[str, Any]:
    form = application.enterprise or application.commissioner
    return form.model_dump(mode="json") if form is not None else {}


def _of(section: Section, whole: dict[str, Any], *, without: frozenset[str] = frozenset()) -> Typed:
    """The section's fields of a whole form, those that say nothing left out."""
    fields = (name for name in section.fields if name not in without)
    return {name: whole[name] for name in fields if whole.get(name) not in (None, "", [], False)}


def _name_of(person: Person, kind: Kind) -> str:
    """The name the account gives: a person's own for a commissioner, their organisation's for an enterprise."""
    return person.name if kind is Kind.COMMISSIONER else person.organisation
