"""Making tokens for programs, and ending them."""

from datetime import timedelta

from pydantic import BaseModel

from services.applications.commands.sessions import end_session
from services.applications.model.access_tokens import AccessToken, AccessTokens
from services.applications.model.people import Person
from shared.auth.epoch import lasting
from shared.work import Work


class Made(BaseModel, defer_build=True):
    """Which token was made. What it is, is written nowhere."""

    token_id: str


def make_token(work: Work, name: str, scopes: tuple[str, ...], days: int) -> Made:
    """Make a token of the caller's. Raises TooManyTokens."""
    person = work.get(Person, work.by.person)
    # To the second, as a token tells time: so the same token can be issued again for a repeated request.
    created = work.at.replace(microsecond=0)
    token = AccessToken(
        id=work.new_id(),
        name=name,
        scopes=scopes,
        created=created,
        expires=created + timedelta(days=days),
        epoch=person.epoch,
    )
    kept = work.find(AccessTokens, person.id) or AccessTokens(id=person.id)
    work.put(kept.having(token), "token made")
    return Made(token_id=token.id)


def end_token(work: Work, token_id: str) -> None:
    """End one of the caller's tokens: it stops working in all services. Raises Unknown."""
    kept = work.get(AccessTokens, work.by.person)
    token = kept.named(token_id)
    if token.ended is not None:
        return
    work.put(kept.ending(token_id, work.at), "token ended")
    end_session(work, work.by.person, token.id, lasting(token.created, token.lifetime))
