"""The living guide: every part, in both languages and sizes, and what a script adds to some of them."""

import re
from pathlib import Path

import pytest

import shared.web.pages
from shared.web.static import FOLDER
from tests.browser.looking import faults_of
from tests.browser.site import NARROW, Site, Window

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

GUIDE = "/static/guide"


def guide(site: Site, **options) -> Window:
    window = site.window(**options)
    assert window.open(GUIDE) == 200
    return window


def macros(file: str) -> set[str]:
    text = (shared.web.pages.TEMPLATES / file).read_text("utf-8")
    return set(re.findall(r"{% macro (\w+)\(", text))


def test_every_part_there_is_stands_in_the_guide() -> None:
    shown = (shared.web.pages.TEMPLATES / "guide.html").read_text("utf-8")
    # Those that only serve other parts, or are shown by what they draw (a page has one h1 and one receipt).
    inner = {"in_force", "linked", "download", "message", "described", "more", "hidden", "summary", "receipt_panel"}
    inner |= {"sort_link", "look_again"}
    known = {name for file in ("parts.html", "listing.html", "charts.html", "forms.html") for name in macros(file)}
    assert {name for name in known - inner if f".{name}(" not in shown} == set()


@pytest.mark.parametrize("language", ["中文", "English"])
@pytest.mark.parametrize("large", [False, True])
def test_guide_is_sound(site: Site, language: str, large: bool) -> None:
    window = guide(site)
    if language == "English":
        window.press("English")
    if large:
        window.press("大字版" if language == "中文" else "Large text")
        assert window.page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
    assert window.path() == GUIDE
    window.page.wait_for_load_state("networkidle")
    assert window.open(GUIDE) == 200  # only what this asks for is to be looked at
    assert faults_of(window) == []


def test_guide_is_whole_without_a_script(site: Site) -> None:
    window = guide(site, java_script_enabled=False)
    page = window.page
    assert page.locator("[data-row]:visible").count() == 3
    assert page.locator(".menu").evaluate("each => each.open") is False
    page.set_viewport_size(NARROW)
    page.locator(".menu summary").click()
    assert page.locator(".menu a").first.is_visible()


def test_rows_appear_one_by_one_and_take_the_focus(site: Site) -> None:
    page = guide(site).page
    rows = page.locator("[data-row]:visible")
    assert rows.count() == 1
    more = page.get_by_role("button", name="再添一项")
    more.click()
    assert rows.count() == 2
    assert page.evaluate("document.activeElement.id") == "row-1"
    more.click()
    assert rows.count() == 3
    assert not more.is_visible()


def test_characters_left_are_counted_as_people_count_them(site: Site) -> None:
    page = guide(site).page
    field, told = page.locator("#long"), page.locator("#long-count")
    field.fill("好" * 59)
    told.filter(has_text="还可以写 1 字").wait_for()
    field.fill("𠮷" * 61)
    told.filter(has_text="多了 1 字").wait_for()
    assert "over" in (told.get_attribute("class") or "")


def test_list_keeps_its_state_in_the_address(site: Site) -> None:
    window = guide(site)
    page = window.page
    page.get_by_label("名称包含").fill("莱工")
    page.get_by_role("button", name="筛选", exact=True).click()
    page.get_by_role("link", name="已等待").click()
    assert "name=%E8%8E%B1%E5%B7%A5" in page.url
    assert "sort=age" in page.url
    assert page.locator("th[aria-sort]").inner_text().startswith("已等待")
    page.get_by_role("link", name="去掉筛选").click()
    assert page.url.endswith("?sort=age")


def test_chart_can_be_downloaded_as_a_spreadsheet(site: Site) -> None:
    window = guide(site)
    with window.page.expect_download() as waiting:
        window.page.get_by_role("link", name="下载表格").first.click()
    assert Path(waiting.value.path()).read_bytes().startswith("\ufeff项目,数量\r\n".encode())


@pytest.mark.parametrize("large", [False, True])
def test_menu_closes_by_escape_and_gives_the_focus_back(site: Site, large: bool) -> None:
    window = guide(site)
    if large:
        window.press("大字版")
    else:
        window.page.set_viewport_size(NARROW)
    menu = window.page.locator(".menu")
    summary = menu.locator("summary")
    summary.press("Enter")
    assert menu.evaluate("each => each.open")
    window.page.keyboard.press("Escape")
    assert not menu.evaluate("each => each.open")
    assert summary.evaluate("each => each === document.activeElement")


def test_text_stays_large_until_it_is_chosen_otherwise(site: Site) -> None:
    window = site.window("city_officer")
    window.open("/matching/dispatches?after=")
    window.press("大字版")
    assert window.page.url.endswith("/matching/dispatches?after=")
    window.open("/outcomes/public")
    assert window.page.locator("html.large").count() == 1
    window.press("标准字")
    assert window.page.locator("html.large").count() == 0


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [960, 1024, 1280])
def test_navigation_is_one_row(site: Site, language: str, width: int) -> None:
    for role in ("city_officer", "administrator", "county_officer"):
        window = site.window(role)
        window.page.set_viewport_size({"width": width, "height": 700})
        window.open("/outcomes/public")
        if language == "en":
            window.press("English")
        tops = window.page.eval_on_selector_all(
            ".places > ul > li", "all => [...new Set(all.map(each => each.getBoundingClientRect().top))]"
        )
        assert len(tops) == 1
        assert window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_paper_carries_the_document_and_nothing_to_press(site: Site) -> None:
    window = site.window("leader")
    window.open("/outcomes/reports/annual")
    page = window.page
    page.emulate_media(media="print")
    assert re.search(r"打印于 \d{4}年\d+月\d+日 \d\d:\d\d（北京时间）", page.locator("p.print-only").inner_text())
    for selector in (".masthead", ".places", ".menu", "footer", "button", ".actions"):
        assert page.locator(f"{selector}:visible").count() == 0, selector
    assert page.locator(".table thead").first.evaluate("each => getComputedStyle(each).display") == "table-header-group"
    assert page.locator("body").evaluate("each => getComputedStyle(each).color") == "rgb(0, 0, 0)"
    pdf = page.pdf(prefer_css_page_size=True)
    assert re.search(rb"/MediaBox \[0 0 59[45]\.\d+ 84[12]\.\d+\]", pdf)


def test_styles_move_nothing_for_those_who_asked_for_stillness(site: Site) -> None:
    window = guide(site, reduced_motion="reduce")
    moving = window.page.evaluate(
        "[...document.querySelectorAll('*')].filter(each => parseFloat(getComputedStyle(each).transitionDuration) > 0)"
        ".map(each => each.outerHTML.slice(0, 60))"
    )
    assert moving == []
    assert window.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_styles_and_script_are_small() -> None:
    assert (FOLDER / "tepai.css").stat().st_size < 40_000
    assert (FOLDER / "tepai.js").stat().st_size < 15_000
