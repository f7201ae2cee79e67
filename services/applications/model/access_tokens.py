"""Tokens a person makes for programs that act for them: bounded in what, in how long, and in number."""

from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.language import N_
from shared.rules import Invalid, RuleBroken, Unknown
from shared.store.record import Record

MOST_LIVE = 20
MOST_OVER = 20
"""Tokens still known after their end, so that ending one twice is no mistake."""
LONGEST_DAYS = 365
USUAL_DAYS = 90


class TooManyTokens(RuleBroken):
    """Nobody keeps watch over more."""

    says = N_("有效的令牌最多 {most} 个，请先停用不再使用的")


class ScopeNotOffered(Invalid):
    """A token gives no more than its person has."""

    says = N_("请从列出的权限中选择")


class AccessToken(BaseModel):
    """What is kept of a token: everything but the token. `epoch` is that of its person's sessions when it was made."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    id: str
    name: str
    scopes: tuple[str, ...]
    created: AwareDatetime
    expires: AwareDatetime
    epoch: int = 0
    ended: AwareDatetime | None = None

    @property
    def lifetime(self) -> timedelta:
        return self.expires - self.created


class AccessTokens(Record):
    """One person's tokens; its id is theirs. In one record, so that the limit is decided by a key read."""

    audited: ClassVar[bool] = True

    tokens: tuple[AccessToken, ...] = ()

    def live(self, now: datetime, epoch: int) -> tuple[AccessToken, ...]:
        """Those that still work at `now`: the newest first. A later epoch has ended all from before it."""
        found = [each for each in self.tokens if each.ended is None and each.expires > now and each.epoch >= epoch]
        return tuple(sorted(found, key=lambda each: each.created, reverse=True))

    def having(self, token: AccessToken) -> "AccessTokens":
        """With one more, and of those that are over the latest alone. Raises TooManyTokens."""
        live = self.live(token.created, token.epoch)
        if len(live) >= MOST_LIVE:
            raise TooManyTokens(most=MOST_LIVE)
        over = [each for each in self.tokens if each not in live]
        return self.changed(tokens=(token, *live, *over[:MOST_OVER]))

    def named(self, token_id: str) -> AccessToken:
        """One of them, be it over or not. Raises Unknown."""
        for token in self.tokens:
            if token.id == token_id:
                return token
        raise Unknown

    def ending(self, token_id: str, now: datetime) -> "AccessTokens":
        """With one of them ended. It stays known until the next is made, so that ending it twice is no mistake."""
        over = {token_id: self.named(token_id).model_copy(update={"ended": now})}
        return self.changed(tokens=tuple(over.get(each.id, each) for each in self.tokens))
