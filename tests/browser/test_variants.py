"""The variants are what people get who choose them: elder mode is its class alone, and stays chosen."""

import pytest

from tests.browser.site import Site
from tests.browser.variants import DESK, VARIANTS, seen_as

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SEEN = "() => [document.documentElement.clientWidth, devicePixelRatio, document.documentElement.classList.contains('large')]"


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_page_is_shown_as_the_variant_says_and_afterwards_as_before(site: Site, variant) -> None:
    page = site.window().page
    page.goto(site.machine.base_url)
    before = page.evaluate(SEEN)
    with seen_as(page) as looker:
        looker.show(variant)
        width, density, large = page.evaluate(SEEN)
        assert (density, large) == (variant.zoom, variant.large)
        assert variant.width - 20 <= width <= variant.width  # but for a scrollbar
    assert page.evaluate(SEEN) == before
    assert before[0] <= DESK.width
