"""Forms that outlive a session: what was sent after its end is kept, and shown to its sender once they are back.

Only for whoever still carries a token of ours, be it too old or ended: it says whose the form is, nobody else is shown
it, and strangers can fill no store with it.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from shared.auth import tokens
from shared.auth.actor import Actor, Role
from shared.ids import derived_id, new_id
from shared.language import N_, say
from shared.rules import Refusal, Unknown
from shared.store.record import Record
from shared.view import View
from shared.web.answer import Document
from shared.web.call import Call, Site
from shared.web.endpoint import KEY_FIELD, TOKEN_FIELD, Endpoint, check_role
from shared.web.form_again import form_again
from shared.web.own_cookie import own_cookie
from shared.web.problem import Problem
from shared.web.session import COOKIE, VISITOR, check_origin
from shared.work import Cause, Work, perform

KEPT_FOR = timedelta(hours=1)
LARGEST = 300_000
"""Bytes of a form that is kept: below what an item may hold."""

PASSING = ("code",)
"""Fields good for minutes alone, which stand in no record: a form of nothing else is not kept."""

PAGE_TYPE = "text/html; charset=utf-8"
_NOTHING: TypeAdapter[None] = TypeAdapter(None, config=ConfigDict(defer_build=True))


class HeldForm(Record):
    """What one person last sent to one address of a form without a good session."""

    person: str
    route: str
    path: str
    fields: dict[str, Any]
    until: datetime

    @property
    def keep_until(self) -> datetime:
        """What was typed by somebody who did not come back is nobody's any more."""
        return self.until


def hold(call: Call) -> str:
    """Keep the form of a request that nobody good stands behind. Answers the address it is shown at, or an empty text
    where it cannot be kept: it is no form, too large, without a token that says whose it is, or another site's, which
    would have its own words shown as theirs.
    """
    incoming, home = call.incoming, call.home
    person = tokens.spoke_for(home.secrets, own_cookie(incoming, home, COOKIE), call.now)
    if not (person and call.endpoint.form and incoming.is_form and len(incoming.raw_body) <= LARGEST):
        return ""
    try:
        check_origin(incoming, VISITOR, home, "")
        fields = incoming.fields()
    except Refusal:
        return ""
    for left_out in (KEY_FIELD, TOKEN_FIELD, *PASSING):
        fields.pop(left_out, None)
    if not fields:
        return ""
    id = derived_id("held", person, incoming.path)
    form = HeldForm(
        id=id,
        person=person,
        route=call.endpoint.path,
        path=incoming.path,
        fields=fields,
        until=call.now + KEPT_FOR,
    )
    by, cause = Actor(person, Role.PUBLIC), Cause(f"held/{id}/{new_id()}", incoming.request_id or id, id)
    perform(home.store, home.clock, lambda work: _keep(work, form), by=by, cause=cause, answers=_NOTHING)
    return f"/{call.site.name}/held/{id}"


def _keep(work: Work, form: HeldForm) -> None:
    known = work.find(HeldForm, form.id)
    work.put(form if known is None else form.changed(version=known.version))


class HeldView(View):
    """A form as it was sent, for a program: the address it was sent to and its fields."""

    path: str
    fields: dict[str, Any]


def show_held(call: Call, held_id: str) -> HeldView | Document:
    """The form again, as it was sent, for the person who sent it. Raises Unknown for others, and when it is too old."""
    held = call.home.store.get(HeldForm, held_id)
    if held is None or held.person != call.actor.person or held.until < call.now:
        raise Unknown
    endpoint = _endpoint(call.site, held.route)
    check_role(endpoint, call.actor)
    if not call.incoming.wants_page:
        return HeldView(path=held.path, fields=held.fields)
    again = replace(
        call, endpoint=endpoint, incoming=replace(call.incoming, path=held.path, query={}), sent=held.fields
    )
    return Document(form_again(again, _kept(call.language)).encode(), PAGE_TYPE)


def _endpoint(site: Site, route: str) -> Endpoint:
    for endpoint in site.endpoints:
        if endpoint.method == "POST" and endpoint.path == route and endpoint.form:
            return endpoint
    raise Unknown


def _kept(language: str) -> Problem:
    """Why the form is there again: nothing is wrong with it, so its status is that of a page."""
    return Problem(
        type="urn:tepai:problem:Held",
        title=say(N_("您填写的内容还在"), language),
        status=200,
        detail=say(N_("提交时登录已过期，所以还没有提交。请核对后再次提交。"), language),
    )
