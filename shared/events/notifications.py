"""What the notifications service tells: itself, that a message is to go out now."""

from shared.events.envelope import Event
from shared.events.jobs import JobStepDue


class MessageDue(Event):
    """A message is ready to be sent. The text is not here: it is made where it is sent."""

    message_id: str


class TellingStepDue(JobStepDue):
    """The next part of a long list of people is to be told (notifications tells itself)."""
