"""The end of a draft: checked as a whole and sent, or thrown away."""

from contextlib import suppress
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from services.applications.commands.applying import Receipt
from services.applications.commands.drafting import Begun, discard_draft, submit_draft
from services.applications.model.drafts import COMPLETE, STATES, AlreadySent, Draft
from services.applications.queries.answers import answered
from services.applications.queries.drafts import DraftView, own_draft
from services.applications.routes.drafting import PARTIES, TONES
from services.applications.service import service
from shared.fields import Sent
from shared.language import N_
from shared.rules import Refusal
from shared.web.answer import Done, Shown
from shared.web.call import Call


def _ticked(declared: bool) -> bool:
    if not declared:
        raise ValueError(N_("请勾选“我确认以上内容真实”后再提交"))
    return declared


class SubmitForm(Sent):
    """`seen` stands for what was checked: nothing else is sent."""

    seen: str = ""
    declared: Annotated[bool, AfterValidator(_ticked), Field(validate_default=True)] = False


class DiscardForm(Sent):
    seen: str = ""


@service.get(
    "/applications/drafts/{draft_id}/check", may=PARTIES, page="draft_check.html", summary="All answers, to be checked"
)
def check_answers(call: Call, draft_id: str) -> Shown[DraftView]:
    draft = own_draft(call.home.store, call.actor, draft_id)
    return Shown(DraftView.of(draft, call.now), _check_context(call, draft))


@service.post("/applications/drafts/{draft_id}/check", may=PARTIES, form="draft_check.html", summary="Send the draft")
def submit(call: Call, draft_id: str, body: SubmitForm) -> Done[Receipt]:
    with suppress(AlreadySent):  # the command knows whether what was seen is what was sent
        own_draft(call.home.store, call.actor, draft_id)
    receipt = call.perform(submit_draft, draft_id, body.seen)
    return Done(receipt, see=f"/applications/{receipt.application_id}/receipt", status=201)


@service.get(
    "/applications/drafts/{draft_id}/delete", may=PARTIES, page="draft_delete.html", summary="Whether to delete a draft"
)
def delete_page(call: Call, draft_id: str) -> Shown[DraftView]:
    draft = own_draft(call.home.store, call.actor, draft_id)
    return Shown(DraftView.of(draft, call.now), {"name": draft.name})


@service.post("/applications/drafts/{draft_id}/delete", may=PARTIES, summary="Delete a draft")
def delete(call: Call, draft_id: str, body: DiscardForm) -> Done[Begun]:
    own_draft(call.home.store, call.actor, draft_id)
    return Done(call.perform(discard_draft, draft_id, body.seen), see="/applications/mine")


@service.form_data("draft_check.html")
def _again(call: Call) -> dict[str, Any]:
    *_, id, _ = call.incoming.path.split("/")
    try:
        draft = own_draft(call.home.store, call.actor, id)
    except Refusal:
        return {"view": None}
    return _check_context(call, draft)


def _check_context(call: Call, draft: Draft) -> dict[str, Any]:
    states = draft.states()
    return {
        "view": DraftView.of(draft, call.now),
        "mends": draft.application,
        "checked": [
            {
                "shown": answered(draft.form_kind, each, draft.part(each.name).typed, call.language),
                "href": call.url_for(f"/applications/drafts/{draft.id}/sections/{each.name}"),
                "status": STATES[states[each.name]],
                "tone": TONES[states[each.name]],
                "complete": states[each.name] in COMPLETE,
                "may_change": draft.may_change(each),
                "wide": each.is_need or each.name in ("expertise", "works"),
            }
            for each in draft.sections()
        ],
    }
