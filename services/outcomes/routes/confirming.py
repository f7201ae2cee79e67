"""Confirming: the host's word, or the city's where there is no host."""

from services.outcomes.commands.confirming import (
    approve_service,
    confirm_outcome,
    confirm_service,
    disapprove_service,
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
APPROVERS = {Role.COUNTY_OFFICER: Reach.COUNTY, Role.CITY_OFFICER: Reach.ALL}
WAITING_SERVICES = "/outcomes/records?state=confirmed&kind=service"
"""The services the county has not looked at yet."""


@service.post("/outcomes/services/{log_id}/confirm", may=HOSTS, summary="Confirm a service")
def say_service_done(call: Call, log_id: str, body: ConfirmForm) -> Done[LogReceipt]:
    """The host says that the service took place."""
    service_of(call.load(Entry, log_id, Entry.of_host))
    return Done(call.perform(confirm_service, log_id), see="/outcomes/records")


@service.post("/outcomes/services/{log_id}/approve", may=APPROVERS, summary="Approve a service, for the county")
def say_service_counts(call: Call, log_id: str, body: ConfirmForm) -> Done[LogReceipt]:
    """The county says that a service the host confirmed counts."""
    service_of(call.load(Entry, log_id, Entry.of_county))
    return Done(call.perform(approve_service, log_id), see=WAITING_SERVICES)


@service.get(
    "/outcomes/services/{log_id}/disapprove",
    may=APPROVERS,
    page="disapprove_form.html",
    summary="The form that does not approve a service",
)
def disapprove_form(call: Call, log_id: str) -> Shown[EntryView]:
    """The empty form, with the service it is about."""
    entry = call.load(Entry, log_id, Entry.of_county)
    service_of(entry)
    return Shown(EntryView.of(entry, call.actor), _refuse_words(call))


@service.post(
    "/outcomes/services/{log_id}/disapprove",
    may=APPROVERS,
    form="disapprove_form.html",
    summary="Do not approve a service, with a reason",
)
def say_service_does_not_count(call: Call, log_id: str, body: RefuseForm) -> Done[LogReceipt]:
    """The county does not approve a service, and says why."""
    service_of(call.load(Entry, log_id, Entry.of_county))
    return Done(call.perform(disapprove_service, log_id, body.reason), see=WAITING_SERVICES)


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


@service.form_data("refuse_form.html", "disapprove_form.html")
def _refuse_words(call: Call) -> dict[str, object]:
    return words() | {"action": call.incoming.path}
