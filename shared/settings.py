"""What an operator decides: read once from the environment, checked, and named in errors."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

SMS_PROVIDERS = ("aliyun", "tencent", "sns")
SIGNED_SMS_PROVIDERS = ("aliyun", "tencent")
_HOST = re.compile(r"[a-z0-9.-]+(:[0-9]{1,5})?")


@dataclass(frozen=True)
class Settings:
    """Settings every service knows. `base_url` is the one address people use, without a trailing slash."""

    base_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    """Whether the mailbox page and the ready sign-in links exist. Refused by the runtime off loopback."""

    mail_host: str = ""
    """SMTP server for e-mail; empty where mail goes to the mailbox (demo) or through SES."""
    mail_port: int = 25
    mail_user: str = ""
    mail_password: str = field(default="", repr=False)
    mail_from: str = "tepai@localhost"
    mail_tls: bool = False
    """Whether mail goes encrypted: from the start on port 465, else by STARTTLS."""
    mail_ses: bool = False
    """Whether mail goes through Amazon SES with the function's own rights, rather than to `mail_host`."""
    sms_provider: str = ""
    """`aliyun`, `tencent` or `sns`; empty where texts go to the mailbox (demo) or are not sent."""
    sms_key_id: str = ""
    sms_key_secret: str = field(default="", repr=False)
    sms_signature: str = "特派"
    """What stands in 【】 before every text, as registered with the provider."""
    sms_app_id: str = ""
    """Tencent's SdkAppId."""
    sms_region: str = ""
    """Where the provider is asked; empty for its usual region."""
    sms_endpoint: str = ""
    """The provider's address, scheme included, where it is not the public one (a private link, a proxy)."""
    sms_templates: Mapping[str, str] = field(default_factory=dict)
    """The provider's code for each registered text, by `<template>.<language>`."""

    oidc_issuer: str = ""
    """The OpenID Connect issuer staff may sign in by, exactly as it writes itself; empty where there is none."""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    """Empty for a public client, whose only proof is PKCE."""
    oidc_name: str = ""
    """What the sign-in page calls it."""
    oidc_hosts: tuple[str, ...] = ()
    """Further hosts (with a port, if any) of the issuer's keys and tokens, where its own is not the only one."""

    @property
    def mute(self) -> bool:
        """Whether no message can leave and none is meant to stay in the demo's mailbox: nobody is told anything."""
        return not (self.demo or self.mail_host or self.mail_ses or self.sms_provider)

    @property
    def secure(self) -> bool:
        """Whether people come over TLS, so that cookies may be marked Secure."""
        return self.base_url.startswith("https://")

    @property
    def base_path(self) -> str:
        """The path part of the address, such as a gateway's stage: '' or '/tepai'."""
        return "/" + rest if (rest := self.base_url.partition("://")[2].partition("/")[2]) else ""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the TEPAI_… variables. Raises ValueError naming the variable that cannot be right."""

        def flag(name: str) -> bool:
            return environment.get(name, "").lower() in ("1", "true", "yes")

        port = environment.get("TEPAI_MAIL_PORT", "25")
        if not port.isdigit():
            raise ValueError(f"TEPAI_MAIL_PORT must be a number, not {port!r}")
        return cls(
            base_url=environment.get("TEPAI_BASE_URL", cls.base_url).rstrip("/"),
            demo=flag("TEPAI_DEMO"),
            mail_host=environment.get("TEPAI_MAIL_HOST", ""),
            mail_port=int(port),
            mail_user=environment.get("TEPAI_MAIL_USER", ""),
            mail_password=environment.get("TEPAI_MAIL_PASSWORD", ""),
            mail_from=environment.get("TEPAI_MAIL_FROM", cls.mail_from),
            mail_tls=flag("TEPAI_MAIL_TLS"),
            mail_ses=flag("TEPAI_MAIL_SES"),
            **_sms(environment),
            **_oidc(environment),
        )


def _sms(environment: Mapping[str, str]) -> dict[str, Any]:
    """The settings of text messages, checked together: a provider without its key could never send."""
    provider = environment.get("TEPAI_SMS_PROVIDER", "")
    if provider and provider not in SMS_PROVIDERS:
        raise ValueError(f"TEPAI_SMS_PROVIDER must be one of {', '.join(SMS_PROVIDERS)} or empty, not {provider!r}")
    needed = {"TEPAI_SMS_KEY_ID": "sms_key_id", "TEPAI_SMS_KEY_SECRET": "sms_key_secret"}
    if provider == "tencent":
        needed["TEPAI_SMS_APP_ID"] = "sms_app_id"
    if provider in SIGNED_SMS_PROVIDERS:
        for name in needed:
            if not environment.get(name):
                raise ValueError(f"TEPAI_SMS_PROVIDER={provider} also needs {name}")
    try:
        codes = json.loads(environment.get("TEPAI_SMS_TEMPLATES") or "{}")
        templates = {str(name): str(code) for name, code in codes.items()}
    except (ValueError, AttributeError):
        raise ValueError("TEPAI_SMS_TEMPLATES must be a JSON object of texts and their codes") from None
    return {
        "sms_provider": provider,
        "sms_key_id": environment.get("TEPAI_SMS_KEY_ID", ""),
        "sms_key_secret": environment.get("TEPAI_SMS_KEY_SECRET", ""),
        "sms_signature": environment.get("TEPAI_SMS_SIGNATURE") or "特派",
        "sms_app_id": environment.get("TEPAI_SMS_APP_ID", ""),
        "sms_region": environment.get("TEPAI_SMS_REGION", ""),
        "sms_endpoint": environment.get("TEPAI_SMS_ENDPOINT", "").rstrip("/"),
        "sms_templates": templates,
    }


def _oidc(environment: Mapping[str, str]) -> dict[str, Any]:
    """The settings of signing in by a provider, checked together. In the clear only on this machine."""
    issuer, client_id = environment.get("TEPAI_OIDC_ISSUER", ""), environment.get("TEPAI_OIDC_CLIENT_ID", "")
    secret, name = environment.get("TEPAI_OIDC_CLIENT_SECRET", ""), environment.get("TEPAI_OIDC_NAME", "")
    hosts = tuple(each.strip() for each in environment.get("TEPAI_OIDC_HOSTS", "").split(",") if each.strip())
    if not issuer:
        return {}
    parts = urlsplit(issuer)
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    if not (parts.scheme == "https" or here) or not parts.hostname or parts.query or parts.fragment or "@" in issuer:
        raise ValueError(f"TEPAI_OIDC_ISSUER must be an https address without a question mark, not {issuer!r}")
    if not client_id:
        raise ValueError("TEPAI_OIDC_ISSUER also needs TEPAI_OIDC_CLIENT_ID")
    if not (client_id + secret).isascii():
        raise ValueError("TEPAI_OIDC_CLIENT_ID and TEPAI_OIDC_CLIENT_SECRET must be plain ASCII")
    if any(not _HOST.fullmatch(each) for each in hosts):
        raise ValueError("TEPAI_OIDC_HOSTS must be hosts like login.example.com, separated by commas")
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": client_id,
        "oidc_client_secret": secret,
        "oidc_name": name or parts.hostname,
        "oidc_hosts": hosts,
    }
