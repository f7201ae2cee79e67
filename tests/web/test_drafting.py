"""Filling in an application as a browser does it: kept when wrong, sent once, safe in two windows, refused in words."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shared import home
from shared.clock import MovableClock
from tests.web.asserting import problem, problem_page
from tests.web.client import JSON, Browser
from tests.web.drafting import begun, fill, new_scheme, whole_form
from tests.web.page import Page

KEY = "enterprise"


@pytest.fixture
def draft(world) -> str:
    return begun(world.program(KEY), new_scheme(world))


def listed(world, key: str = KEY) -> dict:
    return world.program(key).get("/applications/mine").json


def test_application_begins_where_the_scheme_leads_and_goes_on_where_it_was_left(world):
    browser, scheme = world.browser(KEY), new_scheme(world)
    start = f"/applications/schemes/{scheme}/enterprise"
    assert "开始申报" in browser.page(start).text
    draft = browser.submit(start, {}, f"/applications/schemes/{scheme}/begin").header("Location")
    again = browser.page(start)
    assert "继续填写" in again.text
    assert draft in again.links


def test_section_saved_wrong_says_what_is_wrong_and_keeps_what_was_typed(world, draft):
    browser, address = world.browser(KEY), f"{draft}/sections/applicant"
    typed = {"name": "示例甲有限公司", "uscc": "91410500MA00001319", "county": "410502", "industry": ""}
    page = Page(problem_page(browser.submit(address, typed), 422))
    assert set(page.summary) == {"#uscc", "#industry"}
    later = browser.page(address)
    assert later.form(address).fields["uscc"] == [typed["uscc"]]
    assert set(later.summary) == {"#uscc", "#industry"}, "and says so whenever it is opened again"
    assert "需修改" in browser.page(draft).text


def test_section_mended_after_a_refusal_is_taken(world, draft):
    browser, address = world.browser(KEY), f"{draft}/sections/demand"
    refused = Page(problem_page(browser.submit(address, {"demand": "许多"}), 422))
    assert "1 至 10 的整数" in refused.text
    mended = browser.send(address, {**refused.form(address).fields, "demand": "2"})
    assert mended.status == 303, "the page after a refusal has a key and an edition of its own"


def test_section_left_is_kept_as_it_is_and_not_checked(world, draft):
    browser, address = world.browser(KEY), f"{draft}/sections/need-1"
    left = browser.submit(address, {"title": "只有一句", "then": "return"})
    assert (left.status, left.header("Location")) == (303, draft)
    assert "填写中" in browser.page(draft).text
    page = browser.page(address)
    assert page.form(address).fields["title"] == ["只有一句"]
    assert not page.summary


def test_values_come_back_in_their_one_form(world, draft):
    browser, address = world.browser(KEY), f"{draft}/sections/applicant"
    form = whole_form(world, KEY)
    typed = {name: form[name] for name in ("name", "uscc", "county", "industry")}
    browser.submit(address, typed | {"uscc": form["uscc"].lower()})
    assert browser.page(address).form(address).fields["uscc"] == [form["uscc"]]


def test_two_windows_do_not_overwrite_each_other_unseen(world, draft):
    browser, address = world.browser(KEY), f"{draft}/sections/demand"
    old = browser.page(address).form(address).fields
    assert browser.submit(address, {"demand": "2"}).status == 303
    text = problem_page(browser.send(address, {**old, "demand": "3"}), 409)
    assert "另一窗口" in text
    again = Page(text).form(address).fields
    assert again["demand"] == ["3"]
    assert browser.send(address, again).status == 303, "who has seen it may"
    assert world.program(KEY).get(address).json["typed"] == {"demand": 3}


def test_autosave_keeps_what_is_typed_and_never_overwrites_newer(world, draft):
    browser, address = world.browser(KEY), f"{draft}/sections/demand"

    def autosave(browser: Browser, **sent: object):
        return browser.ask("POST", f"{address}/autosave", json.dumps(sent).encode(), content_type=JSON, accept=JSON)

    kept = autosave(browser, demand="许", edition=0)
    assert (kept.status, kept.json["edition"]) == (200, 1)
    problem(autosave(browser, demand="旧", edition=0), 409)
    assert world.program(KEY).get(address).json["typed"] == {"demand": "许"}
    assert "填写中" in browser.page(draft).text, "saved unasked, it is not yet called finished"
    problem(autosave(Browser(world.gateway), demand="x", edition=1), 401)
    problem(autosave(world.browser("enterprise_2"), demand="x", edition=1), 404)


def test_check_page_sent_from_two_windows_is_one_application(world, draft):
    browser = world.browser(KEY)
    fill(world.program(KEY), draft, whole_form(world, KEY))
    check = f"{draft}/check"
    windows = [browser.page(check).form(check).fields | {"declared": "true"} for _ in range(2)]
    sent = [browser.send(check, fields) for fields in windows]
    assert [each.status for each in sent] == [303, 303]
    assert len({each.header("Location") for each in sent}) == 1
    assert "申报已收到" in browser.followed(sent[1]).body.decode()
    for path in (draft, check, f"{draft}/sections/demand"):
        assert "已经提交" in problem_page(browser.get(path), 409)


def test_check_page_of_before_a_change_is_not_sent(world, draft):
    browser = world.browser(KEY)
    fill(world.program(KEY), draft, whole_form(world, KEY))
    check = f"{draft}/check"
    old = browser.page(check).form(check).fields | {"declared": "true"}
    browser.submit(f"{draft}/sections/demand", {"demand": "4"})
    text = problem_page(browser.send(check, old), 409)
    assert "请核对" in text
    assert browser.send(check, Page(text).form(check).fields | {"declared": "true"}).status == 303


def test_nothing_is_sent_without_saying_that_it_is_true(world, draft):
    browser = world.browser(KEY)
    fill(world.program(KEY), draft, whole_form(world, KEY))
    page = Page(problem_page(browser.submit(f"{draft}/check", {}), 422))
    assert page.summary == ["#declared"]


def test_draft_is_deleted_only_after_asking_and_only_as_it_was_seen(world, draft):
    browser, address = world.browser(KEY), f"{draft}/delete"
    old = browser.page(address).form(address).fields
    browser.submit(f"{draft}/sections/demand", {"demand": "4"})
    problem_page(browser.send(address, old), 409)
    assert browser.submit(address, {}).header("Location") == "/applications/mine"
    assert draft.rpartition("/")[2] not in [each["id"] for each in listed(world)["drafts"]]
    problem_page(browser.get(draft), 404)


def test_draft_stays_readable_after_the_window_and_is_refused_in_words(world):
    program, browser = world.program(KEY), world.browser(KEY)
    today = world.clock.now().date().isoformat()
    draft = begun(program, new_scheme(world, opens="2026-01-01", closes=today))
    fill(program, draft, whole_form(world, KEY))
    service = world.machine.services["applications"]
    seen = browser.page(f"{draft}/check").form(f"{draft}/check").fields | {"declared": "true"}
    later = MovableClock(world.clock.now() + timedelta(days=2))
    before = service.home
    home.move_in("applications", replace(before, clock=later))
    try:
        fresh = world.browser(KEY)
        assert "不能提交" in fresh.page(draft).text
        assert "示例" in fresh.page(f"{draft}/check").text
        fields = seen | {"form_token": fresh.page("/").form("/applications/language").fields["form_token"]}
        assert "现在不能提交" in problem_page(fresh.send(f"{draft}/check", fields), 409)
    finally:
        home.move_in("applications", before)


def test_officers_words_stand_at_the_field_and_the_rest_is_only_shown(world):
    program = world.program(KEY)
    sent = whole_form(world, KEY)
    id = program.post(f"/applications/schemes/{new_scheme(world)}/enterprise", sent).json["application_id"]
    officer = world.browser("city")
    form = officer.page(f"/applications/{id}/return").form(f"/applications/{id}/return").fields
    assert {"reasons-name", "reasons-needs.0", "reasons-demand"} <= set(form)
    answered = officer.submit(f"/applications/{id}/return", {"reasons-needs.0": "请补充轴承型号"})
    assert answered.status == 303
    browser = world.browser(KEY)
    page = browser.page(f"/applications/{id}")
    assert "请补充轴承型号" in page.text
    draft = browser.submit(f"/applications/{id}", {}, f"/applications/{id}/mend").header("Location")
    tasks = browser.page(draft).text
    assert (tasks.count("需补正</span>"), tasks.count("无需补正</span>")) == (4, 3)
    assert "请补充轴承型号" in browser.page(f"{draft}/sections/need-1").text
    settled = browser.page(f"{draft}/sections/demand")
    assert [each.action for each in settled.forms if each.action.startswith(draft)] == []
    need = f"{draft}/sections/need-1"
    assert browser.submit(need, {"text": sent["needs"][0]["text"] + "型号为示例七。"}).status == 303
    check = f"{draft}/check"
    receipt = browser.submit(check, {"declared": "true"})
    assert receipt.header("Location") == f"/applications/{id}/receipt"
    shown = officer.page(f"/applications/{id}").text
    assert [shown.count(word) for word in ("补正后重新提交", "退回补正</strong>", "提交申报</strong>")] == [1, 1, 1]


def test_inbox_keeps_filter_sort_and_page_in_its_address(world):
    browser, program = world.browser("city"), world.program("city")
    for kind in ("enterprise", "commissioner"):
        items = program.get(f"/applications/inbox?kind={kind}&status=accepted").json["items"]
        assert {each["kind"] for each in items} == {kind}
    listed = program.get("/applications/inbox?county=410526&status=accepted").json["items"]
    assert {each["county"] for each in listed} == {"410526"}
    times = [each["submitted_at"] for each in program.get("/applications/inbox?sort=-submitted").json["items"]]
    assert times == sorted(times, reverse=True)
    page = browser.page("/applications/inbox?kind=enterprise&county=410526&status=accepted&sort=-submitted")
    assert any("kind=enterprise" in each and "county=410526" in each for each in page.links)
    # A county's officer asks for another county in vain.
    assert {
        each["county"] for each in world.program("county").get("/applications/inbox?county=410526").json["items"]
    } <= {world.people["county"].county}


def test_page_is_made_of_two_reads_at_most(world, draft, monkeypatch):
    fill(world.program(KEY), draft, whole_form(world, KEY))
    browser = world.browser(KEY)
    store = world.machine.services["applications"].home.store
    id = listed(world)["items"][0]["id"] if listed(world)["items"] else ""
    paths = [draft, f"{draft}/check", f"{draft}/sections/need-1", f"{draft}/delete", "/applications/mine"]
    paths += [f"/applications/{id}", f"/applications/{id}/receipt"] if id else []
    for path in paths:
        reads: list[str] = []
        with monkeypatch.context() as watching:
            for name in ("get", "get_many", "get_together", "query"):
                kept = getattr(store, name)

                def counted(*args: object, kept=kept, name=name, reads=reads, **terms: object):
                    reads.append(name)
                    return kept(*args, **terms)

                watching.setattr(store, name, counted)
            assert browser.get(path).status == 200, path
        many = path == "/applications/mine" and len(listed(world)["items"]) > 20
        assert len(reads) <= (3 if many else 2), (path, reads)
