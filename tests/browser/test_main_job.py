"""The main job as people do it, by clicking: from registering to a figure in the annual report that has risen by one."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.site import Site, Window

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FACTORY, FACTORY_CONTACT, DOCTOR = "示例精密磨床有限公司", "示例磨床经办人", "示例磨削博士"
USCC = "91410500MA00001018"
PROBLEM = "精密磨床砂轮主轴磨削颤振"
NEED = {
    "title": PROBLEM,
    "text": "精密平面磨床砂轮主轴在精磨时出现颤振，工件表面有振纹，粗糙度达不到要求，希望找到颤振原因并抑制。",
}
RESULT = "查明磨床砂轮主轴颤振原因并加装阻尼，工件表面振纹消失。"


def test_enterprise_comes_for_help_and_the_report_counts_what_it_got(site: Site) -> None:
    factory, doctor, city, county = (
        site.window(),
        site.window(),
        site.window("city_officer"),
        site.window("county_officer"),
    )
    registers(factory, FACTORY_CONTACT, "企业")
    registers(doctor, DOCTOR, "高校院所的博士、教授")
    sends_a_form_with_mistakes_and_mends_it(factory)
    applies(doctor)
    returned_and_mended(county, factory)
    accepts_applications(county, FACTORY)
    accepts_applications(city, DOCTOR)
    watches_a_run(city)
    for side in (factory, doctor):
        agrees(side)
    before = problems_solved(city)
    reports(doctor)
    assert problems_solved(city) == before, "what the host has not confirmed does not count"
    confirms(factory)
    assert problems_solved(city) == before + 1
    figure(city).get_by_role("link").click()
    expect(city.page.get_by_role("row", name=RESULT)).to_contain_text("1 项")
    for window in (factory, doctor, city, county):
        assert window.complaints == []


def registers(window: Window, name: str, role: str) -> None:
    window.open("/")
    window.follow("登录", exact=True)
    page = window.page
    page.get_by_label("手机号码或电子邮箱").fill(f"{name.encode().hex()[:30]}@example.com")
    window.press("获取验证码")
    expect(page.get_by_role("heading", name="填写验证码")).to_be_visible()
    window.site.machine.drain()
    window.follow("打开演示信箱")
    code = page.locator(".arrived-code strong").first.inner_text()
    window.open("/applications/sign-in/code")
    page.get_by_label("六位验证码").fill(re.sub(r"\D", "", code))
    window.press("登录")
    page.get_by_label("姓名（或企业联系人姓名）").fill(name)
    page.get_by_label(role, exact=True).check()
    window.press("注册并登录")
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def sends_a_form_with_mistakes_and_mends_it(factory: Window) -> None:
    page = factory.page
    factory.open("/")
    factory.follow("企业：提出技术需求")
    factory.press("开始申报")
    factory.follow("企业基本信息")
    page.get_by_label("企业名称").fill(FACTORY)
    page.get_by_label("统一社会信用代码").fill(USCC[:-1] + "9")
    page.get_by_label("所在县（市、区）").select_option(label="汤阴县")
    factory.press("保存并继续")
    summary = page.get_by_role("alert")
    expect(summary).to_be_visible()
    assert page.title().startswith("有误：")
    assert page.get_by_label("企业名称").input_value() == FACTORY, "what was right is kept"
    assert page.get_by_label("统一社会信用代码").input_value() == USCC[:-1] + "9", "and what was wrong, to be mended"
    expect(page.get_by_label("所在县（市、区）")).to_have_value("410523")
    for field in ("uscc", "industry"):
        summary.locator(f'a[href="#{field}"]').click()
        expect(page.locator(f"#{field}")).to_be_focused()
    page.get_by_label("统一社会信用代码").fill(USCC)
    page.get_by_label("行业大类").select_option("34")
    factory.press("保存并继续")
    expect(page.get_by_role("heading", name="企业类别")).to_be_visible()
    factory.press("保存并继续")
    for field, value in NEED.items():
        page.locator(f"#{field}").fill(value)
    factory.press("保存并继续")
    expect(page.get_by_role("heading", name="希望派驻人数")).to_be_visible()
    factory.press("保存并继续")
    page.get_by_label("我确认以上内容真实").check()
    # Somebody impatient.
    page.get_by_role("button", name="提交申报").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", name="申报已收到")).to_be_visible()
    factory.follow("我的申报")
    expect(page.get_by_role("link", name=FACTORY)).to_have_count(1)


def applies(doctor: Window) -> None:
    page = doctor.page
    doctor.open("/")
    doctor.follow("博士、教授：申报特派员")
    doctor.press("开始申报")
    doctor.follow("申报人")
    assert page.get_by_label("姓名或团队名称").input_value() == DOCTOR, "nothing is asked twice"
    page.get_by_label("派出单位").fill("示例理工大学")
    page.get_by_label("学科专业").fill("机械工程")
    page.get_by_label("学位").select_option(label="博士")
    page.get_by_label("职称").select_option(label="副高级")
    doctor.press("保存并继续")
    page.locator("#expertise").fill("研究精密磨床砂轮主轴的磨削颤振，测量振纹与表面粗糙度，设计阻尼抑制颤振。")
    doctor.press("保存并继续")
    page.locator("#works").fill("精密平面磨床砂轮主轴颤振抑制\n磨削颤振与工件表面振纹的关系\n精磨表面粗糙度预测")
    doctor.press("保存并继续")
    expect(page.get_by_role("heading", name="意愿")).to_be_visible()
    doctor.press("保存并继续")
    page.get_by_label("我确认以上内容真实").check()
    doctor.press("提交申报")
    expect(page.get_by_role("heading", name="申报已收到")).to_be_visible()


def returned_and_mended(officer: Window, factory: Window) -> None:
    # The first county officer is of 文峰区: the demonstration has another one for this county.
    officer.open("/applications/demo")
    officer.page.locator(".card", has_text="汤阴").get_by_role("button").first.click()
    opens(officer, FACTORY)
    officer.follow("退回补正")
    officer.page.get_by_label("补正意见：技术需求 1").fill("请补充磨床型号")
    officer.press("退回补正")
    expect(officer.page.get_by_text("已退回补正")).to_be_visible()
    factory.open("/applications/mine")
    factory.follow("查看意见并补正")
    expect(factory.page.get_by_text("请补充磨床型号")).to_be_visible()
    factory.press("补正并重新提交")
    expect(factory.page.locator(".tasks li", has_text="企业基本信息")).to_contain_text("无需补正")
    factory.follow(PROBLEM)
    expect(factory.page.locator(".asked")).to_contain_text("请补充磨床型号")
    text = factory.page.locator("#text")
    assert text.input_value() == NEED["text"], "nothing is asked twice"
    text.fill(NEED["text"] + "磨床型号为示例七一三〇。")
    factory.press("保存并继续")
    factory.page.get_by_label("我确认以上内容真实").check()
    factory.press("重新提交")
    expect(factory.page.get_by_role("heading", name="申报已收到")).to_be_visible()


def opens(officer: Window, name: str) -> None:
    officer.open("/applications/inbox")
    officer.page.locator("tr", has_text=name).get_by_role("link").click()


def accepts_applications(officer: Window, name: str) -> None:
    opens(officer, name)
    officer.press("受理")
    expect(officer.page.get_by_text("已受理", exact=True)).to_be_visible()
    officer.site.machine.drain()


def watches_a_run(city: Window) -> None:
    city.open("/")
    city.follow("匹配", exact=True)
    city.press("开始匹配")
    expect(city.page.get_by_role("heading", name="匹配结果")).to_be_visible()
    city.site.machine.drain()
    city.page.reload()
    expect(city.page.get_by_text("已完成", exact=True)).to_be_visible()
    pair = city.page.locator("section", has_text=FACTORY)
    expect(pair).to_contain_text(DOCTOR)
    expect(pair).to_contain_text("颤振")


def agrees(side: Window) -> None:
    side.open("/")
    side.follow("双向选择")
    side.follow("查看理由并答复")
    expect(side.page.get_by_text("为什么建议")).to_be_visible()
    side.press("同意")
    expect(side.page.get_by_role("button", name="同意")).to_have_count(0)
    side.site.machine.drain()


def reports(doctor: Window) -> None:
    page = doctor.page
    doctor.open("/outcomes/records")
    doctor.follow("填报服务或成效")
    doctor.follow("填报一项成效")
    page.get_by_label("指标", exact=True).select_option(label="解决技术难题（项）")
    page.get_by_label("数量").fill("1")
    page.get_by_label("成效说明").fill(RESULT)
    doctor.press("提交，请企业确认")
    expect(page.get_by_text("待确认", exact=True)).to_be_visible()
    doctor.site.machine.drain()


def confirms(factory: Window) -> None:
    factory.open("/")
    factory.follow("服务与成效")
    expect(factory.page.get_by_text(RESULT)).to_be_visible()
    factory.press("确认属实")
    expect(factory.page.locator("section").get_by_text("已确认", exact=True)).to_be_visible()
    factory.site.machine.drain()


def figure(city: Window) -> Locator:
    return city.page.locator(".card", has=city.page.get_by_role("heading", name="解决技术难题", exact=True))


def problems_solved(city: Window) -> int:
    city.open("/outcomes/reports/annual")
    found = re.search(r"\d+", figure(city).locator(".number").inner_text())
    assert found is not None
    return int(found.group())
