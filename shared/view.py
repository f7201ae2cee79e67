"""What a service shows of its records: the answer of a route, for pages and programs alike."""

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """Part of an answer. Only what the reader may see is in it."""

    model_config = ConfigDict(frozen=True, defer_build=True)
