"""Pages: Jinja2 templates of a service over the shared ones, strict and escaped, with what every page needs at hand."""

from contextvars import ContextVar
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.language import say
from shared.money import yuan
from shared.web import charts, formats
from shared.web.navigation import in_one_row
from shared.web.static import static_url

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"

_page_made_at: ContextVar[datetime] = ContextVar("page_made_at")
"""When the page being rendered is made: a macro, which sees nothing of its page, says how old things are."""


@cache
def environment(pages: Path, language: str) -> "Environment":
    """The templates of one service, which may extend and import the shared ones.

    One for each language: macros, which see nothing of the page that imports them, speak and count in it all the same.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader([pages, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )

    def _(text: str, **values: object) -> str:
        return say(text, language, **values)

    def ago(since: datetime) -> str:
        return formats.span((_page_made_at.get() - since).total_seconds(), language)

    def until(due: datetime) -> str:
        return formats.span((due - _page_made_at.get()).total_seconds(), language)

    made.globals.update(
        _=_,
        language=language,
        static_url=static_url,
        bar_widths=charts.bar_widths,
        columns_of=charts.columns,
        in_one_row=partial(in_one_row, said=_),
    )
    made.filters.update(
        moment=partial(formats.moment, language=language),
        day=partial(formats.day, language=language),
        deadline=partial(formats.deadline, language=language),
        money=partial(formats.money, language=language),
        number=formats.number,
        ago=ago,
        until=until,
        yuan=yuan,
        combined=combined,
    )
    return made


def render(pages: Path, template: str, language: str, context: dict[str, Any]) -> str:
    """The page as text."""
    token = _page_made_at.set(context["now"]) if "now" in context else None
    try:
        return environment(pages, language).get_template(template).render(**context)
    finally:
        if token is not None:
            _page_made_at.reset(token)


def combined(defaults: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
    """A form's values over defaults for the fields it does not have."""
    return defaults | form
