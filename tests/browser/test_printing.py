"""Pages people print, stamp and file: each is a document on A4 without the site around it."""

import re

import pytest
from playwright.sync_api import PdfMargins

from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MARGIN = PdfMargins(top="1cm", right="1cm", bottom="1cm", left="1cm")
A4_POINTS = (595, 842)
LEAST_BYTES = 8_000
"""An empty sheet has less than 2,000; one with Chinese text carries the letters it uses."""

DOCUMENTS = [
    ("leader", r"/outcomes/reports/annual$"),
    ("city_officer", r"/applications/(?=\w*\d)\w{20,}$"),
    ("enterprise", r"/applications/(?=\w*\d)\w{20,}$"),
    ("enterprise", r"/matching/dispatches/\w+$"),
    ("city_officer", r"/matching/runs/\w+$"),
    ("", r"/applications/schemes/(?!new)\w+$"),
    ("", r"/outcomes/public$"),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("role", "address"), DOCUMENTS)
def test_document_prints_on_a4(site: Site, role: str, address: str, language: str) -> None:
    path = next(each for each in site.found_by(role, alike=1) if re.search(address, each))
    window = site.window(role, language=language)
    window.open(path)
    paper = window.page.pdf(format="A4", margin={"top": "1cm", "right": "1cm", "bottom": "1cm", "left": "1cm"})
    assert paper.startswith(b"%PDF")
    assert len(paper) > LEAST_BYTES
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", paper)
    assert boxes
    for width, height in boxes:
        assert float(width) <= A4_POINTS[0] + 1
        assert float(height) <= A4_POINTS[1] + 1
    window.page.emulate_media(media="print")
    for around in ("nav", ".who", ".skip", "button"):
        shown = window.page.locator(around).evaluate_all("all => all.filter(each => each.checkVisibility()).length")
        assert shown == 0, around
    assert window.page.locator("h1").is_visible()
