"""Every function does its work with its own rights: what it asks AWS for is held against its own policy."""

import os
from contextlib import contextmanager
from contextvars import ContextVar

import boto3
import pytest
from botocore import handlers
from moto import mock_aws

from infra.aws.names import SERVICES
from infra.local.lambda_context import LambdaContext
from shared import home
from shared.clock import MovableClock
from shared.web.chalice_app import ServiceApp
from tests.infra.aws.granted import REGION, Granted, allowed, needed
from tests.journeys import aws_home
from tests.journeys.aws_home import AwsHome
from tests.journeys.conftest import START
from tests.journeys.test_main_job import CITY
from tests.journeys.test_main_job import test_from_application_to_annual_report as main_job
from tests.journeys.world import World

pytestmark = [pytest.mark.aws, pytest.mark.xdist_group("aws-packages")]

RUNNING: ContextVar[tuple[str, str] | None] = ContextVar("RUNNING", default=None)
"""The service and handler this thread is inside of; None in what the test does by itself."""

UNREADABLE = {
    "messageId": "m",
    "receiptHandle": "r",
    "body": "no envelope",
    "attributes": {"ApproximateReceiveCount": "1"},
    "messageAttributes": {},
    "eventSource": "aws:sqs",
    "awsRegion": REGION,
}


class Watched:
    """Four services on moto, each function in a process of its own as far as its home goes; `asked` says what of."""

    def __init__(self, templates, chosen, folder, clock, monkeypatch) -> None:
        self.asked: dict[tuple[str, str], set[tuple[str, str]]] = {}
        self._homes: dict[tuple[str, str], home.Home] = {}
        self._monkeypatch = monkeypatch
        self.aws = AwsHome(folder, clock)
        secret = boto3.client("secretsmanager").create_secret(
            Name="tepai", SecretString=home.home_of("applications").secrets.to_json()
        )
        chosen = {**chosen, "SecretArn": secret["ARN"]}
        self.granted = {name: Granted(name, templates[name], chosen) for name in SERVICES}
        self.rights = {(s, f): may for s in SERVICES for f, may in self.granted[s].functions().items()}
        # Of every session made from now on: some clients are made without boto3's.
        watching = [*handlers.BUILTIN_HANDLERS, ("provide-client-params", self._note)]
        monkeypatch.setattr(handlers, "BUILTIN_HANDLERS", watching)
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
        self._watch()
        # What the operator's command does in these tests is done in a home like that of a function.
        self._build("applications")

    def call(self, service, function, event):
        return self.aws.services[service].app.handler_map[function](event, LambdaContext(function, "rights", 60))

    def _watch(self) -> None:
        answering = ServiceApp.__call__

        def answered(app, event, context):
            with self._inside(app.app_name, "app"):
                return answering(app, event, context)

        self._monkeypatch.setattr(ServiceApp, "__call__", answered)
        for name, service in self.aws.services.items():
            for function, handler in list(service.app.handler_map.items()):
                self._monkeypatch.setitem(service.app.handler_map, function, self._watching(name, function, handler))

    def _watching(self, service, function, handler):
        def called(event, context):
            with self._inside(service, function):
                return handler(event, context)

        return called

    @contextmanager
    def _inside(self, service, function):
        if (service, function) not in self._homes:
            self._homes[service, function] = self._build(service)
        home.move_in(service, self._homes[service, function])
        self.asked.setdefault((service, function), set())
        token = RUNNING.set((service, function))
        try:
            yield
        finally:
            RUNNING.reset(token)

    def _build(self, service) -> home.Home:
        """The home a function of `service` makes for itself when it starts, from what its template tells it."""
        for name in [name for name in os.environ if name.startswith("TEPAI_")]:
            self._monkeypatch.delenv(name)
        for name, value in self.granted[service].environment().items():
            self._monkeypatch.setenv(name, value)
        home._homes.pop(service, None)
        return home.home_of(service)

    def _note(self, params, model, **_) -> None:
        inside = RUNNING.get()
        if inside is not None:
            self.asked[inside] |= needed(model.service_model.signing_name, model.name, params)

    def not_allowed(self) -> set:
        return {
            (*function, action, resource)
            for function, asked in self.asked.items()
            for action, resource in asked
            if not allowed(self.rights[function], action, resource)
        }


@pytest.fixture
def watched(service_templates, tmp_path, monkeypatch):
    """Makes a `Watched` with the parameters given."""
    clock = MovableClock(START)
    monkeypatch.setenv("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setattr(aws_home, "REGION", REGION)
    monkeypatch.setattr(home, "_homes", {})
    monkeypatch.setattr(home, "SystemClock", lambda: clock)
    made = []

    def make(**chosen):
        made.append(Watched(service_templates, chosen, tmp_path, clock, monkeypatch))
        return made[0]

    with mock_aws():
        yield make
        for each in made:
            each.aws.close()


def test_functions_ask_for_nothing_their_own_policies_do_not_allow(watched):
    house = watched(Demo="1")
    world = World(house.aws)
    main_job(world)
    world.seen("/notifications/outbox", who=CITY)
    for service, function in house.rights:
        if function == "on_message":
            record = {**UNREADABLE, "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:{service}"}
            answer = house.call(service, function, {"Records": [record]})
            assert answer == {"batchItemFailures": [{"itemIdentifier": "m"}]}
        elif function not in ("app", "relay"):
            world.fire(service, function)
    assert house.asked.keys() == house.rights.keys(), "a function was not run"
    at_its_table = {f for f, asked in house.asked.items() if any(action.startswith("dynamodb:") for action, _ in asked)}
    hears_nothing = {(name, "on_message") for name, service in house.aws.services.items() if not service.reactions}
    assert at_its_table == house.asked.keys() - hears_nothing, "a function did nothing, or was not watched"
    assert house.not_allowed() == set()

    asking = {function for function, asked in house.asked.items() if "secretsmanager:GetSecretValue" in dict(asked)}
    may_ask = {function for function, may in house.rights.items() if "secretsmanager:GetSecretValue" in dict(may)}
    assert may_ask == asking, "the secret is for those alone who need it"


def test_sender_reaches_people_by_its_own_rights(watched):
    house = watched(Demo="0", MailSes="1", SmsProvider="sns", MailFrom="tepai@tepai.example")
    world = World(house.aws)
    world.administrator("示例管理员")
    for reached_at in ({"email": "officer@example.com"}, {"phone": "13800000000"}):
        officer = {"name": "示例干部", "role": "city_officer", **reached_at}
        world.done("POST", "/applications/people", officer, who="示例管理员")
    actions = {action for action, _ in house.asked["notifications", "on_message"]}
    assert {"ses:SendEmail", "sns:Publish"} <= actions
    assert house.not_allowed() == set()
