"""What can be wrong with a page at a glance; each fault in words."""

import os
import re
from zlib import crc32

from benchmarks.walking import kind_of
from tests.browser.accessible import violations
from tests.browser.layout import measured, misprinted, moving, shifted, unseen_focus
from tests.browser.site import Window
from tests.browser.variants import DESK, VARIANTS, Variant, seen_as

MOST_BYTES = 100_000
MOST_FURTHER_REQUESTS = 3

FACTS = """() => ({
  title: document.title,
  language: document.documentElement.lang,
  headings: document.querySelectorAll("h1").length,
  pictures: [...document.images].filter(each => !each.hasAttribute("alt")).map(each => each.src),
  broken: [...document.images].filter(each => each.complete && !each.naturalWidth).map(each => each.src),
  unlabelled: [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter(each => !(each.labels.length && each.labels[0].textContent.trim()) && !each.ariaLabel).map(each => each.name),
  unnamed: [...document.querySelectorAll("a[href], button")]
    .filter(each => !each.textContent.trim() && !each.ariaLabel && !each.querySelector("img[alt]:not([alt=''])"))
    .map(each => each.outerHTML),
  twice: [...document.querySelectorAll("[id]")].map(each => each.id)
    .filter((id, at, all) => all.indexOf(id) !== at),
  nowhere: [...document.querySelectorAll('a[href^="#"]')].map(each => each.getAttribute("href"))
    .filter(each => !document.getElementById(each.slice(1))),
  inline: document.querySelectorAll("script:not([src]), style, [style], [onclick]").length,
  text: [...document.querySelectorAll("pre, code")]
    .reduce((text, each) => text.replace(each.innerText, ""), document.body.innerText),
})"""

HASHED = re.compile(r"/static/[a-z_-]+\.[0-9a-f]{10}\.[a-z0-9]+$")

LEFTOVERS = {
    "an unfilled place": re.compile(r"[{}]|%\(|\bUndefined\b|\bundefined\b|\bNaN\b"),
    "a raw code": re.compile(r"(?<![\w@./?=-])[a-z]+(?:_[a-z]+)+(?![\w@.])"),
    "a moment for machines": re.compile(r"\d{4}-\d\d-\d\dT\d\d:"),
    "a doubled mark": re.compile(r"：：|。。|，，|；；|、、"),
}
NOTHING = re.compile(r"\b(?:None|null)\b")
"""An empty value shown as a program writes it; in English they are words too, and the Chinese page is the same one."""
HALF_WIDTH = re.compile(r"[一-鿿][,;:!?(][^\n]?|[,;:!?)][一-鿿]")


def faults_of(window: Window) -> list[str]:
    """Everything wrong with the page that is open, in each way of looking at it; complaints are asked about once.

    axe takes longest. It looks at every page as it is on a desk, and at each in one other way, which one hangs on the
    page's kind and language; the longer tests take all of them.
    """
    page = window.page
    found = shifted(page)
    facts = page.evaluate(FACTS)
    found += [f"complaint: {each}" for each in window.complaints]
    window.complaints.clear()
    found += _of_requests(window)
    if facts["headings"] != 1:
        found.append(f"{facts['headings']} h1")
    if not facts["title"].strip(" ·"):
        found.append("no title")
    for name in ("pictures", "broken", "unlabelled", "unnamed", "twice", "nowhere"):
        found += [f"{name}: {each}" for each in facts[name]]
    if facts["inline"]:
        found.append(f"{facts['inline']} inline scripts or styles")
    chinese = facts["language"].startswith("zh")
    found += _of_text(facts["text"], chinese=chinese)
    if not chinese:
        found += window.site.data.untranslated(page)
    found += unseen_focus(page) + moving(page) + misprinted(page)
    chosen = _looked_at_by_axe(f"{facts['language']} {kind_of(window.path())}")
    shown: dict[str, list[str]] = {}
    with seen_as(page) as looker:
        for variant in VARIANTS:
            looker.show(variant)
            for fault in measured(page) + (violations(page) if variant in chosen else []):
                shown.setdefault(fault, []).append(variant.name)
    found += [f"{fault} (at {', '.join(at)})" for fault, at in shown.items()]
    found += [f"complaint: {each}" for each in window.complaints]
    window.complaints.clear()
    return found


def _looked_at_by_axe(kind: str) -> tuple[Variant, ...]:
    if os.environ.get("TEPAI_TEST_LONG"):
        return VARIANTS
    return DESK, VARIANTS[1:][crc32(kind.encode()) % (len(VARIANTS) - 1)]


def _of_requests(window: Window) -> list[str]:
    base = window.site.machine.base_url
    answers = list({each.url: each for each in window.answers if not 300 <= each.status < 400}.values())
    found = [f"asks another host: {each.url}" for each in answers if not each.url.startswith(base)]
    found += [f"not named by its content: {each.url}" for each in answers[1:] if not HASHED.search(each.url)]
    if len(answers) - 1 > MOST_FURTHER_REQUESTS:
        found.append(f"{len(answers) - 1} further requests: {[each.url for each in answers]}")
    weight = sum(int(each.headers["content-length"]) for each in answers)
    if weight > MOST_BYTES:
        found.append(f"{weight} bytes")
    return found


def _of_text(text: str, *, chinese: bool) -> list[str]:
    found = [
        f"{name}: {match.group()!r} in {_around(text, match)!r}"
        for name, mark in LEFTOVERS.items()
        for match in mark.finditer(text)
    ]
    if chinese:
        found += [f"an unfilled place: {_around(text, match)!r}" for match in NOTHING.finditer(text)]
        found += [f"half-width mark: {_around(text, match)!r}" for match in HALF_WIDTH.finditer(text)]
    return found


def _around(text: str, match: re.Match) -> str:
    return text[max(0, match.start() - 12) : match.end() + 12]
