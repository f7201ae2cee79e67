import datetime as dt
import socket
import ssl
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.notifications.model.contact import Channel
from services.notifications.providers.port import Outgoing, Permanent, Transient, Unanswered
from services.notifications.providers.smtp import Smtp
from shared.settings import Settings
from tests.services.notifications.house import MORNING
from tests.services.notifications.providers.outside import HANG_UP, mail_server


def outgoing(to="owner@example.com", key="key1", subject="已收到申报 QY2021001", text="第一行\n第二行：“莱工”"):
    return Outgoing(key, Channel.EMAIL, to, subject, text, MORNING, language="zh")


def settings(port, **others):
    return Settings(mail_host="127.0.0.1", mail_port=port, mail_from="tepai@bureau.example", **others)


def received(envelope):
    return message_from_bytes(envelope.original_content or envelope.content, policy=default)


def test_chinese_message_arrives_whole():
    with mail_server() as (kept, port):
        reference = Smtp(settings(port)).send(outgoing())
    (envelope,) = kept.accepted
    message = received(envelope)
    assert envelope.rcpt_tos == ["owner@example.com"]
    assert envelope.mail_from == "tepai@bureau.example"
    assert message["Subject"] == "已收到申报 QY2021001"
    assert message["From"].addresses[0].display_name == "特派"
    assert message["From"].addresses[0].addr_spec == "tepai@bureau.example"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().split("\r\n") == ["第一行", "第二行：“莱工”", ""]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "zh-CN"
    assert message["Date"].datetime == MORNING
    assert message["Message-ID"] == reference == "<key1@bureau.example>"


def test_header_bytes_are_ascii_and_lines_short():
    with mail_server(decode_data=False) as (kept, port):
        Smtp(settings(port)).send(outgoing(subject="科技特派员" * 30))
    raw = kept.accepted[0].content
    head = raw.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_repetition_has_the_same_message_id():
    with mail_server() as (kept, port):
        for _ in range(2):
            Smtp(settings(port)).send(outgoing())
    assert len({received(envelope)["Message-ID"] for envelope in kept.accepted}) == 1


def test_address_that_would_add_a_header_is_refused():
    with mail_server() as (kept, port), pytest.raises(Permanent, match="bad_address"):
        Smtp(settings(port)).send(outgoing(to="x@example.com\r\nBcc: y@example.com"))
    assert not kept.accepted


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        ("451 try later", Transient, "smtp_451"),
        ("554 no", Permanent, "smtp_554"),
        (HANG_UP, Unanswered, "smtp_connection_lost"),
    ],
)
def test_refusal_is_told_apart(answer, error, code):
    with mail_server(answer) as (_, port), pytest.raises(error) as caught:
        Smtp(settings(port)).send(outgoing())
    assert caught.value.code == code


def test_unknown_recipient_is_permanent_and_not_quoted():
    with mail_server() as (_, port), pytest.raises(Permanent) as caught:
        Smtp(settings(port)).send(outgoing(to="nobody@example.com"))
    assert caught.value.code == "smtp_550"
    assert "nobody" not in str(caught.value)


def test_server_that_is_not_there_is_transient():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Transient, match="smtp_unreachable"):
            Smtp(settings(taken.getsockname()[1])).send(outgoing())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 and the two contexts that go with it."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, secret)
    return server, ssl.create_default_context(cafile=str(chain))


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"bureau", b"secret"), handled=False)


def secured(server_context):
    return {
        "tls_context": server_context,
        "require_starttls": True,
        "authenticator": authenticate,
        "auth_required": True,
    }


def test_starttls_and_login_are_spoken(certificate):
    server, client = certificate
    with mail_server(**secured(server)) as (kept, port):
        Smtp(settings(port, mail_tls=True, mail_user="bureau", mail_password="secret"), client).send(outgoing())
    assert len(kept.accepted) == 1


def test_wrong_password_waits_for_the_operator(certificate):
    server, client = certificate
    with mail_server(**secured(server)) as (kept, port), pytest.raises(Transient, match="smtp_login_refused"):
        Smtp(settings(port, mail_tls=True, mail_user="bureau", mail_password="wrong"), client).send(outgoing())
    assert not kept.accepted


def test_certificate_nobody_vouches_for_is_refused(certificate):
    server, _ = certificate
    with mail_server(**secured(server)) as (kept, port), pytest.raises(Transient, match="smtp_tls_failed"):
        Smtp(settings(port, mail_tls=True, mail_user="bureau", mail_password="secret")).send(outgoing())
    assert not kept.accepted


def test_tls_that_is_not_offered_is_not_done_without():
    with mail_server() as (kept, port), pytest.raises(Transient, match="smtp_tls_or_login_not_offered"):
        Smtp(settings(port, mail_tls=True)).send(outgoing())
    assert not kept.accepted
