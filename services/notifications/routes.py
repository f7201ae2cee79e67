"""The outbox for those who watch over it, and the demo's mailbox for everybody at the machine."""

from services.notifications import queries
from services.notifications.commands import send_again
from services.notifications.model.contact import Channel
from services.notifications.model.message import State
from services.notifications.queries import MailList, MessageList
from services.notifications.service import service
from services.notifications.texts import abouts
from shared.auth.actor import PEOPLE, Reach, Role
from shared.fields import Sent
from shared.language import N_
from shared.view import View
from shared.web.answer import Document, Done, Shown
from shared.web.call import Call
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
}
CHANNEL_NAMES = {Channel.EMAIL: N_("电子邮件"), Channel.SMS: N_("短信"), Channel.NONE: N_("无联系方式")}


class MailboxQuery(Sent):
    """A person's id: an address or number would be personal data in a link."""

    person: str | None = None
    after: str | None = None


class OutboxQuery(Sent):
    """One state, or all."""

    state: State | None = None
    after: str | None = None


class SendAgainForm(Sent):
    """Nothing but the decision."""


class SentAgain(View):
    """Which message goes out again."""

    id: str


@service.get(
    "/notifications/mailbox", may=EVERYONE, page="mailbox.html", summary="Messages of the demonstration, newest first"
)
def mailbox(call: Call, query: MailboxQuery) -> Shown[MailList]:
    """Show the demo's mailbox. Raises NoSuchPage outside demo mode."""
    if not call.home.settings.demo:
        raise NoSuchPage
    found = queries.mailbox(call.home.store, query.person, query.after)
    return Shown(found, {"person": query.person or "", "channel_names": CHANNEL_NAMES})


@service.get(
    "/notifications/outbox", may=WATCHERS, page="outbox.html", summary="Messages with their state, masked, newest first"
)
def outbox(call: Call, query: OutboxQuery) -> Shown[MessageList]:
    """Show the outbox."""
    found = queries.outbox(call.home.store, query.state, query.after)
    names = {"state_names": STATE_NAMES, "channel_names": CHANNEL_NAMES, "abouts": abouts(call.language)}
    return Shown(found, {"state": query.state.value if query.state else "", **names})


@service.post(
    "/notifications/outbox/{message_id}/send-again",
    may=WATCHERS,
    summary="Send a failed or uncertain message once more",
)
def send_message_again(call: Call, message_id: str, body: SendAgainForm) -> Done[SentAgain]:
    """Send again what failed. Raises NotFailed, NoAddress, Unknown."""
    return Done(SentAgain(id=call.perform(send_again, message_id)), see="/notifications/outbox", status=202)


@service.get("/notifications/openapi.json", may=EVERYONE, summary="This service's API")
def openapi(call: Call) -> Document:
    """Describe this service's API."""
    return description(service)
