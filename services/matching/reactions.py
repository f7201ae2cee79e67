"""What this service does about events: it copies who takes part, and proposes a run's pairs one by one."""

from typing import TypeVar

from services.matching.commands.running import complete_run, take_step
from services.matching.model.parties import Candidate, Host, Scheme
from shared import jobs
from shared.events.applications import CommissionerAccepted, EnterpriseAccepted, SchemePublished
from shared.events.envelope import Envelope
from shared.events.matching import PairingStepDue
from shared.store.record import Projection
from shared.work import Work

P = TypeVar("P", bound=Projection)


def on_scheme_published(work: Work, event: SchemePublished, envelope: Envelope) -> None:
    """Know the scheme's rules."""
    told = event.model_dump(include=set(SchemePublished.model_fields) & set(Scheme.model_fields))
    _take_over(work, Scheme(id=event.scheme_id, **told), envelope, set(told))


def on_enterprise_accepted(work: Work, event: EnterpriseAccepted, envelope: Envelope) -> None:
    """Know the enterprise, its needs and how many it asks for."""
    host = Host(id=event.application_id, scheme_id=event.scheme_id, owner=event.owner, facts=event.enterprise)
    _take_over(work, host, envelope, {"scheme_id", "owner", "facts"})


def on_commissioner_accepted(work: Work, event: CommissionerAccepted, envelope: Envelope) -> None:
    """Know the commissioner. The scheme's limit is applied where a place is taken, since its event may come later."""
    candidate = Candidate(
        id=event.application_id, scheme_id=event.scheme_id, owner=event.owner, facts=event.commissioner
    )
    _take_over(work, candidate, envelope, {"scheme_id", "owner", "facts"})


def on_pairing_step_due(work: Work, event: PairingStepDue, _: Envelope) -> None:
    """Propose the next pair of a run, or let the next enterprise left over wait."""
    jobs.advance(work, event, take_step, lambda step, job: complete_run(step, job.id))


def _take_over(work: Work, heard: P, envelope: Envelope, fields: set[str]) -> None:
    """Store what is heard, over what was known where it is newer; what this service keeps itself stays."""
    known = work.find(type(heard), heard.id)
    if known is None:
        work.put(heard.changed(source_version=envelope.subject_version))
    elif envelope.subject_version > known.source_version:
        told = {name: getattr(heard, name) for name in fields}
        work.put(known.changed(source_version=envelope.subject_version, gone=False, **told))
