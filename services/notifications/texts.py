"""The texts of all messages, read from `texts.toml`, and how one is made."""

import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from shared.language import CHINESE, LANGUAGES

SOURCE = Path(__file__).with_name("texts.toml")
WORDS = "words"
_PLACE = re.compile(r"\{\w+\}")
ALWAYS_GIVEN = ("recipient", "link")


@dataclass(frozen=True)
class Text:
    """One template in one language. `sms` is without the signature."""

    subject: str
    text: str
    sms: str


@dataclass(frozen=True)
class Template:
    """One thing people are told.

    `at_once` goes by night too; `secret` hides its code, or the end of its link, where it is kept.
    """

    name: str
    variables: tuple[str, ...]
    texts: Mapping[str, Text]
    at_once: bool = False
    secret: bool = False

    def text(self, language: str) -> Text:
        """The texts in `language`, or in Chinese where we do not write that."""
        return self.texts.get(language, self.texts[CHINESE])


@cache
def templates() -> Mapping[str, Template]:
    """Every template, by name."""
    return {name: _template(name, data) for name, data in _source().items() if name != WORDS}


def abouts(language: str) -> dict[str, str]:
    """What the messages of each template are about, for lists of messages whose texts are not made yet."""
    return {name: _PLACE.sub("…", template.text(language).subject) for name, template in templates().items()}


def filled(text: str, values: Mapping[str, str], language: str) -> str:
    """`text` with its places filled, each value on one line and coded words in the reader's language."""
    return text.strip().format_map(
        {name: _word(name, " ".join(value.split()), language) for name, value in values.items()}
    )


def places_of(text: str) -> tuple[str, ...]:
    """The names a text has places for, in the order they first appear."""
    return tuple(dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(text) if name))


def words_for(template: Template, values: Mapping[str, str], language: str) -> dict[str, str]:
    """What a provider that holds the registered text needs to fill it: its variables, in order of appearance."""
    text = template.text(language)
    return {name: filled(f"{{{name}}}", values, language) for name in places_of(text.sms)}


def _word(name: str, value: str, language: str) -> str:
    said = _source()[WORDS].get(name, {}).get(value)
    return value if said is None else str(said.get(language, said[CHINESE]))


def _template(name: str, data: Mapping[str, Any]) -> Template:
    texts = {language: Text(**data[language]) for language in LANGUAGES}
    return Template(name, tuple(data["variables"]), texts, data.get("at_once", False), data.get("secret", False))


@cache
def _source() -> dict[str, Any]:
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))
