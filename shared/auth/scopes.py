"""What a program may of what its person may: per service, to read or to change.

A scope is `<service>:read` or `<service>:write`. Reading is what asks by GET; everything else changes something.
Neither holds the other. What concerns the account itself (sessions, contacts, tokens) no scope gives: it is the
person's.
"""

from shared.auth.actor import Actor
from shared.language import N_
from shared.rules import NotAllowed

READ_METHODS = ("GET", "HEAD", "OPTIONS")


class ScopeMissing(NotAllowed):
    """The token was not given what this route needs."""

    says = N_("这个令牌没有“{scope}”权限")


class PersonOnly(NotAllowed):
    """No token reaches the account it belongs to."""

    says = N_("账号本身的事项只能由本人登录后办理，程序令牌不能")


def scope_of(service: str, method: str) -> str:
    """The scope a route of `service` asked by `method` needs."""
    return f"{service}:{'read' if method in READ_METHODS else 'write'}"


def check_scope(actor: Actor, service: str, method: str) -> None:
    """Refuse what a program's scopes do not give. Raises ScopeMissing; a person's session passes."""
    needed = scope_of(service, method)
    if actor.is_program and needed not in actor.scopes:
        raise ScopeMissing(scope=needed)


def check_person(actor: Actor) -> None:
    """Refuse a program, whatever its scopes. Raises PersonOnly."""
    if actor.is_program:
        raise PersonOnly
