"""What the bureau says in an annual report in its own words, beside what the records say."""

from typing import Annotated, ClassVar, Self

from pydantic import Field

from shared.fields import Sent
from shared.store.record import Record

Words = Annotated[str, Field(max_length=4000)]


class NarrativeForm(Sent):
    """A text for each of the report's four parts; any may be left out. A line is a paragraph."""

    background: Words = ""
    practices: Words = ""
    results: Words = ""
    response: Words = ""


class Narrative(Record):
    """The bureau's own words in the report of a year; the id is the year."""

    audited: ClassVar[bool] = True

    background: str = ""
    practices: str = ""
    results: str = ""
    response: str = ""

    def saying(self, form: NarrativeForm) -> Self:
        """The report's words as `form` has them."""
        return self.changed(**form.model_dump())
