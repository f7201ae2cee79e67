"""From signing in to the receipt by keyboard alone: nothing here ever clicks."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import faults_of
from tests.browser.site import Site, Window

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MOST_KEYS = 80
NAMED = """() => {
  const each = document.activeElement;
  return [each.id, each.labels?.[0]?.innerText.trim(), each.getAttribute("aria-label"), each.innerText?.trim(), each.value]
    .filter(Boolean).map(name => name.replace(/\\s+/g, " "));
}"""
OUTLINED = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""
IN_WINDOW = """async () => {
  const begun = performance.now();
  while (performance.now() - begun < 3000) {  // it is scrolled to, which takes its time
    const box = document.activeElement.getBoundingClientRect();
    if (box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth) return true;
    await new Promise(done => setTimeout(done, 20));
  }
  return false;
}"""
FIELDS = {
    "name": "示例键盘阀门有限公司",
    "uscc": "91410500MA0000131B",
    "industry": "34",
    "title": "示例阀门密封面磨损快",
    "text": "示例阀门在含砂介质中使用三个月，密封面即磨损泄漏，希望改进堆焊材料与工艺。",
}


def to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus, and see that it shows."""
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if any(name == each or each.startswith(name) for each in page.evaluate(NAMED)):
            assert page.evaluate(OUTLINED), f"{name} has the focus without showing it"
            assert page.evaluate(IN_WINDOW), f"{name} has the focus out of sight"
            return
    pytest.fail(f"{name} cannot be reached by Tab on {page.url}")


def enter(page: Page, name: str) -> None:
    """Go on by what is called so."""
    to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def signs_up(window: Window) -> None:
    page = window.page
    window.open("/applications/sign-in")
    sound(window)
    to(page, "手机号码或电子邮箱")
    page.keyboard.type("keyboard@example.com")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    sound(window)
    to(page, "六位验证码")
    page.keyboard.type(code_sent(window))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    sound(window)
    to(page, "姓名")
    page.keyboard.type("示例键盘用户")
    to(page, "企业")
    page.keyboard.press("Space")
    enter(page, "注册并登录")


def code_sent(window: Window) -> str:
    window.site.machine.drain()
    other = window.site.window()
    other.open("/notifications/mailbox")
    found = re.search(r"(?<!\d)\d{6}(?!\d)", other.text())
    assert found is not None
    return found.group()


def test_enterprise_goes_from_signing_in_to_its_receipt_by_keyboard_alone(site: Site) -> None:
    window = site.window()
    page = window.page
    signs_up(window)
    page.keyboard.press("Tab")
    assert "跳到正文" in page.evaluate(NAMED), "the first stop skips the header"
    page.keyboard.press("Enter")
    enter(page, "企业：提出技术需求")
    sound(window)
    enter(page, "开始")
    fills_in_each_section(window)
    # The check, all sections complete.
    expect(page).to_have_url(re.compile("/check$"))
    sound(window)
    to(page, "我确认以上内容真实")
    page.keyboard.press("Space")
    enter(page, "提交申报")
    expect(page.get_by_role("heading", name="申报已收到")).to_be_visible()
    sound(window)


def sound(window: Window) -> None:
    """The page somebody came to in this state is as good as any they find by links."""
    assert faults_of(window) == [], window.path()
    window.page.reload()  # the inspection moved the focus about


def fills_in_each_section(window: Window) -> None:
    page = window.page
    sound(window)
    expect(page).to_have_url(re.compile(r"/drafts/\w+$"))
    with page.expect_navigation():
        to_first_section(page)
        page.keyboard.press("Enter")
    for _ in range(12):
        if page.url.endswith("/check"):
            return
        sound(window)
        fills_in(page)
        enter(page, "保存并继续")
    pytest.fail(f"the sections never end: {page.url}")


def to_first_section(page: Page) -> None:
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if "/sections/" in (page.evaluate("document.activeElement.href") or ""):
            return
    pytest.fail("no section can be reached by Tab")


def fills_in(page: Page) -> None:
    """Type into what this section asks for, in the order Tab goes."""
    ids = (
        page.locator("main")
        .locator("input:not([type=hidden]), select, textarea")
        .evaluate_all("all => all.filter(each => each.checkVisibility()).map(each => each.id)")
    )
    for id in ids:
        if id in FIELDS:
            to(page, id)
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.type(FIELDS[id])
        elif id == "county":
            to(page, id)
            page.keyboard.press("ArrowDown")
