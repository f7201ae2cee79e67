"""The demo's mailbox: messages arrive as records of our own, for everybody at this machine to read."""

from datetime import timedelta

from services.notifications.model.message import Mail
from services.notifications.providers.port import Outgoing, Transient, Unanswered
from shared.clock import Clock
from shared.store.port import AnswerLost, Conflict, Put, Store, Throttled


class Mailbox:
    """Keeps each message once, in full."""

    name = "mailbox"
    longest = timedelta()
    recognises_repetition = True

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def send(self, outgoing: Outgoing) -> str:
        """Put the message into the box; one that is there already stays as it is."""
        mail = Mail(
            id=outgoing.key,
            person_id=outgoing.person_id,
            channel=outgoing.channel,
            to=outgoing.to,
            subject=outgoing.subject,
            text=outgoing.text,
            links=outgoing.links,
            code=outgoing.code,
            at=self._clock.now(),
        )
        try:
            self._store.commit([Put(mail)])
        except Conflict as error:
            if self._store.get(Mail, mail.id) is None:
                raise Transient("mailbox_busy") from error
        except Throttled as error:
            raise Transient("mailbox_busy") from error
        except AnswerLost as error:
            raise Unanswered("mailbox_unanswered") from error
        return mail.id
