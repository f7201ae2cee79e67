import hashlib
import hmac
import json
from dataclasses import replace
from urllib.parse import parse_qsl, quote

import pytest

from services.notifications.model.contact import Channel
from services.notifications.providers.aliyun import Aliyun, authorization, canonical_query
from services.notifications.providers.port import Outgoing, Permanent, Transient, Unanswered
from shared.clock import MovableClock
from shared.settings import Settings
from tests.services.notifications.house import MORNING, found
from tests.services.notifications.providers.outside import HANG_UP, sms_server

SECRET = "key-secret"
OUTGOING = Outgoing(
    key="message1",
    channel=Channel.SMS,
    to="+8613800001234",
    subject="",
    text="【特派】……",
    at=MORNING,
    template="sign_in",
    language="zh",
    words={"name": "示例 甲*~/", "link": "https://x.example/a?b=c"},
)


def provider(server):
    return Aliyun(
        Settings(
            sms_provider="aliyun",
            sms_key_id="key-id",
            sms_key_secret=SECRET,
            sms_endpoint=server.url,
            sms_templates={"sign_in.zh": "SMS_1"},
        ),
        MovableClock(MORNING),
    )


def signed_by_the_rules(asked, secret):
    """The signature Alibaba would compute, from nothing but the request's own bytes."""
    names = found("SignedHeaders=([^,]+)", asked.headers["authorization"]).split(";")
    path, _, query = asked.target.partition("?")
    pairs = sorted(parse_qsl(query, keep_blank_values=True, strict_parsing=True))
    canonical = f"{asked.method}\n{path}\n"
    canonical += "&".join(quote(k, safe="-_.~") + "=" + quote(v, safe="-_.~") for k, v in pairs) + "\n"
    for name in names:
        canonical += f"{name}:{asked.headers[name].strip()}\n"
    canonical += "\n" + ";".join(names) + "\n" + hashlib.sha256(asked.body).hexdigest()
    to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    return hmac.digest(secret.encode(), to_sign.encode(), "sha256").hex()


def test_signature_is_the_one_of_alibabas_own_example():
    query = canonical_query(
        {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
    )
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    assert authorization("YourAccessKeyId", "YourAccessKeySecret", "POST", query, headers) == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        "x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_request_is_signed_over_what_goes_over_the_wire():
    with sms_server({"Code": "OK", "BizId": "biz1", "RequestId": "r"}) as server:
        assert provider(server).send(OUTGOING) == "biz1"
    (asked,) = server.asked
    signature = asked.headers["authorization"].rpartition("Signature=")[2]
    assert signature == signed_by_the_rules(asked, SECRET)
    assert signature != signed_by_the_rules(asked, "another-secret")
    assert {"host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"} <= set(
        found("SignedHeaders=([^,]+)", asked.headers["authorization"]).split(";")
    )


def test_request_says_what_sendsms_asks_for():
    with sms_server({"Code": "OK", "BizId": "biz1"}) as server:
        provider(server).send(OUTGOING)
        provider(server).send(OUTGOING)
    first, second = server.asked
    sent = dict(parse_qsl(first.target.partition("?")[2]))
    assert json.loads(sent.pop("TemplateParam")) == dict(OUTGOING.words)
    assert sent == {
        "PhoneNumbers": "+8613800001234",
        "SignName": "特派",
        "TemplateCode": "SMS_1",
        "OutId": "message1",
    }
    assert first.headers["x-acs-action"] == "SendSms"
    assert first.headers["x-acs-version"] == "2017-05-25"
    assert first.headers["x-acs-date"] == "2021-03-01T01:30:00Z"
    assert first.headers["x-acs-signature-nonce"] != second.headers["x-acs-signature-nonce"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发小时级流控"}, Transient),
        ({"Code": "Throttling.User"}, Transient),
        ({"Code": "isv.AMOUNT_NOT_ENOUGH"}, Transient),
        ({"Code": "isv.MOBILE_NUMBER_ILLEGAL"}, Permanent),
        ({"Code": "SignatureDoesNotMatch"}, Permanent),
        ({"Code": "isp.SYSTEM_ERROR"}, Unanswered),
        ({}, Unanswered),
        (502, Unanswered),
        (429, Transient),
        (403, Permanent),
        (HANG_UP, Unanswered),
    ],
)
def test_refusal_is_told_apart(answer, error):
    with sms_server(answer) as server, pytest.raises(error):
        provider(server).send(OUTGOING)


def test_text_that_is_not_registered_waits_for_the_operator():
    with sms_server({"Code": "OK"}) as server, pytest.raises(Transient, match="sms_template_not_registered"):
        provider(server).send(replace(OUTGOING, language="en"))
    assert not server.asked


def test_provider_that_is_not_there_is_transient():
    with sms_server({"Code": "OK"}) as server:
        gone = provider(server)
    with pytest.raises(Transient, match="provider_unreachable"):
        gone.send(OUTGOING)
