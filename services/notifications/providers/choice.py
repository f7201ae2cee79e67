"""Which provider serves which channel in this home: in demo mode the mailbox, else what the operator set up, else none.

In demo mode nothing leaves the house, whatever is set up: a fictional number may be somebody's.
"""

from collections.abc import Callable

from services.notifications.model.contact import Channel
from services.notifications.providers.port import Provider
from shared.home import Home


def providers_of(home: Home) -> dict[Channel, Provider]:
    """The providers by channel. A channel that is not set up is not there."""
    chosen = _mailbox(home) if home.settings.demo else {Channel.EMAIL: _mail(home), Channel.SMS: _sms(home)}
    return {channel: provider for channel, provider in chosen.items() if provider is not None}


def _mail(home: Home) -> Provider | None:
    if home.settings.mail_ses:
        from services.notifications.providers.ses import Ses

        return Ses(home.settings)
    if home.settings.mail_host:
        from services.notifications.providers.smtp import Smtp

        return Smtp(home.settings)
    return None


def _sms(home: Home) -> Provider | None:
    makers: dict[str, Callable[[Home], Provider]] = {"aliyun": _aliyun, "tencent": _tencent, "sns": _sns}
    name = home.settings.sms_provider
    return makers[name](home) if name else None


def _mailbox(home: Home) -> dict[Channel, Provider | None]:
    from services.notifications.providers.mailbox import Mailbox

    mailbox = Mailbox(home.store, home.clock)
    return {Channel.EMAIL: mailbox, Channel.SMS: mailbox}


def _aliyun(home: Home) -> Provider:
    from services.notifications.providers.aliyun import Aliyun

    return Aliyun(home.settings, home.clock)


def _tencent(home: Home) -> Provider:
    from services.notifications.providers.tencent import Tencent

    return Tencent(home.settings, home.clock)


def _sns(home: Home) -> Provider:
    from services.notifications.providers.sns import Sns

    return Sns(home.settings)
