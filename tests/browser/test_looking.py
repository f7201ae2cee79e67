"""The inspection itself: it finds what is wrong with a bad page."""

import pytest

from tests.browser.looking import faults_of
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GOOD = '<!DOCTYPE html><html lang="zh-CN"><title>示例</title><body><h1>示例</h1>{}</body></html>'


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("<p>一切正常：2026-03-02 10:00。</p>", ""),
        ("<h1>又一个</h1>", "2 h1"),
        ("<p>共 {count} 条</p>", "an unfilled place"),
        ("<p>原因：None</p>", "an unfilled place"),
        ("<p>problems_solved</p>", "a raw code"),
        ("<p>已提交,请等待</p>", "half-width mark"),
        ("<p>2026-03-02T10:00:00Z</p>", "a moment for machines"),
        ('<input name="name">', "unlabelled: name"),
        ('<a href="/applications/mine"></a>', "unnamed"),
        ('<a href="#gone">去修改</a>', "nowhere: #gone"),
        ('<p id="a">甲</p><p id="a">乙</p>', "twice: a"),
        ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "pictures"),
        ('<table><tr><td style="min-width: 600px">宽</td></tr></table>', "too wide at 320"),
        ('<button style="height: 9px; padding: 0">小</button>', "hard to hit"),
    ],
)
def test_inspection_finds_the_fault(site: Site, part: str, said: str) -> None:
    window = site.window()
    window.page.set_content(GOOD.replace("{}", part))
    found = faults_of(window)
    assert any(each.startswith(said) for each in found) if said else found == []


def test_inspection_hears_what_the_page_complains_of(site: Site) -> None:
    window = site.window()
    window.open("/")
    window.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"https://elsewhere.invalid/a.png\" alt=\"\">')"
    )
    window.page.wait_for_timeout(200)
    assert any("Content Security Policy" in each for each in faults_of(window))
