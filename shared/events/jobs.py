"""What every service with jobs tells itself: the next step of one."""

from shared.events.envelope import Event


class JobStepDue(Event):
    """The item at `cursor` is to be handled. A service subclasses this in its own events."""

    job_id: str
    cursor: int
