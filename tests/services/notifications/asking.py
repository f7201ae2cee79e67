"""Asking for codes, as the applications service tells it."""

from datetime import timedelta

from services.notifications.counting import CODE
from services.notifications.model.recipient import CodeRecipient
from services.notifications.model.windows import Submitted
from shared.events.applications import SignInCodeRequested
from tests.services.notifications.house import SECRETS

LIFETIME = timedelta(minutes=5)


def asked(house, contact, challenge="challenge1", **said):
    """A code is asked for to a number or address; nothing is delivered yet."""
    given = {
        "channel": "email" if "@" in contact else "sms",
        "language": "zh",
        "expires": house.clock.now() + LIFETIME,
        "purpose": "sign_in",
    }
    event = SignInCodeRequested(challenge_id=challenge, contact=contact, **given | said)
    return house.tell(event, id=f"event-{challenge}", subject=f"CodeChallenge/{challenge}")


def asked_and_sent(house, contact, challenge="challenge1", **said):
    asked(house, contact, challenge, **said)
    house.run()


def counted(house, contact):
    """What is counted of codes to a number or address today."""
    number = SECRETS.derive("submitted", contact.casefold())
    return house.store.get(Submitted, Submitted.id_of(number, CODE, house.clock.now()))


def addresses(house):
    """How many addresses of codes are kept."""
    return len(house.store.query(CodeRecipient.by_end, "all", limit=200).items)
