"""A page on a slow line: what is painted stays where it is while the rest comes in."""

import pytest

from tests.browser.layout import shifted
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("role", ["", "applicant", "city_officer"])
def test_page_that_comes_in_pieces_does_not_move(site: Site, role: str) -> None:
    window = site.window(role)
    window.open("/")
    line = window.page.context.new_cdp_session(window.page)
    line.send("Network.enable")
    terms = {"offline": False, "latency": 0, "downloadThroughput": 6000, "uploadThroughput": 6000}
    line.send("Network.emulateNetworkConditions", terms)
    window.open("/")
    assert shifted(window.page) == []
