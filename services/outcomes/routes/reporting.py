"""Reporting: the forms of a service and of a result, with a host and without."""

from services.outcomes.commands.reporting import (
    LogReceipt,
    OutcomeReceipt,
    report_outcome,
    report_outcome_without_host,
    report_service,
)
from services.outcomes.model.entries import Qualifier, ServiceLog
from services.outcomes.model.forms import HostlessOutcomeForm, OutcomeForm
from services.outcomes.model.indicators import OUTCOMES
from services.outcomes.model.parties import Commissioner, Dispatch
from services.outcomes.queries.entries import DispatchLine, commissioner_of
from services.outcomes.routes.records import COMMISSIONERS
from services.outcomes.service import service
from shared.clock import beijing_date
from shared.language import N_
from shared.rules import RuleBroken, Unknown
from shared.view import View
from shared.vocabulary import DELIVERY_MODES, SERVICE_TYPES
from shared.web.answer import Done, Shown
from shared.web.call import Call

QUALIFIER_NAMES = {Qualifier.EXACT: N_("准确数"), Qualifier.AT_LEAST: N_("至少这么多（“余”）")}


class NotYetAccepted(RuleBroken):
    """A person who is no commissioner of any scheme, as far as is known here."""

    says = N_("您还没有被受理的科技特派员申报，受理后才能填报成效")


class FormView(View):
    """An empty form."""


@service.get(
    "/outcomes/dispatches/{dispatch_id}/services",
    may=COMMISSIONERS,
    page="service_form.html",
    summary="The form of a service log",
)
def service_form(call: Call, dispatch_id: str) -> Shown[DispatchLine]:
    """The empty form, with the dispatch it is about."""
    dispatch = DispatchLine.of(call.load(Dispatch, dispatch_id, Dispatch.of_commissioner))
    return Shown(dispatch, _service_words(call))


@service.post(
    "/outcomes/dispatches/{dispatch_id}/services",
    may=COMMISSIONERS,
    form="service_form.html",
    summary="Log one service",
)
def log_service(call: Call, dispatch_id: str, body: ServiceLog) -> Done[LogReceipt]:
    """Log one service at the enterprise."""
    call.load(Dispatch, dispatch_id, Dispatch.of_commissioner)
    done = call.perform(report_service, dispatch_id, body)
    return Done(done, see=f"/outcomes/services/{done.log_id}", status=201)


@service.get(
    "/outcomes/dispatches/{dispatch_id}/outcomes",
    may=COMMISSIONERS,
    page="outcome_form.html",
    summary="The form of an outcome",
)
def outcome_form(call: Call, dispatch_id: str) -> Shown[DispatchLine]:
    """The empty form, with the dispatch it is about."""
    dispatch = DispatchLine.of(call.load(Dispatch, dispatch_id, Dispatch.of_commissioner))
    return Shown(dispatch, _outcome_words(call))


@service.post(
    "/outcomes/dispatches/{dispatch_id}/outcomes",
    may=COMMISSIONERS,
    form="outcome_form.html",
    summary="Report an outcome",
)
def tell_outcome(call: Call, dispatch_id: str, body: OutcomeForm) -> Done[OutcomeReceipt]:
    """Report a result of a dispatch, for its host to confirm."""
    call.load(Dispatch, dispatch_id, Dispatch.of_commissioner)
    return _received(call.perform(report_outcome, dispatch_id, body))


@service.get(
    "/outcomes/outcomes", may=COMMISSIONERS, page="outcome_form.html", summary="The form of an outcome without a host"
)
def hostless_outcome_form(call: Call) -> Shown[FormView]:
    """The empty form of a commissioner without a host."""
    return Shown(FormView(), _outcome_words(call))


@service.post(
    "/outcomes/outcomes", may=COMMISSIONERS, form="outcome_form.html", summary="Report an outcome without a host"
)
def tell_hostless_outcome(call: Call, body: HostlessOutcomeForm) -> Done[OutcomeReceipt]:
    """Report a result of a commissioner who has no host, for the city to confirm."""
    commissioner = _commissioner(call, body.commissioner_id)
    return _received(call.perform(report_outcome_without_host, commissioner.id, body))


def _commissioner(call: Call, asked: str) -> Commissioner:
    if asked:
        return call.load(Commissioner, asked, Commissioner.belongs)
    found = commissioner_of(call.home.store, call.actor.person)
    if found is None:
        raise NotYetAccepted
    if found.gone:
        raise Unknown
    return found


def _received(done: OutcomeReceipt) -> Done[OutcomeReceipt]:
    return Done(done, see=f"/outcomes/outcomes/{done.outcome_id}", status=201)


@service.form_data("service_form.html")
def _service_words(call: Call) -> dict[str, object]:
    return _today(call) | {"service_types": list(SERVICE_TYPES.items()), "delivery_modes": list(DELIVERY_MODES.items())}


@service.form_data("outcome_form.html")
def _outcome_words(call: Call) -> dict[str, object]:
    return _today(call) | {
        "indicators": list(OUTCOMES.items()),
        "qualifiers": list(QUALIFIER_NAMES.items()),
        "hosted": call.incoming.path != "/outcomes/outcomes",
    }


def _today(call: Call) -> dict[str, object]:
    return {"action": call.incoming.path, "today": beijing_date(call.now).isoformat()}
