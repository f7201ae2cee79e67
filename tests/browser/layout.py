"""How a page lies in a window: nothing too wide, cut off, covered, too small to hit, or too small for elders."""

from pathlib import Path

from playwright.sync_api import Page

MEASURE = (Path(__file__).parent / "layout.js").read_text().partition("\n")[2]

MOVES = """() => [...document.querySelectorAll("*")].filter(each => {
  const style = getComputedStyle(each);
  const lasts = value => value.split(",").some(each => parseFloat(each) > 0.01);
  return style.scrollBehavior === "smooth" || lasts(style.transitionDuration)
    || (style.animationName !== "none" && lasts(style.animationDuration));
}).map(each => each.outerHTML.slice(0, 80))"""

UNSEEN_FOCUS = """() => {
  const found = [];
  const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
  for (const each of all) {
    if (each.disabled || !each.checkVisibility()) continue;
    each.focus();
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    if (document.activeElement !== each) found.push("cannot be focused: " + each.outerHTML.slice(0, 80));
    else if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2 || box.right <= 0 || box.width <= 1)
      found.push("focus is not seen: " + each.outerHTML.slice(0, 80));
  }
  document.activeElement.blur();
  return found;
}"""

PRINTED = """() => [
  ...[...document.querySelectorAll("nav, button, .skip, input[type=submit]")].filter(each => each.checkVisibility())
    .map(each => "is printed: " + each.outerHTML.slice(0, 80)),
  ...(document.documentElement.scrollWidth > document.documentElement.clientWidth
    ? ["wider than A4: " + [...document.body.querySelectorAll("*")]
        .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(-1).map(each => each.outerHTML.slice(0, 80))] : []),
]"""

SHIFTED = """async () => {
  const moved = [];
  const place = each => `${each.x},${each.y} ${each.width}×${each.height}`;
  new PerformanceObserver(list => {
    for (const each of list.getEntries()) if (!each.hadRecentInput)
      moved.push(`layout shift of ${each.value}: ` + each.sources.map(source => (source.node?.outerHTML ?? "").slice(0, 80)
        + ` from ${place(source.previousRect)} to ${place(source.currentRect)}`).join("; "));
  }).observe({ type: "layout-shift", buffered: true });
  await new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)));
  return moved;
}"""

A4_PIXELS = 718
"""210 mm less a centimetre on either side, at 96 pixels an inch."""


def measured(page: Page) -> list[str]:
    """What is wrong with how the page is laid out in its window as it is."""
    found: list[str] = page.evaluate(MEASURE)
    return found


def unseen_focus(page: Page) -> list[str]:
    """What has the focus without showing it, for somebody who uses the keyboard."""
    page.keyboard.press("Tab")  # the last that was touched must be a key: a mouse's focus need not show
    found: list[str] = page.evaluate(UNSEEN_FOCUS)
    return found


def moving(page: Page) -> list[str]:
    """What moves although the person asked for none."""
    page.emulate_media(reduced_motion="reduce")
    found: list[str] = page.evaluate(MOVES)
    page.emulate_media(reduced_motion="no-preference")
    return [f"moves in spite of reduced motion: {each}" for each in found]


def shifted(page: Page) -> list[str]:
    """What moved under its reader while the page came in, and how far. Ask before its window changes."""
    found: list[str] = page.evaluate(SHIFTED)
    return found


def misprinted(page: Page) -> list[str]:
    """What is wrong with the page on A4 paper."""
    before = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_PIXELS, "height": 1000})
    found: list[str] = page.evaluate(PRINTED)
    page.emulate_media(media="screen")
    if before is not None:
        page.set_viewport_size(before)
    return found
