"""The inspection itself: it finds what is wrong with a bad page."""

import pytest

from tests.browser.layout import shifted
from tests.browser.looking import faults_of
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GOOD = """<!DOCTYPE html><html lang="zh-CN"><title>示例</title><meta name="viewport" content="width=device-width">
<body><main><h1>示例</h1>{}</main></body></html>"""
STYLE = """
  body { font: 18px/1.5 sans-serif; } a, button, input { font: inherit; } .large body { font-size: 24px; }
  button { padding: 20px; } :focus-visible { outline: 3px solid; } @media print { button { display: none; } }
"""
STYLED = (
    """text => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text); document.adoptedStyleSheets = [sheet]; }"""
)

FAULTS = [
    ("<p>一切正常：2026-03-02 10:00。</p>", "", ""),
    ('<p>请看<a href="/">这里</a>再说。</p><button>好</button>', "", ""),
    ("<h1>又一个</h1>", "", "2 h1"),
    ("<p>共 {count} 条</p>", "", "an unfilled place"),
    ("<p>原因：None</p>", "", "an unfilled place"),
    ("<p>problems_solved</p>", "", "a raw code"),
    ("<p>已提交,请等待</p>", "", "half-width mark"),
    ("<p>2026-03-02T10:00:00Z</p>", "", "a moment for machines"),
    ('<input name="name">', "", "unlabelled: name"),
    ('<a href="/applications/mine"></a>', "", "unnamed"),
    ('<a href="#gone">去修改</a>', "", "nowhere: #gone"),
    ('<p id="a">甲</p><p id="a">乙</p>', "", "twice: a"),
    ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "", "pictures"),
    ("<script></script>", "", "1 inline"),
    ("<table><tr><td>宽</td></tr></table>", "td { min-width: 600px }", "too wide: <table> 宽 (at 320, 320 elder)"),
    ("<button>小</button>", "button { height: 9px; padding: 0 9px }", "target of"),
    ("<button>中</button>", ".large button { height: 40px; padding: 0 20px }", "target of 68 × 40, not 44"),
    ("<p>很长的一句话</p>", "p { width: 3em; height: 1em; overflow: hidden }", "cut off: <p>"),
    ("<p>甲甲甲甲</p><p>乙乙乙乙</p>", "p { margin: 0 0 -1.2em }", "lies on"),
    ("<button>甲</button><button>乙</button>", "button { margin-right: -30px }", "covers"),
    ("<p>字小</p>", ".large p { font-size: 20px }", "text of 20.0 px for elders: <p> 字小"),
    ("<p>行密</p>", ".large p { line-height: 1.1 }", "lines 1.10 apart for elders: <p> 行密"),
    ("<button>藏</button>", ":focus-visible { outline: none }", "focus is not seen: <button>"),
    ("<p>动</p>", "p { transition: all 2s }", "moves in spite of reduced motion: <p>"),
    ("<nav>导航</nav>", "", "is printed: <nav>"),
    ("<p>纸</p>", "@media print { p { width: 900px } }", "wider than A4: <p>"),
    ("<p>字色太淡</p>", "p { color: #aaa }", "axe color-contrast"),
    ("<h3>跳级</h3>", "", "axe heading-order"),
]


@pytest.mark.parametrize(("part", "style", "said"), FAULTS)
def test_inspection_finds_the_fault(site: Site, part: str, style: str, said: str) -> None:
    window = site.window()
    window.page.set_content(GOOD.replace("{}", part))
    window.page.evaluate(STYLED, STYLE + style)
    found = faults_of(window)
    assert any(each.startswith(said) for each in found) if said else found == [], found


def test_inspection_finds_what_is_not_in_english(site: Site) -> None:
    window = site.window(language="en")
    window.page.set_content(
        GOOD.replace("zh-CN", "en").replace("{}", "<p>Host: 安阳莱工科技有限公司</p>").replace("示例", "A")
    )
    assert not [each for each in faults_of(window) if "English" in each], "a name is data"
    window.page.set_content(
        GOOD.replace("zh-CN", "en").replace("{}", '<p title="请稍候">Host：A</p>').replace("示例", "A")
    )
    assert {"not in English: 请稍候", "not in English: ：A"} <= set(faults_of(window))


def test_inspection_notices_a_page_that_moves_while_it_comes_in(site: Site) -> None:
    window = site.window()
    window.open("/")
    assert shifted(window.page) == []
    window.page.evaluate("document.querySelector('main').prepend(document.createElement('textarea'))")
    assert [each for each in faults_of(window) if each.startswith("layout shift")]


def test_inspection_hears_what_the_page_complains_of(site: Site) -> None:
    window = site.window()
    window.open("/")
    window.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"https://elsewhere.invalid/a.png\" alt=\"\">')"
    )
    window.page.wait_for_timeout(200)
    assert any("Content Security Policy" in each for each in faults_of(window))
