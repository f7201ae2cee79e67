"""What the outcomes service tells: services done and results achieved."""

from datetime import date

from shared.events.envelope import Event


class ServiceReported(Event):
    """A commissioner logged one service at the enterprise; the host is asked to confirm it."""

    log_id: str
    dispatch_id: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_name: str
    commissioner_owner: str
    day: date


class ServiceConfirmed(Event):
    """The host confirmed a service; the county's officers are asked to approve it."""

    log_id: str
    dispatch_id: str
    enterprise_name: str
    commissioner_owner: str
    day: date
    county: str = ""
    commissioner_name: str = ""


class ServiceApproved(Event):
    """The county approved a service the host confirmed: it counts."""

    log_id: str
    dispatch_id: str
    enterprise_name: str
    commissioner_owner: str
    day: date


class ServiceDisapproved(Event):
    """The county did not approve a service, and says why."""

    log_id: str
    dispatch_id: str
    enterprise_name: str
    commissioner_owner: str
    day: date
    reason: str


class OutcomeReported(Event):
    """A result was reported; the host is asked to confirm it.

    A commissioner without a host reports without a dispatch: `dispatch_id` and everything of the enterprise are empty,
    and the city's officers are asked.
    """

    outcome_id: str
    dispatch_id: str
    indicator: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_name: str
    commissioner_owner: str
    indicator_name: str = ""
    """What it is called in Chinese."""


class OutcomeConfirmed(Event):
    """A result was confirmed by the host (or the city, where there is none): it counts under the scheme's `year`.

    `quantity` is in the indicator's unit, money in fen.
    """

    outcome_id: str
    dispatch_id: str
    scheme_id: str
    year: int
    indicator: str
    quantity: int
    at_least: bool
    text: str
    enterprise_name: str
    commissioner_name: str
    commissioner_owner: str
    indicator_name: str = ""


class OutcomeRefused(Event):
    """The host did not confirm a result; the commissioner is told why."""

    outcome_id: str
    dispatch_id: str
    indicator: str
    reason: str
    enterprise_name: str
    commissioner_owner: str
    indicator_name: str = ""


class ExpenseReported(Event):
    """A commissioner reported an expense of their fund; the city's officers are asked to approve it. Money in fen.

    `category` is one of the scheme's seven, `category_name` what it is called in Chinese.
    """

    expense_id: str
    commissioner_name: str
    commissioner_owner: str
    category: str
    category_name: str
    amount_fen: int


class ExpenseApproved(Event):
    """The city approved an expense: it is spent."""

    expense_id: str
    commissioner_owner: str
    category: str
    category_name: str
    amount_fen: int


class ExpenseRefused(Event):
    """The city did not approve an expense, and says why; its money is free again."""

    expense_id: str
    commissioner_owner: str
    category: str
    category_name: str
    amount_fen: int
    reason: str


class VisitRecorded(Event):
    """Somebody of the bureau visited a dispatch; both sides read what was noted."""

    visit_id: str
    dispatch_id: str
    enterprise_name: str
    enterprise_owner: str
    commissioner_name: str
    commissioner_owner: str
    day: date


class CoverageRecorded(Event):
    """The bureau noted an item of the press, counted in the report of `year`."""

    coverage_id: str
    year: int
    medium: str
    title: str


class CoverageWithdrawn(Event):
    """An item of the press was noted by mistake: it counts no more."""

    coverage_id: str
    year: int


class RallyRecorded(Event):
    """The bureau noted a city-wide meeting of the programme, counted in the report of `year`."""

    rally_id: str
    year: int
    day: date
    place: str


class RallyWithdrawn(Event):
    """A meeting was noted by mistake: it counts no more."""

    rally_id: str
    year: int
