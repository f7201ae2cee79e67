"""What every service does when sessions end: it keeps what their tokens are told by. Both may come in any order."""

from shared.auth.epoch import SessionEpoch
from shared.events.applications import SessionEnded, SessionsEnded
from shared.events.envelope import Envelope
from shared.work import Work


def on_sessions_ended(work: Work, event: SessionsEnded, envelope: Envelope) -> None:
    """Take over a person's session epoch. It only ever rises, so in any order the higher is the newer."""
    kept = _known(work, event.person_id)
    if kept.epoch >= event.epoch:
        return
    work.put(kept.changed(epoch=event.epoch, source_version=max(kept.source_version, envelope.subject_version)))


def on_session_ended(work: Work, event: SessionEnded, envelope: Envelope) -> None:
    """Note that one session is over. Ends only ever add up, so their order does not matter."""
    kept = _known(work, event.person_id)
    if event.session_id in kept.ended or event.until < work.at:
        return
    ended = kept.without(event.session_id, event.until, work.at)
    work.put(ended.changed(source_version=max(kept.source_version, envelope.subject_version)))


def _known(work: Work, person_id: str) -> SessionEpoch:
    return work.find(SessionEpoch, person_id) or SessionEpoch(id=person_id)
