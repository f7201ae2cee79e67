"""候补需求: an enterprise without a commissioner stands on the waiting list, with a reason [the article, part four].

It stands there while it has neither a dispatch nor a proposal out. What it waits since is the first day of its waiting:
a proposal that comes to nothing does not put it behind others.
"""

from pydantic import BaseModel, ConfigDict

from services.matching.model.runs import LeftOver

DECLINED = "declined"
ENDED = "ended"
"""Reasons beside the engine's: a proposal of it was declined, its dispatch ended before its term."""


class Waiting(BaseModel):
    """Why an enterprise waits, and who came nearest where a run (`run_id`) left it over; codes are the engine's."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    reason: str
    run_id: str = ""
    nearest_id: str = ""
    nearest_name: str = ""
    nearest_score: float = 0.0
    obstacle: str = ""

    @classmethod
    def left_over(cls, left: LeftOver, run_id: str) -> "Waiting":
        """As a run says it."""
        said = {"reason", "nearest_id", "nearest_name", "nearest_score", "obstacle"}
        return cls(run_id=run_id, **left.model_dump(include=said))
