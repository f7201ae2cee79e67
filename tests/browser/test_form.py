"""The application form in the ways people use it: by keyboard alone, and with JavaScript switched off."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import faults_of
from tests.browser.site import NARROW, Site, Window

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TITLE, TEXT = "示例阀门密封面磨损快", "示例阀门在含砂介质中使用三个月，密封面即磨损泄漏，希望改进堆焊材料与工艺。"
MOST_KEYS = 60


def to(page: Page, id: str) -> None:
    """Press Tab until the field has the focus, as one does who has no mouse."""
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()") == id:
            return
    pytest.fail(f"{id} cannot be reached by Tab")


def form_of(window: Window) -> None:
    window.open("/")
    window.follow("企业：提出技术需求")


def test_enterprise_applies_by_keyboard_alone(site: Site) -> None:
    site.registered("enterprise", "示例键盘用户")
    window = site.window("enterprise", "示例键盘用户")
    page = window.page
    window.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    to(page, "企业：提出技术需求")
    page.keyboard.press("Enter")
    page.wait_for_url("**/enterprise")
    typed(page, uscc="91410500MA00001319")
    to(page, "提交申报")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    to(page, page.locator(".summary a").first.inner_text())
    page.keyboard.press("Enter")
    expect(page.locator("#uscc")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("91410500MA0000131B")
    to(page, "提交申报")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="申报已收到")).to_be_visible()


def typed(page: Page, *, uscc: str) -> None:
    to(page, "name")
    page.keyboard.type("示例阀门有限公司")
    to(page, "uscc")
    page.keyboard.type(uscc)
    to(page, "county")
    page.keyboard.press("ArrowDown")
    to(page, "industry")
    page.keyboard.type("34")
    to(page, "above_scale")
    page.keyboard.press("Space")
    to(page, "needs-0-title")
    page.keyboard.type(TITLE)
    to(page, "needs-0-text")
    page.keyboard.type(TEXT)


def test_enterprise_applies_on_a_phone_without_javascript(site: Site) -> None:
    site.registered("enterprise", "示例手机用户")
    window = site.window("enterprise", "示例手机用户", java_script_enabled=False)
    page = window.page
    page.set_viewport_size(NARROW)
    form_of(window)
    page.get_by_label("企业名称").fill("示例滤芯有限公司")
    page.get_by_label("统一社会信用代码").fill("91410500MA0000141C")
    page.get_by_label("所在县（市、区）").select_option("410526")
    page.get_by_label("行业大类代码").fill("9")
    page.locator("#needs-0-title").fill(TITLE)
    page.locator("#needs-0-text").fill(TEXT)
    page.get_by_label("技术指导及培训").first.check()
    window.press("提交申报")
    expect(page.get_by_role("alert")).to_contain_text("行业大类")
    assert page.locator("#needs-0-text").input_value() == TEXT
    assert page.get_by_label("技术指导及培训").first.is_checked()
    page.get_by_label("行业大类代码").fill("34")
    window.press("提交申报")
    expect(page.get_by_role("heading", name="申报已收到")).to_be_visible()


FORMS = [
    ("", "/applications/sign-in", "发送登录链接"),
    ("enterprise", "企业：提出技术需求", "提交申报"),
    ("applicant", "博士、教授：申报特派员", "提交申报"),
    ("city_officer", "/applications/schemes/new", "发布"),
    ("administrator", "/applications/people", "发出邀请"),
]


@pytest.mark.parametrize(("role", "place", "button"), FORMS)
def test_empty_form_comes_back_saying_what_to_mend(site: Site, role: str, place: str, button: str) -> None:
    window = site.window(role)
    window.open(place if place.startswith("/") else "/")
    if not place.startswith("/"):
        window.follow(place)
    window.press(button)
    page = window.page
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.title().startswith("有误：")
    links = page.locator(".summary a")
    assert links.count() > 0
    for at in range(links.count()):
        target = page.locator(f"[id='{(links.nth(at).get_attribute('href') or '').removeprefix('#')}']")
        expect(target).to_have_count(1)
    assert faults_of(window) == []
