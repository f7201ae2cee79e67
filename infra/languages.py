"""The catalogues: collect what is said to people out of the source, keep the translations, compile them.

`python -m infra.languages` after a change of texts; `python -m infra.languages check` in `make check`: exit code 1 and
the list of what is missing when a text has no English or a compiled catalogue is not the written one's.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from shared.language import CATALOGUES, ENGLISH

ROOT = Path(__file__).parent.parent
FOLDERS = ("services", "shared")
METHODS = [("**.py", "python"), ("**/pages/**.html", "jinja2"), ("**/templates/**.html", "jinja2")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None}
WRITTEN = CATALOGUES / ENGLISH / "LC_MESSAGES" / "tepai.po"
COMPILED = WRITTEN.with_suffix(".mo")


def said() -> Iterator[tuple[str, int, str]]:
    """Every text in the source that is said to people: (file, line, text)."""
    for folder in FOLDERS:
        options = {"**.html": {"trimmed": "true", "encoding": "utf-8"}}
        for name, line, text, _, _ in extract_from_dir(
            ROOT / folder, METHODS, options, keywords=KEYWORDS, comment_tags=()
        ):
            if isinstance(text, str) and text:
                yield f"{folder}/{name}", line, text


def collected() -> Catalog:
    """The English catalogue with exactly the texts of the source, translations kept."""
    catalog = Catalog(locale=ENGLISH, project="tepai", fuzzy=False, creation_date=_never(), revision_date=_never())
    known = _written()
    for name, _, text in sorted(said()):
        earlier = known.get(text)
        catalog.add(text, earlier.string if earlier else "", locations=[(name, 0)])
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    target = BytesIO()
    write_mo(target, catalog)
    return target.getvalue()


def lacking() -> list[str]:
    """What is wrong with the catalogues, a line each; empty when all is well."""
    catalog = collected()
    texts = [message for message in catalog if message.id]
    found = [f"no English for: {message.id}" for message in texts if not message.string]
    found += [f"places differ: {message.id}" for message in texts if message.string and _places_differ(message)]
    if not COMPILED.exists() or COMPILED.read_bytes() != compiled(catalog):
        found.append(f"{COMPILED.relative_to(ROOT)} is out of step with the texts: make messages")
    return found


def _places_differ(message: Message) -> bool:
    """Whether a translation has other `{places}` than its source."""

    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    return names(str(message.id)) != names(str(message.string))


def _written() -> Catalog:
    if not WRITTEN.exists():
        return Catalog(locale=ENGLISH)
    with WRITTEN.open("rb") as source:
        return read_po(source, locale=ENGLISH)


def _never() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def main(arguments: list[str]) -> int:
    """Collect and compile, or check."""
    if arguments == ["check"]:
        lines = lacking()
        for line in lines:
            print(line, file=sys.stderr)
        return 1 if lines else 0
    catalog = collected()
    WRITTEN.parent.mkdir(parents=True, exist_ok=True)
    with WRITTEN.open("wb") as target:
        write_po(target, catalog, width=120, include_lineno=False)
    COMPILED.write_bytes(compiled(catalog))
    missing = sum(1 for message in catalog if message.id and not message.string)
    print(f"{len(catalog)} texts, {missing} without English: {WRITTEN.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
