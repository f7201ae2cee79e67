"""One's own tokens for programs: what there are, making one, seeing it once, ending one."""

from dataclasses import replace
from typing import Annotated

from pydantic import AwareDatetime, Field

from services.applications.commands.access_tokens import end_token, make_token
from services.applications.model.access_tokens import (
    LONGEST_DAYS,
    MOST_LIVE,
    USUAL_DAYS,
    AccessToken,
    AccessTokens,
    ScopeNotOffered,
)
from services.applications.model.people import Person
from services.applications.routes.people import SIGNED_IN
from services.applications.routes.sign_in import PressForm
from services.applications.service import service
from shared.auth import tokens
from shared.auth.scopes import check_person
from shared.fields import Listed, Sent, ShortText
from shared.language import N_
from shared.rules import Unknown
from shared.view import View
from shared.web.answer import Done, Shown
from shared.web.api_catalogue import scopes_for
from shared.web.call import Call

TOKENS = "/applications/tokens"
MADE = f"{TOKENS}/made"
COOKIE = "tepai_made"
SHOWN_S = 60
"""How long the browser holds a new token for the one page that shows it."""

SERVICE_NAMES = {
    "applications": N_("申报与人员"),
    "matching": N_("匹配与派驻"),
    "outcomes": N_("服务与成效"),
    "notifications": N_("通知"),
}

KIND_NAMES = {"read": N_("读取"), "write": N_("办理")}


class TokenForm(Sent):
    """What the program is called, what it may, and for how many days."""

    name: ShortText
    scopes: Annotated[tuple[str, ...], Listed, Field(min_length=1, max_length=8)]
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] = USUAL_DAYS


class TokenLine(View):
    """A token that works, as its owner sees it."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created: AwareDatetime
    expires: AwareDatetime


class TokenList(View):
    """All that work, the newest first."""

    items: list[TokenLine]


class TokenMade(View):
    """A new token, shown this once; empty where it was shown already."""

    token: str = ""


class TokenEnded(View):
    status: str = "ended"


@service.get(TOKENS, may=SIGNED_IN, page="tokens.html", summary="One's tokens for programs")
def access_tokens(call: Call) -> Shown[TokenList]:
    check_person(call.actor)
    return Shown(_listed(call), {"form": {"days": USUAL_DAYS}, **_options(call)})


@service.post(TOKENS, may=SIGNED_IN, form="tokens.html", summary="Make a token for a program")
def make_access_token(call: Call, body: TokenForm) -> Done[TokenMade]:
    check_person(call.actor)
    if not set(body.scopes) <= set(scopes_for(call.actor.role)):
        raise ScopeNotOffered(field="scopes")
    made = call.perform(make_token, body.name, tuple(dict.fromkeys(body.scopes)), body.days)
    person, kept = call.home.store.get_together([(Person, call.actor.person), (AccessTokens, call.actor.person)])
    if not isinstance(person, Person) or not isinstance(kept, AccessTokens):
        raise Unknown
    # A repetition gets the same token again: one that was ended since stays so.
    issued = _issued(call, person, kept.named(made.token_id))
    headers = {"Set-Cookie": _cookie(call, issued)} if call.session.by_cookie else {}
    return Done(TokenMade(token=issued), see=MADE, status=201, headers=headers)


@service.get(MADE, may=SIGNED_IN, page="token_made.html", summary="A token just made, once")
def access_token_made(call: Call) -> Shown[TokenMade]:
    check_person(call.actor)
    token = call.incoming.cookies.get(COOKIE, "")
    try:
        speaker, _, _ = tokens.read(call.home.secrets, token, call.now)
    except tokens.BadToken:
        return Shown(TokenMade())
    # Only one's own: what a cookie says may be of whoever used this browser before.
    shown = token if speaker.person == call.actor.person and speaker.is_program else ""
    return Shown(TokenMade(token=shown), headers={"Set-Cookie": _cookie(call, "")})


@service.post(f"{TOKENS}/{{token_id}}/end", may=SIGNED_IN, summary="End a token at once")
def end_access_token(call: Call, token_id: str, body: PressForm) -> Done[TokenEnded]:
    check_person(call.actor)
    call.perform(end_token, token_id)
    return Done(TokenEnded(), see=TOKENS)


@service.form_data("tokens.html")
def _token_form(call: Call) -> dict[str, object]:
    return {"answer": _listed(call), **_options(call)}


def _options(call: Call) -> dict[str, object]:
    offered = set(scopes_for(call.actor.role))
    kinds = [(service, kind) for service in SERVICE_NAMES for kind in KIND_NAMES]
    return {
        "offered": [each for each in kinds if ":".join(each) in offered],
        "kind_names": KIND_NAMES,
        "service_names": SERVICE_NAMES,
        "most": MOST_LIVE,
        "longest": LONGEST_DAYS,
    }


def _listed(call: Call) -> TokenList:
    kept = call.home.store.get(AccessTokens, call.actor.person)
    live = kept.live(call.now, call.actor.epoch) if kept else ()
    return TokenList(items=[TokenLine(**each.model_dump(exclude={"epoch", "ended"})) for each in live])


def _issued(call: Call, person: Person, token: AccessToken) -> str:
    actor = replace(person.actor(token.id), scopes=frozenset(token.scopes), epoch=token.epoch)
    return tokens.issue(call.home.secrets, actor, token.created, lifetime=token.lifetime)


def _cookie(call: Call, token: str) -> str:
    secure = "; Secure" if call.home.settings.secure else ""
    age = SHOWN_S if token else 0
    return f"{COOKIE}={token}; Path={call.url_for(MADE)}; Max-Age={age}; HttpOnly; SameSite=Strict{secure}"
