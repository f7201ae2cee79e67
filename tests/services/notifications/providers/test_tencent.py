import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from services.notifications.providers.port import Permanent, Transient, Unanswered
from services.notifications.providers.tencent import Tencent, authorization
from shared.clock import MovableClock
from shared.settings import Settings
from tests.services.notifications.house import MORNING, found
from tests.services.notifications.providers.outside import HANG_UP, sms_server
from tests.services.notifications.providers.test_aliyun import OUTGOING

SECRET = "key-secret"


def provider(server):
    return Tencent(
        Settings(
            sms_provider="tencent",
            sms_key_id="key-id",
            sms_key_secret=SECRET,
            sms_app_id="1400000001",
            sms_endpoint=server.url,
            sms_templates={"sign_in.zh": "449739"},
        ),
        MovableClock(MORNING),
    )


def answered(code, serial="serial1"):
    return {"Response": {"SendStatusSet": [{"Code": code, "SerialNo": serial, "Message": ""}], "RequestId": "r"}}


def failed(code):
    return {"Response": {"Error": {"Code": code, "Message": "…"}, "RequestId": "r"}}


def signed_by_the_rules(asked, secret):
    """The signature Tencent would compute, from nothing but the request's own bytes."""
    credential = found("Credential=([^,]+)", asked.headers["authorization"])
    names = found("SignedHeaders=([^,]+)", asked.headers["authorization"]).split(";")
    _, day, service, ending = credential.split("/")
    moment = datetime.fromtimestamp(int(asked.headers["x-tc-timestamp"]), UTC)
    assert (day, service, ending) == (f"{moment:%Y-%m-%d}", "sms", "tc3_request")
    lines = [asked.method, asked.target, ""]
    lines += [f"{name}:{asked.headers[name].strip().lower()}" for name in names]
    lines += ["", ";".join(names), hashlib.sha256(asked.body).hexdigest()]
    hashed = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    to_sign = "\n".join(["TC3-HMAC-SHA256", asked.headers["x-tc-timestamp"], f"{day}/{service}/{ending}", hashed])
    key = hmac.digest(b"TC3" + secret.encode(), day.encode(), "sha256")
    key = hmac.digest(hmac.digest(key, service.encode(), "sha256"), ending.encode(), "sha256")
    return hmac.digest(key, to_sign.encode(), "sha256").hex()


def test_signature_is_the_one_of_tencents_own_example():
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    moment = datetime.fromtimestamp(1551113065, UTC)
    made = authorization(
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
        "Gu5t9xGARNpq86cd98joQYCN3*******",
        "cvm",
        "cvm.tencentcloudapi.com",
        body,
        moment,
    )
    assert made == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c"
    )


def test_request_is_signed_over_what_goes_over_the_wire():
    with sms_server(answered("Ok")) as server:
        assert provider(server).send(OUTGOING) == "serial1"
    (asked,) = server.asked
    signature = asked.headers["authorization"].rpartition("Signature=")[2]
    assert signature == signed_by_the_rules(asked, SECRET)
    assert signature != signed_by_the_rules(asked, "another-secret")


def test_request_says_what_sendsms_asks_for():
    with sms_server(answered("Ok")) as server:
        provider(server).send(OUTGOING)
    (asked,) = server.asked
    assert json.loads(asked.body) == {
        "PhoneNumberSet": ["+8613800001234"],
        "SmsSdkAppId": "1400000001",
        "SignName": "特派",
        "TemplateId": "449739",
        "TemplateParamSet": list(OUTGOING.words.values()),
        "SessionContext": "message1",
    }
    assert asked.headers["x-tc-action"] == "SendSms"
    assert asked.headers["x-tc-version"] == "2021-01-11"
    assert asked.headers["x-tc-region"] == "ap-guangzhou"
    assert asked.headers["x-tc-timestamp"] == str(int(MORNING.timestamp()))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (answered("LimitExceeded.PhoneNumberThirtySecondLimit"), Transient),
        (failed("RequestLimitExceeded"), Transient),
        (answered("InvalidParameterValue.IncorrectPhoneNumber"), Permanent),
        (failed("AuthFailure.SignatureFailure"), Permanent),
        (failed("InternalError.SendAndRecvFail"), Unanswered),
        ({"Response": {}}, Unanswered),
        ({}, Unanswered),
        (500, Unanswered),
        (HANG_UP, Unanswered),
    ],
)
def test_refusal_is_told_apart(answer, error):
    with sms_server(answer) as server, pytest.raises(error):
        provider(server).send(OUTGOING)
