import pytest

from services.notifications.model.contact import Channel
from services.notifications.providers.choice import providers_of
from shared.home import home_of
from shared.settings import Settings
from tests.services.notifications.house import House


@pytest.mark.parametrize(
    ("settings", "mail", "sms"),
    [
        (Settings(), None, None),
        (Settings(demo=True), "mailbox", "mailbox"),
        (Settings(demo=True, mail_host="mail.example", sms_provider="aliyun"), "mailbox", "mailbox"),
        (Settings(mail_host="mail.example"), "smtp", None),
        (Settings(mail_ses=True, sms_provider="sns"), "ses", "sns"),
        (Settings(sms_provider="aliyun"), None, "aliyun"),
        (Settings(sms_provider="tencent"), None, "tencent"),
    ],
)
def test_providers_are_those_the_operator_set_up(settings, mail, sms):
    House(settings)
    chosen = {channel: provider.name for channel, provider in providers_of(home_of("notifications")).items()}
    assert chosen.get(Channel.EMAIL) == mail
    assert chosen.get(Channel.SMS) == sms
