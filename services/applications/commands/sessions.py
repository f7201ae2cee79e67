"""Beginning sessions, noting that they go on, and ending them: one, all others, or all."""

from datetime import datetime, timedelta

from pydantic import BaseModel

from services.applications.model.people import Person
from services.applications.model.sessions import How, Session, SignIn
from shared.auth.epoch import SessionEpoch, over_by
from shared.events.applications import SessionEnded, SessionsEnded
from shared.rules import Unknown
from shared.work import Work

MOST_ENDED = 200
"""Sessions of one person that may be noted as ended one by one; for more, the epoch ends them all at once."""
NOTED_EVERY = timedelta(minutes=1)


class Begun(BaseModel, defer_build=True):
    """A session that begins: its id, whose, when, and at which epoch of the person's sessions."""

    session: str
    person_id: str
    at: datetime
    epoch: int


def begin(work: Work, person_id: str, how: How, browser: str, system: str) -> Begun:
    """Begin a session of somebody who has shown who they are. Raises Unknown."""
    person = work.get(Person, person_id)
    session = Session(
        id=work.new_id(),
        person=person.id,
        how=how,
        browser=browser,
        system=system,
        epoch=person.epoch,
        began=work.at,
        renewed=work.at,
    )
    work.put(session)
    work.put(SignIn(id=session.id, person=person.id, how=how, began=work.at), "signed in")
    return Begun(session=session.id, person_id=person.id, at=work.at, epoch=person.epoch)


def note_renewal(work: Work, session_id: str) -> None:
    """Remember that a session is in use. Requests of one page come together: one of them is enough."""
    session = work.find(Session, session_id)
    if session is not None and work.at >= session.renewed + NOTED_EVERY:
        work.put(session.changed(renewed=work.at))


def end_session(work: Work, person_id: str, session_id: str, until: datetime | None = None) -> None:
    """End one session, or one program's token: its tokens stop working in all services.

    `until` is when the last of them would have ended by itself; without it, as for a session, the longest there is.
    """
    person = work.get(Person, person_id)
    session = work.find(Session, session_id)
    if session is not None and session.person != person_id:
        raise Unknown
    known = work.find(SessionEpoch, person_id) or SessionEpoch(id=person_id)
    if session_id in known.ended:
        return
    until = until or over_by(session.began if session else work.at)
    ended = known.without(session_id, until, work.at)
    if len(ended.ended) > MOST_ENDED:
        end_sessions(work, person_id)
        return
    work.put(ended)
    work.tell(SessionEnded(person_id=person_id, session_id=session_id, until=until), about=person)
    _note_end(work, session, session_id)


def end_own_session(work: Work) -> None:
    """Sign out here and nowhere else."""
    end_session(work, work.by.person, work.by.session)


def end_sessions(work: Work, person_id: str, action: str = "sessions ended") -> int:
    """Sign a person out everywhere: every token issued so far stops working in all services. Answers the new epoch."""
    person = work.get(Person, person_id)
    ended = work.put(person.changed(epoch=person.epoch + 1), action)
    known = work.find(SessionEpoch, person.id) or SessionEpoch(id=person.id)
    work.put(known.changed(epoch=ended.epoch, ended={}))
    work.tell(SessionsEnded(person_id=person.id, epoch=ended.epoch), about=ended)
    return ended.epoch


def end_all_sessions(work: Work) -> None:
    """Sign out everywhere."""
    end_sessions(work, work.by.person)


def end_other_sessions(work: Work) -> Begun:
    """Sign out everywhere but here: this session goes on at the new epoch."""
    epoch = end_sessions(work, work.by.person)
    own = work.find(Session, work.by.session)
    if own is not None:
        work.put(own.changed(epoch=epoch))
    began = own.began if own is not None else work.at
    return Begun(session=work.by.session, person_id=work.by.person, at=began, epoch=epoch)


def _note_end(work: Work, session: Session | None, session_id: str) -> None:
    if session is not None:
        work.put(session.changed(ended=work.at))
    signed_in = work.find(SignIn, session_id)
    if signed_in is not None:
        work.put(signed_in.changed(ended=work.at), "signed out")
