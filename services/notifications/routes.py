"""The outbox for those who watch over it, and the demo's mailbox for everybody at the machine."""

from dataclasses import replace

from services.notifications import queries
from services.notifications.commands import NOBODY_KNOWS, NOT_SET_UP, send_again
from services.notifications.model.contact import Channel
from services.notifications.model.message import CODE_EXPIRED, CODE_LIMIT, NO_ADDRESS, NOTICE_LIMIT, State
from services.notifications.queries import MailList, MessageList
from services.notifications.service import service
from services.notifications.texts import abouts
from shared.auth.actor import PEOPLE, Reach, Role
from shared.fields import Sent
from shared.language import N_
from shared.view import View
from shared.web.answer import Document, Done, Shown
from shared.web.call import Call
from shared.web.listing import Filter, ListState
from shared.web.openapi import description
from shared.web.problem import NoSuchPage

EVERYONE = dict.fromkeys((Role.PUBLIC, *PEOPLE), Reach.ALL)
WATCHERS = {Role.ADMINISTRATOR: Reach.ALL, Role.CITY_OFFICER: Reach.ALL}

STATE_NAMES = {
    State.DUE: N_("待发送"),
    State.WAITING: N_("等待中"),
    State.SENDING: N_("发送中"),
    State.SENT: N_("已发送"),
    State.UNCERTAIN: N_("结果不明"),
    State.FAILED: N_("失败"),
    State.WITHHELD: N_("不再发送"),
}
CHANNEL_NAMES = {Channel.EMAIL: N_("电子邮件"), Channel.SMS: N_("短信"), Channel.NONE: N_("无联系方式")}

REASONS = {
    NO_ADDRESS: N_("收件人没有留下可用的联系方式"),
    NOBODY_KNOWS: N_("发送中断，是否送达不明，请先与收件人核实再决定是否重发"),
    NOT_SET_UP: N_("该渠道尚未设置，设置后自动发出"),
    CODE_EXPIRED: N_("验证码过期前未能发出，不再发送"),
    f"{CODE_LIMIT}_minute": N_("同一号码每分钟最多 1 条验证码，这条未发送"),
    f"{CODE_LIMIT}_hour": N_("同一号码每小时最多 5 条验证码（在未登录过的设备上 3 条），这条未发送"),
    f"{CODE_LIMIT}_day": N_("同一号码每天最多 10 条验证码（在未登录过的设备上 6 条），这条未发送"),
    f"{NOTICE_LIMIT}_day": N_("同一号码每天最多 50 条同类通知，次日 08:00 再发"),
}
"""Our own codes for what keeps a message back, in words; a provider's codes are shown as they are."""

CHANNEL_FILTER = Filter("channel", N_("渠道"), tuple((channel.value, name) for channel, name in CHANNEL_NAMES.items()))
STATE_FILTER = Filter("state", N_("状态"), tuple((state.value, name) for state, name in STATE_NAMES.items()))
# Nothing without an address ever arrives in the mailbox.
ARRIVING_FILTER = replace(CHANNEL_FILTER, options=CHANNEL_FILTER.options[:2])

MAILBOX, OUTBOX = "/notifications/mailbox", "/notifications/outbox"


class MailboxQuery(Sent):
    """A person's id: an address or number would be personal data in a link."""

    person: str | None = None
    channel: Channel | None = None
    after: str | None = None


class OutboxQuery(Sent):
    """One state, one channel, or all."""

    state: State | None = None
    channel: Channel | None = None
    after: str | None = None


class SendAgainForm(Sent):
    """The decision, and what the list was filtered by in which it was taken: there the page goes back to."""

    state: State | None = None
    channel: Channel | None = None


class SentAgain(View):
    """Which message goes out again."""

    id: str


@service.get(MAILBOX, may=EVERYONE, page="mailbox.html", summary="Messages of the demonstration, newest first")
def mailbox(call: Call, query: MailboxQuery) -> Shown[MailList]:
    """Show the demo's mailbox. Raises NoSuchPage outside demo mode."""
    if not call.home.settings.demo:
        raise NoSuchPage
    found = queries.mailbox(call.home.store, query.person, query.channel, query.after)
    chosen = {"person": query.person or "", "channel": query.channel or ""}
    # Whose messages they are is chosen at one of them, by an id no person types: it is no field of the form.
    form = ListState(call.url_for(MAILBOX), (ARRIVING_FILTER,), chosen)
    state = ListState(form.path, (Filter("person", ""), ARRIVING_FILTER), chosen, after=query.after or "")
    shown = {"state": state, "filters": form, "person": query.person or "", "channel_names": CHANNEL_NAMES}
    return Shown(found, shown)


@service.get(OUTBOX, may=WATCHERS, page="outbox.html", summary="Messages with their state, masked, newest first")
def outbox(call: Call, query: OutboxQuery) -> Shown[MessageList]:
    """Show the outbox."""
    found = queries.outbox(call.home.store, query.state, query.channel, query.after)
    state = _outbox_state(call.url_for(OUTBOX), query.state, query.channel, query.after or "")
    names = {"state_names": STATE_NAMES, "channel_names": CHANNEL_NAMES, "reasons": REASONS}
    return Shown(found, {"state": state, "abouts": abouts(call.language), **names})


@service.post(
    "/notifications/outbox/{message_id}/send-again",
    may=WATCHERS,
    summary="Send a failed or uncertain message once more",
)
def send_message_again(call: Call, message_id: str, body: SendAgainForm) -> Done[SentAgain]:
    """Send again what failed. Raises NotFailed, CodeIsLate, NoAddress, Unknown."""
    again = SentAgain(id=call.perform(send_again, message_id))
    return Done(again, see=_outbox_state(OUTBOX, body.state, body.channel).first, status=202)


def _outbox_state(path: str, state: State | None, channel: Channel | None, after: str = "") -> ListState:
    chosen = {"state": state or "", "channel": channel or ""}
    return ListState(path, (STATE_FILTER, CHANNEL_FILTER), chosen, after=after)


@service.get("/notifications/openapi.json", may=EVERYONE, summary="This service's API")
def openapi(call: Call) -> Document:
    """Describe this service's API."""
    return description(service)
