"""What can be wrong with a page at a glance; each fault in words."""

import re

from tests.browser.site import NARROW, WIDE, Window

MOST_BYTES = 100_000
MOST_FURTHER_REQUESTS = 3

FACTS = """() => ({
  title: document.title,
  language: document.documentElement.lang,
  headings: document.querySelectorAll("h1").length,
  pictures: [...document.images].filter(each => !each.hasAttribute("alt")).map(each => each.src),
  broken: [...document.images].filter(each => each.complete && !each.naturalWidth).map(each => each.src),
  unlabelled: [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter(each => !(each.labels.length && each.labels[0].innerText.trim()) && !each.ariaLabel).map(each => each.name),
  unnamed: [...document.querySelectorAll("a[href], button")]
    .filter(each => !each.innerText.trim() && !each.ariaLabel && !each.querySelector("img[alt]:not([alt=''])"))
    .map(each => each.outerHTML),
  twice: [...document.querySelectorAll("[id]")].map(each => each.id)
    .filter((id, at, all) => all.indexOf(id) !== at),
  nowhere: [...document.querySelectorAll('a[href^="#"]')].map(each => each.getAttribute("href"))
    .filter(each => !document.getElementById(each.slice(1))),
  inline: document.querySelectorAll("script, style, [style], [onclick]").length,
  text: document.body.innerText,
})"""

TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")].filter(each => each.getBoundingClientRect().right > width + 1)
    .map(each => each.tagName + "." + each.className + " " + each.innerText.slice(0, 20)).slice(0, 5);
}"""

SMALL_TARGETS = """() => [...document.querySelectorAll("button, .button, nav a, select, input:not([type=hidden])")]
  .filter(each => each.getClientRects().length && (each.closest("label") || each).getBoundingClientRect().height < 24)
  .map(each => each.outerHTML.slice(0, 80))"""
"""WCAG 2.2, 2.5.8: 24 pixels at least."""

LEFTOVERS = {
    "an unfilled place": re.compile(r"[{}]|%\(|\bNone\b|\bUndefined\b|\bundefined\b|\bnull\b|\bNaN\b"),
    "a raw code": re.compile(r"(?<![\w@./?=-])[a-z]+(?:_[a-z]+)+(?![\w@.])"),
    "a moment for machines": re.compile(r"\d{4}-\d\d-\d\dT\d\d:"),
    "a doubled mark": re.compile(r"：：|。。|，，|；；|、、"),
}
HALF_WIDTH = re.compile(r"[一-鿿][,;:!?(][^\n]?|[,;:!?)][一-鿿]")


def faults_of(window: Window) -> list[str]:
    """Everything wrong with the page that is open, at both widths; what was complained of is asked once."""
    page = window.page
    facts = page.evaluate(FACTS)
    found = [f"complaint: {each}" for each in window.complaints]
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
    found += _of_text(facts["text"], chinese=facts["language"].startswith("zh"))
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        found += [f"too wide at {size['width']}: {each}" for each in page.evaluate(TOO_WIDE)]
        found += [f"hard to hit at {size['width']}: {each}" for each in page.evaluate(SMALL_TARGETS)]
    return found


def _of_requests(window: Window) -> list[str]:
    base = window.site.machine.base_url
    answers = list({each.url: each for each in window.answers if not 300 <= each.status < 400}.values())
    found = [f"asks another host: {each.url}" for each in answers if not each.url.startswith(base)]
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
        found += [f"half-width mark: {_around(text, match)!r}" for match in HALF_WIDTH.finditer(text)]
    return found


def _around(text: str, match: re.Match) -> str:
    return text[max(0, match.start() - 12) : match.end() + 12]
