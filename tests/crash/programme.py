"""The real services under the same perils: two enterprises and two commissioners, from registration to the report."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from services.applications.commands.applying import submit_commissioner_application, submit_enterprise_application
from services.applications.commands.deciding import accept_application
from services.applications.commands.schemes import publish_scheme
from services.applications.commands.sign_in import Asking, register, request_code, try_code
from services.applications.model.forms import CommissionerForm, Degree, EnterpriseForm, NeedForm
from services.applications.model.people import ContactClaim
from services.applications.model.schemes import SchemeForm
from services.matching.commands.agreeing import agreement_of, record_stamped_paper, sign_agreement
from services.matching.commands.answering import accept_pair
from services.matching.commands.liaising import name_liaison
from services.matching.commands.running import start_run
from services.matching.model.parties import Candidate, Host, Scheme
from services.matching.model.places import Holding, Places
from services.matching.model.proposals import Proposal
from services.notifications.model.message import SETTLED, Message, State
from services.outcomes.commands.confirming import confirm_outcome
from services.outcomes.commands.reporting import report_outcome
from services.outcomes.model.forms import OutcomeForm
from services.outcomes.model.indicators import Indicator
from services.outcomes.model.parties import Dispatch
from shared.auth.actor import Actor, Role
from shared.rules import Unknown
from shared.work import Work
from tests.crash.schedule import Request, Schedule

TODAY = date(2026, 3, 1)
OFFICER = Actor(person="officer", role=Role.CITY_OFFICER)
ENTERPRISES = ("enterprise-1", "enterprise-2")
COMMISSIONERS = ("commissioner-1", "commissioner-2")
CREDIT_CODES = {"enterprise-1": "91410500MA0000001J", "enterprise-2": "91410500MA0000003Q"}
SUBJECTS = {
    "1": ("数控机床主轴热变形", "数控机床主轴高速切削时热变形大,需要热误差测量、建模与补偿技术,提高加工精度。"),
    "2": ("百合鳞茎贮藏腐烂", "百合鳞茎冷库贮藏期间腐烂率高,需要贮藏病害鉴定、采后处理与保鲜技术。"),
}
MOST_RUNS = 5
COMMON_PART = "依照市科学技术局通知的要求办理。"


class Programme(Schedule):
    """A schedule over the four services."""

    ticking = ("matching", "nightly_run")

    def stages(self) -> Iterator[list[Request]]:
        people = {
            **dict.fromkeys(ENTERPRISES, Role.ENTERPRISE),
            **dict.fromkeys(COMMISSIONERS, Role.APPLICANT),
            "officer": Role.CITY_OFFICER,
        }
        yield [
            self._request(f"register {name}", partial(_register, name=name, role=role)) for name, role in people.items()
        ]
        yield [self._request("publish", lambda work: publish_scheme(work, _scheme()).scheme_id)]
        yield [self._apply(name) for name in (*ENTERPRISES, *COMMISSIONERS)]
        yield [self._accept(name) for name in (*ENTERPRISES, *COMMISSIONERS)]
        for number in range(MOST_RUNS):
            yield [self._request(f"run {number}", self._run, service="matching", patient=True)]
            yield [self._request(f"look {number}", self._look, service="matching", patient=True)]
            if all(party and self.held_by(party) for party in self.parties()):
                break
        yield [self._answer(name) for name in (*ENTERPRISES, *COMMISSIONERS)]
        yield [self._sign(name) for name in (*ENTERPRISES, *COMMISSIONERS)]
        yield [each for name in COMMISSIONERS for each in (self._stamp(name), self._look_after(name))]
        yield [self._report(name) for name in COMMISSIONERS]
        yield [self._confirm(name) for name in COMMISSIONERS]

    def quiet(self) -> bool:
        """Whether nothing is on its way, no message either that waits to be sent again."""
        store = self.stores["notifications"]
        unsettled = (state for state in State if state not in SETTLED)
        return super().quiet() and not any(store.query(Message.by_state, state, limit=1).items for state in unsettled)

    def said(self, name: str) -> str:
        """The answer to the request of that name."""
        return next(answer for request, answer in self.answers.items() if request.key == self._key(name))

    def person(self, name: str) -> str:
        """The id somebody was registered under."""
        claim = self.stores["applications"].get(ContactClaim, ContactClaim.id_of(_mail(name)))
        assert claim is not None
        return claim.person

    def proposal_of(self, name: str) -> Proposal:
        """The one proposal of an enterprise or a commissioner. Raises Unknown while there is none."""
        kind = Host if name in ENTERPRISES else Candidate
        party = self.stores["matching"].get(kind, self.said(f"apply {name}"))
        held = self.held_by(party) if party else ()
        if not held:
            raise Unknown
        proposal: Proposal = self.stores["matching"].get(Proposal, held[0].proposal_id)
        return proposal

    def held_by(self, party: Host | Candidate) -> tuple[Holding, ...]:
        """The places an enterprise or a commissioner holds."""
        places = self.stores["matching"].get(Places, party.places_id)
        return places.held if places else ()

    def _key(self, name: str) -> str:
        return f"{name}/{self.seed}"

    def _request(
        self, name: str, verb: Callable[[Work], str], *, service="applications", by: Actor = OFFICER, patient=False
    ) -> Request:
        return Request(self._key(name), verb, service=service, by=by, patient=patient)

    def _actor(self, name: str) -> Actor:
        role = Role.ENTERPRISE if name in ENTERPRISES else Role.APPLICANT
        return Actor(person=self.person(name), role=role)

    def _apply(self, name: str) -> Request:
        def apply(work: Work) -> str:
            scheme = self.said("publish")
            if name in ENTERPRISES:
                return submit_enterprise_application(work, scheme, _enterprise(name)).application_id
            return submit_commissioner_application(work, scheme, _commissioner(name)).application_id

        return self._request(f"apply {name}", apply, by=self._actor(name))

    def _accept(self, name: str) -> Request:
        return self._request(
            f"accept {name}", lambda work: accept_application(work, self.said(f"apply {name}")).application_id
        )

    def _run(self, work: Work) -> str:
        """Start a run once everybody has arrived; a run by night may be first, or see less as indexes lag."""
        if not all(self.parties()):
            raise Unknown
        return str(start_run(work, self.said("publish")).pairs)

    def _look(self, work: Work) -> str:
        """Look whether the run is over."""
        if work.get(Scheme, self.said("publish")).running:
            raise Unknown
        return "over"

    def parties(self) -> list[Any]:
        """The two hosts and the two candidates, as far as they have arrived."""
        store = self.stores["matching"]
        hosts = [store.get(Host, self.said(f"apply {name}")) for name in ENTERPRISES]
        return hosts + [store.get(Candidate, self.said(f"apply {name}")) for name in COMMISSIONERS]

    def _answer(self, name: str) -> Request:
        return self._request(
            f"answer {name}", lambda work: accept_pair(work, self.proposal_of(name).id).state,
            service="matching", by=self._actor(name), patient=True,
        )  # fmt: skip

    def _sign(self, name: str) -> Request:
        def sign(work: Work) -> str:
            agreement = agreement_of(work, self.proposal_of(name).dispatch_id)
            return str(len(sign_agreement(work, agreement.id, agreement.digest).signed))

        return self._request(f"sign {name}", sign, service="matching", by=self._actor(name), patient=True)

    def _stamp(self, name: str) -> Request:
        def stamp(work: Work) -> str:
            agreement = agreement_of(work, self.proposal_of(name).dispatch_id)
            stamped = record_stamped_paper(work, agreement.id, "示例科研处", agreement.starts, agreement.digest)
            return str(len(stamped.signed))

        return self._request(f"stamp {name}", stamp, service="matching", patient=True)

    def _look_after(self, name: str) -> Request:
        def look_after(work: Work) -> str:
            named = name_liaison(work, [self.proposal_of(name).dispatch_id], "示例副局长", "示例科室")
            return named.dispatch_ids[0]

        return self._request(f"look after {name}", look_after, service="matching", patient=True)

    def _report(self, name: str) -> Request:
        def report(work: Work) -> str:
            form = OutcomeForm(
                indicator=Indicator.NEW_TECHNOLOGIES,
                quantity=1,
                day=TODAY,
                text=f"完成新技术一项:{SUBJECTS[name[-1]][0]}",
            )
            dispatch = self.proposal_of(name).dispatch_id
            work.get(Dispatch, dispatch)
            return report_outcome(work, dispatch, form).outcome_id

        return self._request(f"report {name}", report, service="outcomes", by=self._actor(name), patient=True)

    def _confirm(self, name: str) -> Request:
        return self._request(
            f"confirm {name}", lambda work: confirm_outcome(work, self.said(f"report {name}")).outcome_id,
            service="outcomes", by=self._actor(ENTERPRISES[0]),
        )  # fmt: skip


def _mail(name: str) -> str:
    return f"{name}@example.com"


def _register(work: Work, name: str, role: Role) -> str:
    """Asking for the code, giving it, and saying who one is, in one request: the perils are between commits."""
    asked = request_code(work, Asking(contact=_mail(name)))
    try_code(work, asked.challenge_id, True)
    return register(work, asked.challenge_id, f"示例{name}", role).person_id


def _scheme() -> SchemeForm:
    return SchemeForm(
        name="示例批次", year=2026, opens=TODAY, closes=date(2026, 12, 31), form_of_dispatch=COMMON_PART,
        eligibility=COMMON_PART, requirements=COMMON_PART, procedure=COMMON_PART, service_requirements=COMMON_PART,
        guarantees=COMMON_PART,
    )  # fmt: skip


def _enterprise(name: str) -> EnterpriseForm:
    title, text = SUBJECTS[name[-1]]
    return EnterpriseForm(
        name=f"示例{name}公司", uscc=CREDIT_CODES[name], county="410502", industry="34", above_scale=name.endswith("1"),
        needs=(NeedForm(title=title, text=text),),
    )  # fmt: skip


def _commissioner(name: str) -> CommissionerForm:
    title, text = SUBJECTS[name[-1]]
    return CommissionerForm(
        name=f"示例{name}", institution="示例大学", discipline="460", degree=Degree.DOCTOR, expertise=text, works=(title, text),
    )  # fmt: skip
