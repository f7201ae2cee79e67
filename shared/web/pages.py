"""Pages: Jinja2 templates of a service over the shared ones, strict and escaped, with what every page needs at hand."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.clock import BEIJING
from shared.language import say
from shared.money import yuan
from shared.web.static import static_url

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(pages: Path) -> "Environment":
    """The templates of one service, which may extend and import the shared ones."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader([pages, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(static_url=static_url)
    made.filters.update(moment=moment, day=day, yuan=yuan, combined=combined)
    return made


def render(pages: Path, template: str, language: str, context: dict[str, Any]) -> str:
    """The page as text."""

    def _(text: str, **values: object) -> str:
        return say(text, language, **values)

    return environment(pages).get_template(template).render(_=_, language=language, **context)


def moment(value: datetime) -> str:
    """A moment as people here read it: China's time, to the minute."""
    return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def day(value: date | datetime) -> str:
    """A calendar day, in China's time where it is a moment."""
    return (value.astimezone(BEIJING) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


def combined(defaults: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
    """A form's values over defaults for the fields it does not have."""
    return defaults | form
