"""Recording a visit."""

from pydantic import BaseModel

from services.outcomes.model.parties import Dispatch
from services.outcomes.model.visits import Visit, VisitForm
from shared.clock import beijing_date
from shared.events.outcomes import VisitRecorded
from shared.rules import Unknown
from shared.work import Work


class VisitReceipt(BaseModel, defer_build=True):
    """The visit this is about."""

    visit_id: str


def record_visit(work: Work, dispatch_id: str, form: VisitForm) -> VisitReceipt:
    """Record a visit to a dispatch, within its term. Raises Unknown, InFuture, OutsideTerm."""
    dispatch = work.get(Dispatch, dispatch_id)
    if dispatch.gone:
        raise Unknown
    dispatch.check_service_day(form.day, beijing_date(work.at))
    visit = Visit(
        id=work.new_id(),
        dispatch=dispatch.id,
        parties=dispatch.parties,
        recorded_by=work.by.name,
        recorded_at=work.at,
        **form.model_dump(),
    )
    work.put(visit, "visit recorded")
    who = visit.parties.model_dump(
        include={"enterprise_name", "enterprise_owner", "commissioner_name", "commissioner_owner"}
    )
    work.tell(VisitRecorded(visit_id=visit.id, dispatch_id=dispatch.id, day=visit.day, **who), about=visit)
    return VisitReceipt(visit_id=visit.id)
