"""The packages and templates as they would go to AWS, deployed to an emulator and used through the front's address."""

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from infra.aws import CannotGoOn, ministack
from infra.aws.__main__ import main
from infra.aws.administrator import administrator_link
from infra.aws.deploy import deploy
from infra.aws.deploy_local import REGION, STACK, deploy_local
from infra.local.demo.client import Client
from services.applications.routes.remembered import CHALLENGE_COOKIE
from shared.auth.codes import code_of
from shared.auth.secrets import Secrets
from shared.ids import new_id

pytestmark = [pytest.mark.ministack, pytest.mark.xdist_group("aws-packages")]

GIVES_UP_AFTER_S = 120
"""Only ends a run in which nothing comes any more; an event takes about a second."""

EMAIL = "xiaoyun@example.com"
OFFICER = "officer@example.com"
ADMINISTRATOR = "administrator@example.com"
PARTS = ("form_of_dispatch", "eligibility", "requirements", "procedure", "service_requirements", "guarantees")


class Caller:
    """A program that speaks JSON to the front."""

    def __init__(self, address, token="", person=""):
        self.address = address
        self.token = token
        self.person = person

    def ask(self, path, body=None):
        """(status, answer) of a GET, or of a POST where there is a body."""
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def wait_for(self, path, wanted):
        """The first item of the list at `path` that `wanted` says yes to."""
        deadline = time.monotonic() + GIVES_UP_AFTER_S
        while True:
            status, answer = self.ask(path)
            found = next((one for one in answer["items"] if wanted(one)), None) if status == 200 else None
            if found is not None:
                return found
            assert time.monotonic() < deadline, f"nothing came: {status} {answer}"
            time.sleep(0.5)

    def mailed_link(self, email):
        """The link in the message to `email`, below the one address people use."""
        (link,) = self.wait_for("/notifications/mailbox", lambda one: one["to"] == email)["links"]
        assert link.startswith(self.address + "/applications/sign-in/")
        return link

    def signed_in_by(self, link):
        """A caller with the session that pressing the button behind `link` begins."""
        status, session = self.ask(link.removeprefix(self.address), {})
        assert status == 200, session
        return Caller(self.address, session["token"], session["person"])


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ministack") / "state"
    yield folder
    ministack.stop(folder)


@pytest.fixture(scope="module")
def installation(packages, state):
    return deploy_local(print, packages, state)


@pytest.fixture(scope="module")
def city(installation):
    """A program of the bureau: the first administrator, by the operator's link, invites an officer."""
    visitor = Caller(installation.address)
    administrator = visitor.signed_in_by(administrator_link(installation.cloud, STACK))
    officer = {"name": "示例王科长", "email": OFFICER, "role": "city_officer"}
    status, invited = administrator.ask("/applications/people", officer)
    assert status == 201, invited
    return visitor.signed_in_by(visitor.mailed_link(OFFICER))


def test_front_leads_to_the_site_its_pages_and_static_files(installation):
    status, health = Caller(installation.address).ask("/healthz")
    assert status == 200, health
    home = urllib.request.Request(f"{installation.address}/", headers={"Accept": "text/html"})
    with urllib.request.urlopen(home, timeout=60) as answer:
        page = answer.read().decode()
    assert "特派" in page
    linked = set(re.findall(r'(?:href|src)="([^"]*/static/[^"]+)"', page))
    assert linked
    for path in linked:
        with urllib.request.urlopen(urllib.parse.urljoin(f"{installation.address}/", path), timeout=60) as answer:
            assert answer.status == 200
            assert answer.read()


@pytest.mark.parametrize("service", ["applications", "matching", "outcomes", "notifications"])
def test_front_leads_to_every_service(installation, service):
    status, api = Caller(installation.address).ask(f"/{service}/openapi.json")
    assert status == 200, api
    assert all(path.startswith((f"/{service}/", "/static/", "/healthz")) or path == "/" for path in api["paths"])


def test_application_submitted_through_the_gateway_is_told_in_the_mailbox(installation, city):
    today = datetime.now(UTC).date()
    plan = dict.fromkeys(PARTS, "示例方案的这一部分写在这里,足够说明要求。")
    window = {"opens": str(today - timedelta(days=1)), "closes": str(today + timedelta(days=30))}
    scheme = {"name": "示例批次", "year": today.year, **window, **plan}
    status, published = city.ask("/applications/schemes", scheme)
    assert status == 201, published

    visitor = Caller(installation.address)
    administrator = visitor.signed_in_by(administrator_link(installation.cloud, STACK))
    invitation = {"role": "enterprise", "name": "示例小云食品有限公司", "email": EMAIL}
    status, invited = administrator.ask("/applications/people", invitation)
    assert status == 201, invited
    enterprise = visitor.signed_in_by(visitor.mailed_link(EMAIL))

    need = {"title": "酱卤肉制品保质期延长", "text": "产品在常温下只能保存三十天,希望延长到九十天。"}
    form = {"name": "示例小云食品有限公司", "uscc": "91410500MA3X00000W", "county": "410522", "industry": "14"}
    path = f"/applications/schemes/{published['scheme_id']}/enterprise"
    status, receipt = enterprise.ask(path, {**form, "needs": [need]})
    assert status == 201, receipt

    told = visitor.wait_for(
        f"/notifications/mailbox?person={enterprise.person}", lambda one: receipt["number"] in one["text"]
    )
    assert told["to"] == EMAIL


def test_stacks_deployed_again_are_left_as_they_are(installation, packages):
    secret = installation.cloud.client("secretsmanager").get_secret_value(SecretId=installation.secret_arn)
    deploy(installation.cloud, STACK, packages, {"Demo": "1"}, print)
    kept = installation.cloud.client("secretsmanager").get_secret_value(SecretId=installation.secret_arn)
    assert kept["SecretString"] == secret["SecretString"]


def kept_challenge(client) -> str:
    """The id of the one code asked for in this installation."""
    (table,) = [name for name in client.list_tables()["TableNames"] if "applications" in name.lower()]
    found = [item for item in client.scan(TableName=table)["Items"] if item.get("kind") == {"S": "CodeChallenge"}]
    (challenge,) = found
    return challenge["pk"]["S"].removeprefix("CodeChallenge/")


def test_administrator_who_can_be_reached_is_the_one_to_ask(installation, city, capsys):
    visitor = Caller(installation.address)
    administrator = visitor.signed_in_by(administrator_link(installation.cloud, STACK))
    secrets = Secrets.from_json(
        installation.cloud.client("secretsmanager").get_secret_value(SecretId=installation.secret_arn)["SecretString"]
    )
    own = Client(installation.address, administrator.token).with_cookies()
    own.post("/applications/me", {"contact": ADMINISTRATOR}, new_id())
    # ministack hands on no Set-Cookie: the challenge is looked up where it is kept, its mark is worked out here.
    challenge = kept_challenge(installation.cloud.client("dynamodb"))
    own.cookies = {CHALLENGE_COOKIE: f"{challenge}.{secrets.derive('challenge', challenge)}"}
    own.post("/applications/me/code", {"code": code_of(secrets, challenge)})
    asked = ["--stack", STACK, "--region", REGION, "--endpoint", installation.cloud.endpoint]
    assert main(["administrator", *asked]) == 1
    assert "has an administrator" in capsys.readouterr().err


def test_redrive_brings_dead_letters_back_to_their_queue(installation, capsys):
    outputs = installation.cloud.outputs(f"{STACK}-outcomes")
    sqs = installation.cloud.client("sqs")
    for number in range(12):
        sqs.send_message(QueueUrl=outputs["DeadLettersUrl"], MessageBody=json.dumps({"unreadable": number}))
    endpoint = installation.cloud.endpoint
    asked = ["--stack", STACK, "--region", REGION, "--queue", "outcomes", "--endpoint", endpoint, "--at-most", "12"]
    assert main(["redrive", *asked]) == 0
    assert "12 messages are back in the queue of outcomes" in capsys.readouterr().out


def test_redrive_of_a_stack_that_is_not_there_says_where_to_look(installation, capsys):
    asked = ["--stack", "nosuch", "--region", REGION, "--queue", "outcomes", "--endpoint", installation.cloud.endpoint]
    assert main(["redrive", *asked]) == 1
    assert "there is no stack nosuch-outcomes" in capsys.readouterr().err


def test_stack_that_cannot_be_made_gives_its_reasons(installation):
    cloud = installation.cloud
    bucket = cloud.package_bucket(STACK)
    wrong = {"Resources": {"Wrong": {"Type": "AWS::Nothing::Here"}}}
    cloud.client("s3").put_object(Bucket=bucket, Key="wrong.json", Body=json.dumps(wrong))
    with pytest.raises(CannotGoOn, match=r"stack tepai-wrong: .*AWS::Nothing::Here"):
        cloud.make_stack("tepai-wrong", f"{cloud.endpoint}/{bucket}/wrong.json", {})
