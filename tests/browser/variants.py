"""The ways a page is looked at: in narrow, zoomed and wide windows, and with the letters of elder mode."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page

PLAIN_ZOOM = 1


@dataclass(frozen=True)
class Variant:
    """`width` in CSS pixels; `zoom` device pixels to each: half the window at twice the size is 200 % zoom."""

    name: str
    width: int
    large: bool = False
    zoom: int = PLAIN_ZOOM


DESK = Variant("1280", 1280)
VARIANTS = (
    DESK,
    Variant("320", 320),
    Variant("zoomed", 640, zoom=2),
    Variant("1280 elder", 1280, large=True),
    Variant("320 elder", 320, large=True),
    Variant("zoomed elder", 640, large=True, zoom=2),
)

HEIGHT = 900
# Elder mode is this class and nothing else (shared/web/templates/layout.html).
ENLARGE = "large => document.documentElement.classList.toggle('large', large)"
WINDOW = "() => [innerWidth, devicePixelRatio]"
# The browser answers before its page has been laid out anew.
IS_SO = "([width, zoom]) => innerWidth === width && devicePixelRatio === zoom"


@contextmanager
def seen_as(page: Page) -> Iterator["Looker"]:
    """Look at the open page in several ways; afterwards it is as it was, its address never asked for again."""
    looker = Looker(page)
    chosen = page.evaluate("document.documentElement.classList.contains('large')")
    try:
        yield looker
    finally:
        page.evaluate(ENLARGE, chosen)
        looker.close()


class Looker:
    """Changes how one page is shown."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._devtools = page.context.new_cdp_session(page)
        self._window = page.evaluate(WINDOW)

    def show(self, variant: Variant) -> None:
        """Show the page so."""
        self._devtools.send(
            "Emulation.setDeviceMetricsOverride",
            {"width": variant.width, "height": HEIGHT, "deviceScaleFactor": variant.zoom, "mobile": False},
        )
        self._page.wait_for_function(IS_SO, arg=[variant.width, variant.zoom])
        self._page.evaluate(ENLARGE, variant.large)

    def close(self) -> None:
        """Show it as the window is."""
        self._devtools.send("Emulation.clearDeviceMetricsOverride")
        self._page.wait_for_function(IS_SO, arg=self._window)
        self._devtools.detach()
