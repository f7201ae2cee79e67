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


def begin(window: Window, place: str = "企业：提出技术需求") -> None:
    window.open("/")
    window.follow(place)
    window.press("开始申报")


def press(page: Page, name: str) -> None:
    """Reach a button or link by Tab and press Enter."""
    to(page, name)
    page.keyboard.press("Enter")


def write(page: Page, id: str, text: str) -> None:
    to(page, id)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def test_enterprise_applies_by_keyboard_alone(site: Site) -> None:
    site.registered("enterprise", "示例键盘用户")
    window = site.window("enterprise", "示例键盘用户")
    page = window.page
    window.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    press(page, "企业：提出技术需求")
    page.wait_for_url("**/enterprise")
    press(page, "开始申报")
    page.wait_for_url("**/drafts/*")
    press(page, "企业基本信息")
    page.wait_for_url("**/sections/applicant")
    write(page, "name", "示例阀门有限公司")
    write(page, "uscc", "91410500MA00001319")
    for choice, keys in (("county", 1), ("industry", 3)):
        to(page, choice)
        for _ in range(keys):
            page.keyboard.press("ArrowDown")
    press(page, "保存并继续")
    expect(page.get_by_role("alert")).to_be_visible()
    press(page, page.locator(".summary a").first.inner_text())
    expect(page.locator("#uscc")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("91410500MA0000131B")
    press(page, "保存并继续")
    page.wait_for_url("**/sections/classes")
    to(page, "above_scale")
    page.keyboard.press("Space")
    press(page, "保存并继续")
    page.wait_for_url("**/sections/need-1")
    write(page, "title", TITLE)
    write(page, "text", TEXT)
    press(page, "保存并继续")
    page.wait_for_url("**/sections/demand")
    press(page, "保存并继续")
    page.wait_for_url("**/check")
    to(page, "declared")
    page.keyboard.press("Space")
    press(page, "提交申报")
    expect(page.get_by_role("heading", name="申报已收到")).to_be_visible()
    assert window.complaints == []


def test_enterprise_applies_on_a_phone_without_javascript(site: Site) -> None:
    site.registered("enterprise", "示例手机用户")
    window = site.window("enterprise", "示例手机用户", java_script_enabled=False)
    page = window.page
    page.set_viewport_size(NARROW)
    begin(window)
    window.follow("技术需求 1")
    page.get_by_label("一句话说明").fill(TITLE)
    page.get_by_label("具体情况").fill("太短")
    page.get_by_label("技术指导及培训").check()
    window.press("保存并返回")
    expect(page.locator(".tasks li", has_text=TITLE)).to_contain_text("填写中")
    window.follow(TITLE)
    window.press("保存并继续")
    expect(page.get_by_role("alert")).to_contain_text("具体情况")
    assert page.get_by_label("一句话说明").input_value() == TITLE
    assert page.get_by_label("技术指导及培训").is_checked()
    page.get_by_label("具体情况").fill(TEXT)
    window.press("保存并继续")
    page.wait_for_url("**/sections/demand")
    page.get_by_label("希望派驻几位特派员").fill("2")
    window.press("保存并继续")
    expect(page.locator(".tasks")).to_be_visible()
    window.follow("企业基本信息")
    page.get_by_label("企业名称").fill("示例滤芯有限公司")
    page.get_by_label("统一社会信用代码").fill("91410500ma0000141c")
    page.get_by_label("所在县（市、区）").select_option("410526")
    page.get_by_label("行业大类").select_option("34")
    window.press("保存并继续")
    window.press("保存并继续")
    expect(page.get_by_role("heading", name="核对并提交")).to_be_visible()
    expect(page.get_by_text("91410500MA0000141C")).to_be_visible()
    page.locator("dl.check > div", has_text="希望派驻几位特派员").get_by_role("link").click()
    page.get_by_label("希望派驻几位特派员").fill("1")
    window.press("保存并继续")
    expect(page.get_by_role("heading", name="核对并提交")).to_be_visible()
    page.get_by_label("我确认以上内容真实").check()
    window.press("提交申报")
    expect(page.get_by_role("heading", name="申报已收到")).to_be_visible()


def test_what_is_typed_is_saved_unasked_and_says_so(site: Site) -> None:
    site.registered("enterprise", "示例自动保存用户")
    window = site.window("enterprise", "示例自动保存用户")
    page = window.page
    begin(window)
    window.follow("技术需求 1")
    page.get_by_label("一句话说明").fill(TITLE)
    expect(page.locator(".autosave")).to_contain_text("已自动保存")
    page.context.set_offline(True)
    page.get_by_label("具体情况").fill(TEXT)
    expect(page.locator(".autosave")).to_contain_text("网络不通")
    page.context.set_offline(False)
    expect(page.locator(".autosave")).to_contain_text("已自动保存")
    window.complaints.clear()
    page.reload()
    expect(page.get_by_label("具体情况")).to_have_value(TEXT)
    page.context.clear_cookies()
    page.get_by_label("具体情况").fill(TEXT + "补充。")
    expect(page.locator(".autosave")).to_contain_text("登录已过期")
    expect(page.get_by_label("具体情况")).to_have_value(TEXT + "补充。")


def test_older_window_stops_saving_unasked(site: Site) -> None:
    site.registered("enterprise", "示例双窗用户")
    window = site.window("enterprise", "示例双窗用户")
    begin(window)
    window.follow("技术需求 1")
    other = window.page.context.new_page()
    other.goto(window.page.url)
    other.get_by_label("一句话说明").fill("示例新内容")
    expect(other.locator(".autosave")).to_contain_text("已自动保存")
    window.page.get_by_label("一句话说明").fill("示例旧内容")
    expect(window.page.locator(".autosave")).to_contain_text("另一窗口")
    other.reload()
    expect(other.get_by_label("一句话说明")).to_have_value("示例新内容")


FORMS = [
    ("", "/applications/sign-in", "获取验证码"),
    ("city_officer", "/applications/schemes/new", "发布"),
    ("administrator", "/applications/people", "发出邀请"),
]


@pytest.mark.parametrize(("role", "place", "button"), FORMS)
def test_empty_form_comes_back_saying_what_to_mend(site: Site, role: str, place: str, button: str) -> None:
    window = site.window(role)
    window.open(place)
    window.press(button)
    comes_back(window)


SECTIONS = [
    ("enterprise", "企业：提出技术需求", "企业基本信息"),
    ("enterprise", "企业：提出技术需求", "技术需求 1"),
    ("applicant", "博士、教授：申报特派员", "申报人"),
    ("applicant", "博士、教授：申报特派员", "专长"),
]


@pytest.mark.parametrize(("role", "place", "section"), SECTIONS)
def test_empty_section_comes_back_saying_what_to_mend(site: Site, role: str, place: str, section: str) -> None:
    name = f"示例空白{role}{section[:2]}"
    site.registered(role, name)
    window = site.window(role, name)
    begin(window, place)
    window.follow(section)
    for field in window.page.locator("main input[type=text]").all():
        field.fill("")
    window.press("保存并继续")
    comes_back(window)


def comes_back(window: Window) -> None:
    page = window.page
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.title().startswith("有误：")
    links = page.locator(".summary a")
    assert links.count() > 0
    for at in range(links.count()):
        target = page.locator(f"[id='{(links.nth(at).get_attribute('href') or '').removeprefix('#')}']")
        expect(target).to_have_count(1)
    assert faults_of(window) == []
