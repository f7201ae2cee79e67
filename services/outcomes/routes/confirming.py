"""Confirming: the host's word, or the city's where there is no host."""

from services.outcomes.commands.confirming import (
    confirm_outcome,
    confirm_service,
    outcome_of,
    refuse_outcome,
    service_of,
)
from services.outcomes.commands.reporting import LogReceipt, OutcomeReceipt
from services.outcomes.model.entries import Entry
from services.outcomes.model.forms import ConfirmForm, RefuseForm
from services.outcomes.queries.entries import EntryView
from services.outcomes.routes.records import HOSTS, words
from services.outcomes.service import service
from shared.auth.actor import Reach, Role
from shared.web.answer import Done, Shown
from shared.web.call import Call

DECIDERS = HOSTS | {Role.CITY_OFFICER: Reach.ALL}


@service.post("/outcomes/services/{log_id}/confirm", may=HOSTS, summary="Confirm a service")
def say_service_done(call: Call, log_id: str, body: ConfirmForm) -> Done[LogReceipt]:
    """The host says that the service took place."""
    service_of(call.load(Entry, log_id, Entry.of_host))
    return Done(call.perform(confirm_service, log_id), see="/outcomes/records")


@service.post("/outcomes/outcomes/{outcome_id}/confirm", may=DECIDERS, summary="Confirm an outcome")
def say_outcome_true(call: Call, outcome_id: str, body: ConfirmForm) -> Done[OutcomeReceipt]:
    """The host (or the city, where there is none) says that the result is so."""
    _decidable(call, outcome_id)
    return Done(call.perform(confirm_outcome, outcome_id), see="/outcomes/records")


@service.get(
    "/outcomes/outcomes/{outcome_id}/refuse",
    may=DECIDERS,
    page="refuse_form.html",
    summary="The form that refuses an outcome",
)
def refuse_form(call: Call, outcome_id: str) -> Shown[EntryView]:
    """The empty form, with the result it is about."""
    return Shown(EntryView.of(_decidable(call, outcome_id), call.actor), _refuse_words(call))


@service.post(
    "/outcomes/outcomes/{outcome_id}/refuse",
    may=DECIDERS,
    form="refuse_form.html",
    summary="Refuse an outcome, with a reason",
)
def say_outcome_not_so(call: Call, outcome_id: str, body: RefuseForm) -> Done[OutcomeReceipt]:
    """The host (or the city, where there is none) does not confirm the result, and says why."""
    _decidable(call, outcome_id)
    return Done(call.perform(refuse_outcome, outcome_id, body.reason), see="/outcomes/records")


def _decidable(call: Call, outcome_id: str) -> Entry:
    entry = call.load(Entry, outcome_id, Entry.of_host)
    outcome_of(entry)
    if call.reach is Reach.ALL:
        entry.check_city_decides()
    return entry


@service.form_data("refuse_form.html")
def _refuse_words(call: Call) -> dict[str, object]:
    return words() | {"action": call.incoming.path}
