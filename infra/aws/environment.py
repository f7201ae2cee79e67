"""What a service's functions are told by their environment, and the parameters it comes from."""

from typing import Any

from infra.aws.names import FRONT_SERVICE, SENDER

_OF_EVERY_SERVICE: dict[str, Any] = {
    "BusName": {"Type": "String", "Description": "The bus all services tell and hear events by."},
    "BusArn": {"Type": "String"},
    "SecretArn": {"Type": "String", "Description": "Signing keys and the secret that codes derive from."},
    "AlarmTopicArn": {"Type": "String", "Description": "Told when something waits for a person."},
    "BaseUrl": {"Type": "String", "Description": "The one address people use, without a trailing slash."},
    "LogLevel": {"Type": "String", "Default": "INFO"},
    "Demo": {"Type": "String", "Default": "0", "AllowedValues": ["0", "1"], "Description": "1 opens the mailbox page."},
}


def _text(default: str = "", description: str = "", *, secret: bool = False) -> dict[str, Any]:
    said: dict[str, Any] = {"Type": "String", "Default": default}
    if description:
        said["Description"] = description
    return {**said, "NoEcho": True} if secret else said


def _switch(default: str, description: str) -> dict[str, Any]:
    return {**_text(default, description), "AllowedValues": ["0", "1"]}


_SENDING: dict[str, tuple[str, dict[str, Any]]] = {
    "TEPAI_MAIL_HOST": ("MailHost", _text("", "The SMTP server e-mail goes through.")),
    "TEPAI_MAIL_PORT": ("MailPort", {"Type": "Number", "Default": 587}),
    "TEPAI_MAIL_USER": ("MailUser", _text()),
    "TEPAI_MAIL_PASSWORD": ("MailPassword", _text(secret=True)),
    "TEPAI_MAIL_FROM": ("MailFrom", _text("tepai@localhost", "Who e-mail is from.")),
    "TEPAI_MAIL_TLS": ("MailTls", _switch("1", "Whether the SMTP server is spoken to encrypted.")),
    "TEPAI_MAIL_SES": ("MailSes", _switch("0", "1 sends e-mail through SES, which aws-cn has not.")),
    "TEPAI_SMS_PROVIDER": ("SmsProvider", _text("", "aliyun, tencent, sns (not in aws-cn) or nothing.")),
    "TEPAI_SMS_KEY_ID": ("SmsKeyId", _text()),
    "TEPAI_SMS_KEY_SECRET": ("SmsKeySecret", _text(secret=True)),
    "TEPAI_SMS_SIGNATURE": ("SmsSignature", _text("特派", "What stands in 【】 before every text.")),
    "TEPAI_SMS_APP_ID": ("SmsAppId", _text("", "Tencent's SdkAppId.")),
    "TEPAI_SMS_REGION": ("SmsRegion", _text()),
    "TEPAI_SMS_ENDPOINT": ("SmsEndpoint", _text()),
    "TEPAI_SMS_TEMPLATES": ("SmsTemplates", _text("{}", "JSON: the provider's code of each registered text.")),
}
"""How the one service that sends anything reaches people: the variable, its parameter."""

_STAFF_SIGN_IN: dict[str, tuple[str, dict[str, Any]]] = {
    "TEPAI_OIDC_ISSUER": ("OidcIssuer", _text("", "The OpenID Connect issuer of the staff; needs egress.")),
    "TEPAI_OIDC_CLIENT_ID": ("OidcClientId", _text()),
    "TEPAI_OIDC_CLIENT_SECRET": ("OidcClientSecret", _text("", "Empty for a public client.", secret=True)),
    "TEPAI_OIDC_NAME": ("OidcName", _text("", "What the sign-in page calls the issuer.")),
    "TEPAI_OIDC_HOSTS": ("OidcHosts", _text("", "Further hosts of the issuer's, separated by commas.")),
}
"""How the one service people sign in at lets staff come from an issuer of their own."""

_OF_ONE_SERVICE = {SENDER: _SENDING, FRONT_SERVICE: _STAFF_SIGN_IN}

_CONDITIONS_OF_SENDING = {
    "SendsBySes": {"Fn::Equals": [{"Ref": "MailSes"}, "1"]},
    "SendsBySns": {"Fn::Equals": [{"Ref": "SmsProvider"}, "sns"]},
}
"""What policies.py gives the right to send by."""


def parameters(service: str) -> dict[str, Any]:
    """The parameters of the template of `service`."""
    return {**_OF_EVERY_SERVICE, **dict(_OF_ONE_SERVICE.get(service, {}).values())}


def conditions(service: str) -> dict[str, Any]:
    """The conditions of the template of `service`."""
    return dict(_CONDITIONS_OF_SENDING) if service == SENDER else {}


def environment(service: str) -> dict[str, Any]:
    """The variables of every function of `service`, those it shares with the one-machine home named alike."""
    variables: dict[str, Any] = {
        "TEPAI_HOME": "aws",
        "TEPAI_SERVICE": service,
        "TEPAI_TABLE": {"Ref": "Table"},
        "TEPAI_BUS": {"Ref": "BusName"},
        "TEPAI_BASE_URL": {"Ref": "BaseUrl"},
        "TEPAI_SECRET_ARN": {"Ref": "SecretArn"},
        "TEPAI_DEMO": {"Ref": "Demo"},
        "POWERTOOLS_LOG_LEVEL": {"Ref": "LogLevel"},
        # Pydantic would read the metadata of every installed package to look for plugins, at each start.
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
    }
    of_its_own = _OF_ONE_SERVICE.get(service, {})
    variables.update({name: {"Ref": parameter} for name, (parameter, _) in of_its_own.items()})
    return variables
