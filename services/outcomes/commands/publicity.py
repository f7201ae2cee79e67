"""Noting press coverage and meetings, taking a mistake back, and writing the report's own words."""

from pydantic import BaseModel

from services.outcomes.model.narrative import Narrative, NarrativeForm
from services.outcomes.model.publicity import Coverage, CoverageForm, Rally, RallyForm, check_took_place
from shared.clock import beijing_date
from shared.events.outcomes import CoverageRecorded, CoverageWithdrawn, RallyRecorded, RallyWithdrawn
from shared.work import Work


class RecordedReceipt(BaseModel, defer_build=True):
    """The record this is about."""

    id: str


class NarrativeReceipt(BaseModel, defer_build=True):
    """The year whose report this is about."""

    year: int


def record_coverage(work: Work, form: CoverageForm) -> RecordedReceipt:
    """Note an item of the press. Raises InFuture."""
    check_took_place(form.day, beijing_date(work.at))
    noted = Coverage(id=work.new_id(), recorded_by=work.by.name, recorded_at=work.at, **form.model_dump())
    work.put(noted, "coverage recorded")
    told = CoverageRecorded(coverage_id=noted.id, year=noted.year, medium=noted.medium, title=noted.title)
    work.tell(told, about=noted)
    return RecordedReceipt(id=noted.id)


def withdraw_coverage(work: Work, coverage_id: str) -> RecordedReceipt:
    """Take back an item noted by mistake. Raises Unknown, AlreadyWithdrawn."""
    taken = work.put(work.get(Coverage, coverage_id).withdrawing(), "coverage withdrawn")
    work.tell(CoverageWithdrawn(coverage_id=taken.id, year=taken.year), about=taken)
    return RecordedReceipt(id=taken.id)


def record_rally(work: Work, form: RallyForm) -> RecordedReceipt:
    """Note a meeting. Raises InFuture."""
    check_took_place(form.day, beijing_date(work.at))
    noted = Rally(id=work.new_id(), recorded_by=work.by.name, recorded_at=work.at, **form.model_dump())
    work.put(noted, "rally recorded")
    work.tell(RallyRecorded(rally_id=noted.id, year=noted.year, day=noted.day, place=noted.place), about=noted)
    return RecordedReceipt(id=noted.id)


def withdraw_rally(work: Work, rally_id: str) -> RecordedReceipt:
    """Take back a meeting noted by mistake. Raises Unknown, AlreadyWithdrawn."""
    taken = work.put(work.get(Rally, rally_id).withdrawing(), "rally withdrawn")
    work.tell(RallyWithdrawn(rally_id=taken.id, year=taken.year), about=taken)
    return RecordedReceipt(id=taken.id)


def write_narrative(work: Work, year: int, form: NarrativeForm) -> NarrativeReceipt:
    """Write what the report of `year` says in the bureau's own words, in place of what it said before."""
    known = work.find(Narrative, str(year)) or Narrative(id=str(year))
    work.put(known.saying(form), "report's words written")
    return NarrativeReceipt(year=year)
