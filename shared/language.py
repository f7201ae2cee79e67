"""What is said to people: Chinese in the source, other languages from the catalogues in `shared/locale`."""

import gettext
from functools import cache
from pathlib import Path

CHINESE = "zh"
ENGLISH = "en"
LANGUAGES = (CHINESE, ENGLISH)

CATALOGUES = Path(__file__).parent / "locale"


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "to be translated later"
    """Mark `text` for the catalogues where it is declared; it is translated where it is said."""
    return text


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations into `language`; the source itself for Chinese. A missing catalogue is an error, not a guess."""
    if language == CHINESE:
        return gettext.NullTranslations()
    return gettext.translation("tepai", CATALOGUES, languages=[language])


def say(text: str, language: str, **values: object) -> str:
    """`text`, a Chinese source string, in `language`, with `{name}` places filled from `values`."""
    said = catalogue(language).gettext(text) if text else ""
    return said.format(**values) if values else said
