"""One's own sessions: where one is signed in, ending one, all others, or all; and signing out here."""

from datetime import datetime

from pydantic import AwareDatetime, ConfigDict, TypeAdapter

from services.applications.commands.sessions import (
    end_all_sessions,
    end_other_sessions,
    end_own_session,
    end_session,
    note_renewal,
)
from services.applications.model.people import Person
from services.applications.model.sessions import HOW_NAMES, How, Session
from services.applications.queries import sessions as queries
from services.applications.routes.people import SIGNED_IN
from services.applications.routes.sign_in import Asked, PressForm
from services.applications.service import service
from shared.auth import tokens
from shared.auth.actor import Belongs
from shared.auth.scopes import check_person
from shared.rules import Unknown
from shared.view import View
from shared.web.answer import Done
from shared.web.call import Call
from shared.web.session import cookie
from shared.work import Cause, perform

SESSIONS = "/applications/sessions"
_NOTHING: TypeAdapter[None] = TypeAdapter(None, config=ConfigDict(defer_build=True))


class SessionLine(View):
    """A session that goes on. `here` says that it is the one that asks; `how_name` is a Chinese source text."""

    id: str
    how: How
    how_name: str
    browser: str
    system: str
    began: AwareDatetime
    renewed: AwareDatetime
    here: bool


class SessionList(View):
    """The newest first; at most a page of them."""

    items: list[SessionLine]


@service.get(SESSIONS, may=SIGNED_IN, page="sessions.html", summary="Where one is signed in")
def sessions(call: Call) -> SessionList:
    check_person(call.actor)
    found = queries.sessions(call.home.store, call.actor, call.now)
    return SessionList(items=[_line(each, call.actor.session, call.now) for each in found])


@service.post(f"{SESSIONS}/{{session_id}}/end", may=SIGNED_IN, summary="End one session")
def end_one(call: Call, session_id: str, body: PressForm) -> Done[Asked]:
    check_person(call.actor)
    ended = call.load(Session, session_id, lambda session: Belongs(people=frozenset({session.person})))
    call.perform(end_session, call.actor.person, ended.id)
    if ended.id == call.actor.session:
        return _gone(call)
    return Done(Asked(status="ended"), see=SESSIONS)


@service.post(f"{SESSIONS}/end-others", may=SIGNED_IN, summary="End all sessions but this one")
def end_others(call: Call, body: PressForm) -> Done[Asked]:
    check_person(call.actor)
    kept = call.perform(end_other_sessions)
    person = call.home.store.get(Person, call.actor.person)
    if person is None:
        raise Unknown
    token = tokens.issue(call.home.secrets, person.actor(kept.session), call.now, kept.at)
    # Only a browser is kept signed in: a program signs in anew.
    headers = {"Set-Cookie": cookie(call.home, token)} if call.session.by_cookie else {}
    return Done(Asked(status="ended"), see=SESSIONS, headers=headers)


@service.post(f"{SESSIONS}/end-all", may=SIGNED_IN, summary="Sign out everywhere")
def end_all(call: Call, body: PressForm) -> Done[Asked]:
    check_person(call.actor)
    call.perform(end_all_sessions)
    return _gone(call)


@service.post("/applications/sign-out", may=SIGNED_IN, summary="Sign out here")
def sign_out(call: Call, body: PressForm) -> Done[Asked]:
    check_person(call.actor)
    call.perform(end_own_session)
    return _gone(call)


def noting_renewal(call: Call) -> None:
    """Remember that the caller's session is in use; once for each time its token is renewed."""
    id = call.actor.session
    key = f"renewed/{id}/{int(call.now.timestamp())}"
    perform(
        call.home.store, call.home.clock, lambda work: note_renewal(work, id),
        by=call.actor, cause=Cause(key, call.incoming.request_id or key, key), answers=_NOTHING,
    )  # fmt: skip


service.on_renewal = noting_renewal


def _line(session: Session, here: str, now: datetime) -> SessionLine:
    ours = session.id == here
    return SessionLine(
        how_name=HOW_NAMES[session.how],
        here=ours,
        renewed=now if ours else session.renewed,
        **session.model_dump(include={"id", "how", "browser", "system", "began"}),
    )


def _gone(call: Call) -> Done[Asked]:
    return Done(Asked(status="ended"), see="/", headers={"Set-Cookie": cookie(call.home, "")})
