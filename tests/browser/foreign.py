"""Chinese in an English page: allowed where it is data, which is what stands in some record. All else is untranslated."""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

MESSAGES = "notifications"
"""The one service whose records hold texts of ours, as they were sent: no excuse for other pages."""

SAID = """() => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!node.parentElement.closest("body [lang^=zh]")) found.push(node.data);
  for (const each of document.querySelectorAll("[title], [aria-label], [placeholder], [alt], button[value]"))
    for (const name of ["title", "aria-label", "placeholder", "alt"])
      if (each.hasAttribute(name) && !each.closest("body [lang^=zh]")) found.push(each.getAttribute(name));
  return found;
}"""

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef][\u3000-\u303f\u3400-\u9fff\uff00-\uffef\w·\-，、]*")


class Data:
    """Every text in the records of a data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts = {"": "", MESSAGES: ""}

    def untranslated(self, page: Page) -> list[str]:
        """Chinese on the English page that is open and in no record."""
        allowed = (MESSAGES, "") if f"/{MESSAGES}/" in page.url else ("",)
        said = [run for text in page.evaluate(SAID) for run in CHINESE.findall(text)]
        if self._unknown(said, allowed):
            self._read()
        return [f"not in English: {run}" for run in dict.fromkeys(self._unknown(said, allowed))]

    def _unknown(self, said: list[str], allowed: tuple[str, ...]) -> list[str]:
        return [run for run in said if not any(run in self._texts[kind] for kind in allowed)]

    def _read(self) -> None:
        texts: dict[str, list[str]] = {"": [], MESSAGES: []}
        for file in sorted(self._folder.glob("*.sqlite")):
            if file.stem == "queues":
                continue
            with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
                for (data,) in connection.execute("SELECT data FROM records"):
                    texts[MESSAGES if file.stem == MESSAGES else ""] += _strings(json.loads(data))
            connection.close()
        self._texts = {kind: "\n".join(dict.fromkeys(each)) for kind, each in texts.items()}


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return []
