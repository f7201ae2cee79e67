from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import boto3
import pytest
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from services.notifications.model.contact import Channel
from services.notifications.providers.port import Permanent, Transient, Unanswered
from services.notifications.providers.ses import Ses
from services.notifications.providers.sns import Sns
from shared.settings import Settings
from tests.services.notifications.providers.outside import sms_server
from tests.services.notifications.providers.test_aliyun import OUTGOING

pytestmark = pytest.mark.aws
REGION = "eu-west-1"


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)


def test_sns_sends_the_whole_text(aws):
    with mock_aws():
        reference = Sns(Settings(sms_provider="sns")).send(OUTGOING)
        sent = sns_backends[DEFAULT_ACCOUNT_ID][REGION].sms_messages
    assert sent == {reference: (OUTGOING.to, OUTGOING.text)}


def test_ses_sends_the_same_message_as_smtp(aws):
    mail = replace(OUTGOING, channel=Channel.EMAIL, to="owner@example.com", subject="已收到申报", text="第一行")
    with mock_aws():
        boto3.client("sesv2").create_email_identity(EmailIdentity="tepai@bureau.example")
        Ses(Settings(mail_ses=True, mail_from="tepai@bureau.example")).send(mail)
        (sent,) = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    raw = sent.raw_data
    message = message_from_bytes(raw if isinstance(raw, bytes) else raw.encode(), policy=default)
    assert message["Subject"] == "已收到申报"
    assert message["Message-ID"] == "<message1@bureau.example>"
    assert message.get_content().strip() == "第一行"


def test_ses_sender_nobody_verified_is_permanent(aws):
    mail = replace(OUTGOING, channel=Channel.EMAIL, to="owner@example.com", subject="x")
    with mock_aws(), pytest.raises(Permanent, match="aws_MessageRejected"):
        Ses(Settings(mail_ses=True, mail_from="tepai@bureau.example")).send(mail)


def refusal(code):
    return f"<ErrorResponse><Error><Code>{code}</Code><Message>x</Message></Error></ErrorResponse>".encode()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((500, refusal("InternalError")), Unanswered),
        ((400, refusal("InvalidParameter")), Permanent),
        ((400, refusal("Throttling")), Transient),
        (200, Unanswered),
    ],
)
def test_sns_answer_is_told_apart_and_asked_for_once(aws, monkeypatch, answer, error):
    with sms_server(answer) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SNS", server.url)
        with pytest.raises(error):
            Sns(Settings(sms_provider="sns")).send(OUTGOING)
    assert len(server.asked) == 1


def test_sns_out_of_reach_is_transient(aws, monkeypatch):
    with sms_server(500) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SNS", server.url)
    with pytest.raises(Transient, match="aws_EndpointConnectionError"):
        Sns(Settings(sms_provider="sns")).send(OUTGOING)
