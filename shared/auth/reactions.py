"""What every service does when somebody's sessions end: it keeps the epoch that older tokens fall short of."""

from shared.auth.epoch import SessionEpoch
from shared.events.applications import SessionsEnded
from shared.events.envelope import Envelope
from shared.work import Work


def on_sessions_ended(work: Work, event: SessionsEnded, envelope: Envelope) -> None:
    """Take over a person's session epoch. It only ever rises, so in any order the higher is the newer."""
    known = work.find(SessionEpoch, event.person_id)
    if known is not None and known.epoch >= event.epoch:
        return
    kept = known or SessionEpoch(id=event.person_id)
    work.put(kept.changed(epoch=event.epoch, source_version=envelope.subject_version))
