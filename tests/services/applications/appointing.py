"""The applications service with a scheme of all steps, hearing itself, from application to appointment."""

from datetime import timedelta
from typing import Any

from services.applications.app import service
from services.applications.commands.applying import submit_commissioner_application, submit_enterprise_application
from services.applications.commands.deciding import accept_application
from services.applications.commands.endorsing import endorse_application
from services.applications.commands.reviewing import assign_reviewers, score_review, select_commissioners
from services.applications.model.applications import Application
from services.applications.model.forms import CommissionerForm, EnterpriseForm
from services.applications.model.reviews import Review
from services.applications.model.steps import Step
from shared.auth.actor import Actor, Role
from shared.auth.secrets import Secrets
from shared.events.envelope import Envelope
from shared.home import Home, move_in
from shared.messaging.relay import drain
from shared.messaging.ticks import tick
from shared.settings import Settings
from tests.services.applications.examples import COMMISSIONER, ENTERPRISE
from tests.services.applications.house import CITY, DOCTOR, FACTORY, House

INSTITUTION = Actor("institution", Role.SENDING_INSTITUTION, organisation="示例大学")
COUNTY = Actor("county", Role.COUNTY_OFFICER, county="410502")
EXPERTS = tuple(Actor(f"expert-{number}", Role.REVIEWER) for number in range(4))
CITIZEN = Actor("citizen", Role.APPLICANT)
ALL_STEPS = [step.value for step in Step]
GOOD = {"专业能力": 36, "已有成果": 25, "服务企业的经历与意愿": 27}


class Heard:
    """A bus that hands the service's own events back to it, and keeps what was told."""

    def __init__(self) -> None:
        self.told: list[Envelope] = []

    def publish(self, envelopes: Any) -> list[str]:
        self.told += envelopes
        return []


class Office(House):
    """A house whose service hears its own events: jobs go on, notices close."""

    def __init__(self) -> None:
        super().__init__()
        self.bus = Heard()
        move_in("applications", Home(self.store, self.bus, self.clock, Secrets.fresh(), Settings()))
        for number, expert in enumerate(EXPERTS):
            self.registered(expert, f"示例专家{number}", f"示例研究院{number}")
        self.scheme_id = self.scheme(steps=ALL_STEPS, reviews=2)

    def settle(self) -> None:
        """Deliver everything told until nothing is left."""
        heard = 0
        while True:
            drain(self.store, self.bus)
            if heard == len(self.bus.told):
                return
            for envelope in self.bus.told[heard:]:
                heard += 1
                service.hear(envelope)

    def told(self, name: str) -> list[Envelope]:
        self.settle()
        return [each for each in self.bus.told if each.type == name]

    def pass_days(self, days: int) -> None:
        """Let days pass; at the end of each the clock of the service ticks."""
        for _ in range(days):
            self.clock.move_to(self.clock.now() + timedelta(days=1))
            at = (self.clock.now() - timedelta(days=1)).replace(hour=16, minute=5)
            tick(service, service.schedules["close_notices"], at)
            self.settle()

    def application(self, id: str) -> Application:
        found = self.store.get(Application, id)
        assert found is not None
        return found

    def status(self, id: str) -> str:
        return self.application(id).status.value

    def applied(self, by: Actor = DOCTOR, scheme: str = "", **changed: Any) -> str:
        form = CommissionerForm.model_validate(COMMISSIONER | changed)
        return str(self.do(by, submit_commissioner_application, scheme or self.scheme_id, form).application_id)

    def enterprise(self, scheme: str = "") -> str:
        form = EnterpriseForm.model_validate(ENTERPRISE)
        return str(self.do(FACTORY, submit_enterprise_application, scheme or self.scheme_id, form).application_id)

    def reviewing(self, by: Actor = DOCTOR, **changed: Any) -> str:
        """An application the bureau took in, which waits for its reviewers."""
        id = self.applied(by, **changed)
        self.do(INSTITUTION, endorse_application, id, "", on_paper=False)
        self.do(CITY, accept_application, id)
        return id

    def reviewed(self, by: Actor = DOCTOR, **changed: Any) -> str:
        id = self.reviewing(by, **changed)
        self.do(CITY, assign_reviewers, id, tuple(each.person for each in EXPERTS[:2]))
        for expert in EXPERTS[:2]:
            self.do(expert, score_review, Review.id_of(id, expert.person), GOOD, "")
        return id

    def selected(self, by: Actor = DOCTOR, **changed: Any) -> str:
        id = self.reviewed(by, **changed)
        self.do(CITY, select_commissioners, (id,))
        return id
