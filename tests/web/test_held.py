"""A form sent after its session ended, or from a page of an earlier one, is not lost, and is nobody else's to see."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.auth import tokens
from shared.web.session import COOKIE
from tests.web.client import Program


@pytest.fixture
def officer_form(world) -> tuple[str, dict[str, str]]:
    fields = {"name": "示例新人", "email": "held@example.com", "phone": "", "role": "auditor", "county": ""}
    return "/applications/people", fields


def late(world, browser) -> None:
    """Let the browser's session run out."""
    world.clock.move_to(world.clock.now() + tokens.LIFETIME + timedelta(minutes=1))


def kept_at(answered) -> str:
    """Where the page of a form that came too late leads after signing in."""
    page = answered.body.decode()
    link = page.split("/applications/sign-in?next=")[1].split('"')[0]
    return parse_qs(urlsplit(f"?next={link}").query)["next"][0]


def sent_too_late(world, who: str, form: str, fields: dict[str, str]):
    browser = world.browser(who)
    page = browser.page(form).form(form)
    late(world, browser)
    answered = browser.send(page.action, {**page.fields, **fields})
    assert answered.status == 401
    return browser, answered


def test_form_sent_too_late_comes_back_filled_after_signing_in(world, officer_form):
    form, fields = officer_form
    _, answered = sent_too_late(world, "administrator", form, fields)
    address = kept_at(answered)
    again = world.browser("administrator").page(address)
    shown = again.form(form)
    assert {name: shown.fields[name] for name in fields if fields[name]} == {
        name: [said] for name, said in fields.items() if said
    }
    assert "您填写的内容还在" in again.text
    assert "有误" not in again.text


def test_form_that_was_kept_can_be_sent(world, officer_form):
    form, fields = officer_form
    fields = {**fields, "email": "held-and-sent@example.com"}
    _, answered = sent_too_late(world, "administrator", form, fields)
    browser = world.browser("administrator")
    shown = browser.page(kept_at(answered)).form(form)
    assert browser.send(shown.action, shown.fields).status == 303


def test_form_that_was_kept_is_nobody_elses(world, officer_form):
    form, fields = officer_form
    _, answered = sent_too_late(world, "administrator", form, fields)
    address = kept_at(answered)
    assert world.browser("city").get(address).status == 404
    assert world.program("leader").page(address).status == 404


def test_form_is_kept_for_an_hour_only(world, officer_form):
    form, fields = officer_form
    _, answered = sent_too_late(world, "administrator", form, fields)
    world.clock.move_to(world.clock.now() + timedelta(hours=1, minutes=1))
    assert world.browser("administrator").get(kept_at(answered)).status == 404


def test_stranger_fills_no_store(world, officer_form):
    form, fields = officer_form
    browser = world.browser()
    browser.cookies[COOKIE] = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."
    answered = browser.send(form, fields)
    assert answered.status == 401
    assert "/held/" not in answered.body.decode()


def test_program_is_told_to_sign_in_and_nothing_is_kept(world, officer_form):
    form, fields = officer_form
    token = world.token(world.people["administrator"])
    world.clock.move_to(world.clock.now() + tokens.LIFETIME + timedelta(minutes=1))
    answered = Program(world.gateway, token).post(form, fields)
    assert (answered.status, answered.json["status"]) == (401, 401)


def test_form_from_before_signing_in_anew_is_shown_again(world, officer_form):
    form, fields = officer_form
    browser = world.browser("administrator")
    page = browser.page(form).form(form)
    browser.cookies.update(world.browser("administrator").cookies)
    answered = browser.send(page.action, {**page.fields, **fields})
    assert answered.status == 403
    assert fields["email"] in answered.body.decode()


def test_form_another_site_sends_is_not_shown_with_what_it_says(world, officer_form):
    form, fields = officer_form
    browser = world.browser("administrator")
    for headers in ({"origin": "https://elsewhere.example"}, {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": ""}):
        answered = browser.send(form, {**fields, "form_token": "stale"}, **headers)
        assert answered.status == 403
        assert fields["email"] not in answered.body.decode()


@pytest.mark.parametrize("said", [{"origin": "https://evil.test"}, {"sec_fetch_site": "same-site"}])
def test_form_another_site_sends_is_not_kept_as_somebodys(world, officer_form, said):
    form, fields = officer_form
    browser = world.browser("administrator")
    late(world, browser)
    answered = browser.send(form, fields, **said)
    assert answered.status == 401
    assert "/held/" not in answered.body.decode()


def test_token_of_long_ago_keeps_no_form(world, officer_form):
    form, fields = officer_form
    browser = world.browser("administrator")
    world.clock.move_to(world.clock.now() + tokens.REMEMBERED + tokens.LIFETIME + timedelta(minutes=1))
    answered = browser.send(form, fields)
    assert answered.status == 401
    assert "/held/" not in answered.body.decode()


def test_code_is_kept_in_no_form(world):
    browser = world.browser("administrator")
    late(world, browser)
    answered = browser.send("/applications/me/code", {"code": "123456"})
    assert answered.status == 401
    assert "/held/" not in answered.body.decode()
