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
SET = "() => [devicePixelRatio, document.documentElement.classList.contains('large')]"
# The browser answers before its page has been laid out anew.
IS_SO = "([width, zoom]) => innerWidth === width && devicePixelRatio === zoom"


@contextmanager
def seen_as(page: Page) -> Iterator["Looker"]:
    """Look at the open page in several ways; afterwards it is as it was, its address never asked for again."""
    looker = Looker(page)
    try:
        yield looker
    finally:
        looker.close()


class Looker:
    """Changes how one page is shown."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._devtools = page.context.new_cdp_session(page)
        self._zoom, self._large = page.evaluate(SET)

    def show(self, variant: Variant, height: int = HEIGHT) -> None:
        """Show the page so."""
        self._devtools.send(
            "Emulation.setDeviceMetricsOverride",
            {"width": variant.width, "height": height, "deviceScaleFactor": variant.zoom, "mobile": False},
        )
        self._page.wait_for_function(IS_SO, arg=[variant.width, variant.zoom])
        self._page.evaluate(ENLARGE, variant.large)

    def close(self) -> None:
        """Show it as its window is set to; clearing would bring back the browser's own window, and after a while."""
        window = self._page.viewport_size
        assert window is not None, "only windows of a set size are looked at"
        self.show(Variant("as before", window["width"], self._large, self._zoom), window["height"])
