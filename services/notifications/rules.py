"""Who is told what when something happens: a table, one line a telling.

The first rule of an event that names a person is the one they are told by; every further one is passed over, so nobody
is told twice of one event.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from services.notifications.model.contact import Reaching
from shared.auth.actor import Role
from shared.events.applications import (
    ApplicationAccepted,
    ApplicationEndorsed,
    ApplicationResubmitted,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationVerified,
    CommissionerAccepted,
    CommissionerCleared,
    CommissionerNoticed,
    CommissionerNotSelected,
    CommissionerSelected,
    EnterpriseAccepted,
    JointNoticeIssued,
    ObjectionDecided,
    ObjectionRaised,
    PublicNoticePublished,
    ReviewAssigned,
    ReviewDeclined,
    ReviewScored,
    SignInRequested,
)
from shared.events.envelope import Event
from shared.events.matching import (
    AgreementReturned,
    AgreementSigned,
    DispatchEnded,
    DispatchStarted,
    EnterpriseWaiting,
    LiaisonNamed,
    MatchingRunCompleted,
    PairAccepted,
    PairDeclined,
    PairProposed,
)
from shared.events.outcomes import (
    ExpenseApproved,
    ExpenseRefused,
    ExpenseReported,
    OutcomeConfirmed,
    OutcomeRefused,
    OutcomeReported,
    ServiceApproved,
    ServiceConfirmed,
    ServiceDisapproved,
    ServiceReported,
    VisitRecorded,
)


@dataclass(frozen=True)
class One:
    """A person, by id."""

    person_id: str


@dataclass(frozen=True)
class Everyone:
    """All who have a role, in one county or one organisation where it is given."""

    role: Role
    county: str = ""
    organisation: str = ""


Audience = Callable[[Any], One | Everyone | None]


@dataclass(frozen=True)
class Rule:
    """One telling: to whom, by which template, with a link to which path, over which channels.

    `gives` names the event's fields the text is made from (of `enterprise.name` the variable is `name`); `counts` gives
    a variable the length of a field, where only the number is told.
    """

    audience: Audience
    template: str
    path: str
    gives: tuple[str, ...] = ()
    counts: Mapping[str, str] | None = None
    reaching: Reaching = Reaching.EVERY

    def variables(self, event: Event) -> dict[str, str]:
        """What the text of this telling is made from."""
        given = {name.rpartition(".")[2]: str(attrgetter(name)(event)) for name in self.gives}
        counted = {name: str(len(getattr(event, field))) for name, field in (self.counts or {}).items()}
        return given | counted

    def path_for(self, event: Event) -> str:
        """Where the link leads, below the one address people use."""
        return self.path.format_map(dict(event))


def person(field: str) -> Audience:
    """The person an event's field names."""
    return lambda event: One(getattr(event, field))


def city_officers(_: Event) -> Everyone:
    """Everybody of the city bureau."""
    return Everyone(Role.CITY_OFFICER)


def county_officers(event: Any) -> Everyone | None:
    """The officers of the county an event is about; nobody where it is about none: that is the city's alone."""
    return Everyone(Role.COUNTY_OFFICER, event.county) if event.county else None


def leaders(_: Event) -> Everyone:
    """The leaders of the bureau."""
    return Everyone(Role.LEADER)


def deciding_county(event: Any) -> Everyone | None:
    """The officers of the county who may decide on an application that came in."""
    return None if event.waits_for else county_officers(event)


def deciding_city(event: Any) -> Everyone | None:
    """The city's officers, once nobody else is asked first."""
    return None if event.waits_for else city_officers(event)


def verifying_county(event: Any) -> Everyone | None:
    """The officers of the county who check an enterprise first."""
    return county_officers(event) if event.waits_for == "county_verification" else None


def endorsing_institution(event: Any) -> Everyone | None:
    """The sending institution that is asked first; nobody where it has no account: an officer notes its letter."""
    asked = event.waits_for == "endorsement" and event.institution
    return Everyone(Role.SENDING_INSTITUTION, organisation=event.institution) if asked else None


def appointed_owner(event: Any) -> One | None:
    """Whoever is appointed after steps that followed the acceptance."""
    return One(event.owner) if event.appointed else None


def choosing_city(event: Any) -> Everyone | None:
    """The city's officers, once all reviews are in."""
    return city_officers(event) if event.complete else None


def objector(event: Any) -> One | None:
    """Whoever objected; nobody for an objection on paper."""
    return One(event.objector) if event.objector else None


def other_side(event: Any) -> One:
    """Whoever did not just answer."""
    return One(event.commissioner_owner if event.side == "enterprise" else event.enterprise_owner)


def host(event: Any) -> One | None:
    """The enterprise that confirms a result; nobody where the commissioner has none."""
    return One(event.enterprise_owner) if event.enterprise_owner else None


def city_officers_without_host(event: Any) -> Everyone | None:
    """Who confirms a result where there is no host."""
    return None if event.enterprise_owner else Everyone(Role.CITY_OFFICER)


def reporter_with_host(event: Any) -> One | None:
    """Who reported a result a host decided on; nobody where there is no host to name."""
    return One(event.commissioner_owner) if event.enterprise_name else None


APPLICATION = "/applications/{application_id}"
REVIEW = "/applications/reviews/{review_id}"
NOTICE = "/applications/notices/{notice_id}"
OBJECTION = "/applications/objections/{objection_id}"
JOINT_NOTICE = "/applications/joint-notices/{notice_id}"
PROPOSAL = "/matching/proposals/{proposal_id}"
PROPOSALS = "/matching/proposals"
DISPATCH = "/matching/dispatches/{dispatch_id}"
AGREEMENT = "/matching/dispatches/{dispatch_id}/agreement"
RUN = "/matching/runs/{run_id}"
SERVICE = "/outcomes/services/{log_id}"
OUTCOME = "/outcomes/outcomes/{outcome_id}"
VISIT = "/outcomes/visits/{visit_id}"
EXPENSE = "/outcomes/expenses/{expense_id}"
SIGN_IN = "/applications/sign-in/{challenge_id}"

CODE_TEMPLATES = {"sign_in": "sign_in_code", "contact": "contact_code"}
"""The template of a code, by what it is for. Codes go to a number or address, not to a person: they have no rule."""
CODE_PAGES = {"sign_in_code": "/applications/sign-in/code", "contact_code": "/applications/me/code"}
"""Where a code is typed in, by its template."""

_APPLIED = ("number", "kind", "name")
_APPLICANT = ("number", "name")
_PAIR = ("side", "enterprise_name", "commissioner_name")
_BOTH = ("enterprise_name", "commissioner_name")
_LIAISON = (*_BOTH, "leader", "section")
_END = (*_BOTH, "ended_on", "end_reason")
_TERM = ("enterprise_name", "commissioner_name", "starts", "ends")


def _officers(template: str, path: str, gives: tuple[str, ...], *audiences: Audience) -> tuple[Rule, ...]:
    return tuple(Rule(audience, template, path, gives, reaching=Reaching.ONE) for audience in audiences)


RULES: Mapping[type[Event], tuple[Rule, ...]] = {
    SignInRequested: (Rule(person("person_id"), "sign_in", SIGN_IN, reaching=Reaching.ONE),),
    ApplicationSubmitted: (
        Rule(person("owner"), "application_received", APPLICATION, _APPLIED),
        *_officers("application_waits", APPLICATION, _APPLIED, deciding_county, deciding_city),
        *_officers("application_to_verify", APPLICATION, _APPLICANT, verifying_county),
        *_officers("application_to_endorse", APPLICATION, _APPLICANT, endorsing_institution),
    ),
    ApplicationReturned: (
        Rule(person("owner"), "application_returned", APPLICATION, _APPLIED, counts={"count": "corrections"}),
    ),
    ApplicationResubmitted: (
        *_officers("application_waits_again", APPLICATION, _APPLIED, deciding_county, deciding_city),
        *_officers("application_to_verify", APPLICATION, _APPLICANT, verifying_county),
        *_officers("application_to_endorse", APPLICATION, _APPLICANT, endorsing_institution),
    ),
    ApplicationEndorsed: (
        Rule(person("owner"), "application_endorsed", APPLICATION, _APPLICANT),
        *_officers("application_waits", APPLICATION, _APPLIED, city_officers),
    ),
    ApplicationVerified: (
        Rule(person("owner"), "application_verified", APPLICATION, _APPLICANT),
        *_officers("application_waits", APPLICATION, _APPLIED, city_officers),
    ),
    ApplicationAccepted: (Rule(person("owner"), "application_accepted", APPLICATION, _APPLICANT),),
    ReviewAssigned: (Rule(person("reviewer"), "review_assigned", REVIEW, _APPLICANT, reaching=Reaching.ONE),),
    ReviewScored: _officers("reviews_complete", APPLICATION, _APPLICANT, choosing_city),
    ReviewDeclined: _officers("review_declined", APPLICATION, _APPLICANT, city_officers),
    CommissionerSelected: (Rule(person("owner"), "commissioner_selected", APPLICATION, _APPLICANT),),
    CommissionerNotSelected: (Rule(person("owner"), "commissioner_not_selected", APPLICATION, _APPLICANT),),
    CommissionerNoticed: (Rule(person("owner"), "commissioner_noticed", NOTICE, (*_APPLICANT, "closes")),),
    PublicNoticePublished: _officers("notice_published", NOTICE, ("title", "count", "closes"), leaders),
    ObjectionRaised: _officers("objection_raised", OBJECTION, ("name",), city_officers),
    ObjectionDecided: (Rule(objector, "objection_decided", OBJECTION, ("name",)),),
    CommissionerCleared: (Rule(person("owner"), "commissioner_cleared", APPLICATION, _APPLICANT),),
    JointNoticeIssued: _officers("joint_notice_issued", JOINT_NOTICE, ("document_number", "count"), leaders),
    EnterpriseAccepted: (Rule(person("owner"), "enterprise_accepted", APPLICATION, ("number", "enterprise.name")),),
    CommissionerAccepted: (
        Rule(appointed_owner, "commissioner_appointed", APPLICATION, ("number", "commissioner.name")),
        Rule(person("owner"), "commissioner_accepted", APPLICATION, ("number", "commissioner.name")),
    ),
    PairProposed: (
        Rule(person("enterprise_owner"), "pair_proposed_to_enterprise", PROPOSAL, ("commissioner_name", "need_title")),
        Rule(
            person("commissioner_owner"), "pair_proposed_to_commissioner", PROPOSAL, ("enterprise_name", "need_title")
        ),
    ),
    PairAccepted: (Rule(other_side, "pair_accepted", PROPOSAL, _PAIR),),
    PairDeclined: (
        Rule(other_side, "pair_declined", PROPOSAL, _PAIR),
        *_officers("pair_declined", PROPOSAL, _PAIR, city_officers),
    ),
    EnterpriseWaiting: (Rule(person("enterprise_owner"), "enterprise_waiting", PROPOSALS, ("enterprise_name",)),),
    DispatchStarted: (
        Rule(person("enterprise_owner"), "dispatch_started", DISPATCH, _TERM),
        Rule(person("commissioner_owner"), "dispatch_started", DISPATCH, _TERM),
        *_officers("dispatch_started", DISPATCH, _TERM, county_officers),
    ),
    AgreementSigned: (
        Rule(person("enterprise_owner"), "agreement_signed", AGREEMENT, _BOTH),
        Rule(person("commissioner_owner"), "agreement_signed", AGREEMENT, _BOTH),
    ),
    AgreementReturned: (
        Rule(person("enterprise_owner"), "agreement_returned", AGREEMENT, _BOTH),
        Rule(person("commissioner_owner"), "agreement_returned", AGREEMENT, _BOTH),
        *_officers("agreement_returned", AGREEMENT, _BOTH, city_officers),
    ),
    DispatchEnded: (
        Rule(person("enterprise_owner"), "dispatch_ended", DISPATCH, _END),
        Rule(person("commissioner_owner"), "dispatch_ended", DISPATCH, _END),
        *_officers("dispatch_ended", DISPATCH, _END, county_officers),
    ),
    LiaisonNamed: (
        Rule(person("enterprise_owner"), "liaison_named", DISPATCH, _LIAISON),
        Rule(person("commissioner_owner"), "liaison_named", DISPATCH, _LIAISON),
    ),
    MatchingRunCompleted: _officers("matching_completed", RUN, ("proposed", "unserved", "idle"), city_officers),
    ServiceReported: (Rule(person("enterprise_owner"), "service_to_confirm", SERVICE, ("commissioner_name", "day")),),
    OutcomeReported: (
        Rule(host, "outcome_to_confirm", OUTCOME, ("commissioner_name",)),
        Rule(city_officers_without_host, "outcome_to_confirm_by_city", OUTCOME, ("commissioner_name",)),
    ),
    ServiceConfirmed: (
        Rule(person("commissioner_owner"), "service_confirmed", SERVICE, ("enterprise_name", "day")),
        *_officers("service_to_approve", SERVICE, ("enterprise_name", "day"), county_officers),
    ),
    ServiceApproved: (Rule(person("commissioner_owner"), "service_approved", SERVICE, ("enterprise_name", "day")),),
    ServiceDisapproved: (
        Rule(person("commissioner_owner"), "service_disapproved", SERVICE, ("enterprise_name", "day")),
    ),
    OutcomeConfirmed: (
        Rule(reporter_with_host, "outcome_confirmed", OUTCOME, ("enterprise_name",)),
        Rule(person("commissioner_owner"), "outcome_confirmed_by_city", OUTCOME),
    ),
    OutcomeRefused: (
        Rule(reporter_with_host, "outcome_refused", OUTCOME, ("enterprise_name",)),
        Rule(person("commissioner_owner"), "outcome_refused_by_city", OUTCOME),
    ),
    VisitRecorded: (
        Rule(person("enterprise_owner"), "visit_recorded", VISIT, ("enterprise_name", "day")),
        Rule(person("commissioner_owner"), "visit_recorded", VISIT, ("enterprise_name", "day")),
    ),
    ExpenseReported: _officers("expense_to_approve", EXPENSE, ("commissioner_name",), city_officers),
    ExpenseApproved: (Rule(person("commissioner_owner"), "expense_approved", EXPENSE),),
    ExpenseRefused: (Rule(person("commissioner_owner"), "expense_refused", EXPENSE),),
}
