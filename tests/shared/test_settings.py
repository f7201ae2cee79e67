import pytest

from shared.settings import Settings

ALIYUN = {"TEPAI_SMS_PROVIDER": "aliyun", "TEPAI_SMS_KEY_ID": "id", "TEPAI_SMS_KEY_SECRET": "hush"}


def test_settings_of_nothing_are_the_defaults():
    assert Settings.of({}) == Settings()


def test_sms_settings_are_read():
    settings = Settings.of(ALIYUN | {"TEPAI_SMS_TEMPLATES": '{"sign_in.zh": "SMS_1"}', "TEPAI_SMS_SIGNATURE": "示例局"})
    assert settings.sms_templates == {"sign_in.zh": "SMS_1"}
    assert settings.sms_signature == "示例局"


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"TEPAI_SMS_PROVIDER": "pigeon"}, "TEPAI_SMS_PROVIDER"),
        ({"TEPAI_SMS_PROVIDER": "aliyun"}, "TEPAI_SMS_KEY_ID"),
        (ALIYUN | {"TEPAI_SMS_PROVIDER": "tencent"}, "TEPAI_SMS_APP_ID"),
        (ALIYUN | {"TEPAI_SMS_TEMPLATES": "[1]"}, "TEPAI_SMS_TEMPLATES"),
        (ALIYUN | {"TEPAI_SMS_TEMPLATES": "{"}, "TEPAI_SMS_TEMPLATES"),
        ({"TEPAI_MAIL_PORT": "smtp"}, "TEPAI_MAIL_PORT"),
    ],
)
def test_setting_that_cannot_be_right_is_named(environment, named):
    with pytest.raises(ValueError, match=named):
        Settings.of(environment)


def test_secrets_are_not_shown():
    shown = repr(Settings.of(ALIYUN | {"TEPAI_MAIL_PASSWORD": "quiet"}))
    assert "hush" not in shown
    assert "quiet" not in shown


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"TEPAI_OIDC_ISSUER": "http://login.example.com"}, "TEPAI_OIDC_ISSUER"),
        ({"TEPAI_OIDC_ISSUER": "file:///etc/passwd"}, "TEPAI_OIDC_ISSUER"),
        ({"TEPAI_OIDC_ISSUER": "https://login.example.com/?a=b"}, "TEPAI_OIDC_ISSUER"),
        ({"TEPAI_OIDC_ISSUER": "https://somebody@login.example.com"}, "TEPAI_OIDC_ISSUER"),
        ({"TEPAI_OIDC_ISSUER": "https://login.example.com", "TEPAI_OIDC_CLIENT_ID": ""}, "TEPAI_OIDC_CLIENT_ID"),
        ({"TEPAI_OIDC_HOSTS": "https://keys.example.com"}, "TEPAI_OIDC_HOSTS"),
    ],
)
def test_provider_that_cannot_be_right_is_named(given, named):
    whole = {"TEPAI_OIDC_ISSUER": "https://login.example.com", "TEPAI_OIDC_CLIENT_ID": "tepai"}
    assert Settings.of(whole).oidc_name == "login.example.com"
    with pytest.raises(ValueError, match=named):
        Settings.of(whole | given)
