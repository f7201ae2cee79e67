"""A form with errors comes back whole: what was typed, what is wrong, and links from one to the other."""

from datetime import timedelta

import pytest

from shared.web.endpoint import Endpoint
from tests.web.client import Browser
from tests.web.drafting import begun, fill, new_scheme, whole_form
from tests.web.page import Page
from tests.web.routes import ENDPOINTS, each, reachable
from tests.web.signing_in import right_code

FORMS = [endpoint for endpoint in ENDPOINTS if endpoint.form and endpoint.body and endpoint.body.model_fields]
"""Those one fills in: of a button alone there is nothing to mend."""
PAGES = {(endpoint.path, endpoint.page) for endpoint in ENDPOINTS if endpoint.method == "GET"}

TOO_LONG = "<b>\"错'&amp;</b>" + "错" * 5000
HIDDEN = ("form_token", "idempotency_key", "edition", "seen")


def opened(world, endpoint: Endpoint) -> tuple[Browser, str, dict[str, list[str]]]:
    """The form's page, its address and its fields as somebody who may send it sees them."""
    person, address = reachable(world, endpoint)
    browser = world.browser(person)
    if endpoint.form == "draft_check.html":
        draft = address.removesuffix("/check")
        fill(world.program(person), draft, whole_form(world, person.key))
    if endpoint.form in ("code.html", "sign_in_new.html"):
        await_code(world, browser, address)
    below = next(each for each in ("", "/new") if (endpoint.path + each, endpoint.form) in PAGES)
    return browser, address, browser.page(address + below).form(address).fields


def await_code(world, browser: Browser, address: str) -> None:
    """Let a code be awaited in the browser, or be given already where the form follows it."""
    about, _, last = address.rpartition("/")
    world.clock.move_to(world.clock.now() + timedelta(seconds=1))
    contact = f"awaits{world.clock.now().timestamp():.0f}@example.com"
    assert browser.submit(about, {"contact": contact}).status == 303
    if last == "new":
        assert browser.submit(f"{about}/code", {"code": right_code(world.machine, browser)}).status == 303


def check(answered, browser: Browser, address: str, status: int = 422) -> Page:
    assert answered.status == status, answered.body.decode()[:3000]
    page = Page(answered.body.decode())
    assert page.title.startswith("有误：")
    assert page.alert.strip()
    assert page.summary, "an error summary without links"
    assert {link.removeprefix("#") for link in page.summary} <= set(page.ids)
    assert set(page.described_by) <= set(page.ids)
    assert page.form(address).fields["form_token"]
    return page


@each(FORMS)
def test_form_with_too_long_values_comes_back_with_them(world, endpoint: Endpoint):
    browser, address, fields = opened(world, endpoint)
    typed = {name: TOO_LONG for name, values in fields.items() if name not in HIDDEN}
    page = check(browser.send(address, {**fields, **typed}), browser, address)
    again = page.form(address).fields
    kept = [name for name in typed if again.get(name) == [TOO_LONG]]
    # What one chooses (a select, a tick) cannot hold what it does not offer.
    assert [name for name in typed if name not in kept and name in again and again[name] not in ([""], ["true"])] == []
    assert kept or not typed, "what is only ticked cannot be too long"
    assert '<b>"错' not in page.text


@each(FORMS)
def test_blank_form_comes_back_as_a_form(world, endpoint: Endpoint):
    assert endpoint.body is not None
    browser, address, fields = opened(world, endpoint)
    if any(about.is_required() for about in endpoint.body.model_fields.values()):
        blank = {name: fields[name] if name in HIDDEN else [""] for name in fields}
        check(browser.send(address, blank), browser, address)


@each(FORMS)
def test_form_with_unknown_and_nested_fields_comes_back_as_a_form(world, endpoint: Endpoint):
    browser, address, fields = opened(world, endpoint)
    odd = {"no_such_field": "x", "no-such-0-row": "y", "needs-9-service_types": "z", "works-3-a": "w"}
    check(browser.send(address, {**fields, **odd}), browser, address)


def test_error_of_a_line_or_a_choice_is_linked_to_the_field_it_stands_in(world):
    scheme = new_scheme(world)
    for who, section, sent, linked in (
        ("applicant", "works", {"works": "一\n" + "长" * 501}, {"#works"}),
        (
            "applicant",
            "wishes",
            {"counties": ["410502", "999999"], "service_types": "x"},
            {"#counties", "#service_types"},
        ),
        ("enterprise", "need-1", {"title": "只有标题", "service_types": "x"}, {"#text", "#service_types"}),
        ("enterprise", "classes", {"high_tech": "true", "high_tech_certificate": "GR1"}, {"#high_tech_certificate"}),
    ):
        browser = world.browser(who)
        address = begun(world.program(who), scheme) + f"/sections/{section}"
        page = check(browser.submit(address, sent), browser, address)
        assert linked == set(page.summary)


def test_characters_pasted_from_a_word_processor_do_not_trouble_anybody(world):
    sent = {"name": "示例\x0b专家\x00", "role": "reviewer", "county": "", "email": "pasted@example.com"}
    assert world.browser("administrator").submit("/applications/people", sent).status == 303
    listed = world.program("administrator").get("/applications/people?role=reviewer").json["items"]
    assert "示例 专家" in [each["name"] for each in listed]


@pytest.mark.parametrize("sent", [{"role": "city_officer"}, {"role": "public"}, {"role": "service"}])
def test_role_nobody_may_take_by_themselves_is_an_error_at_its_field(world, sent):
    browser = Browser(world.gateway)
    await_code(world, browser, "/applications/sign-in/new")
    answered = browser.submit("/applications/sign-in/new", {"name": "示例", **sent})
    page = check(answered, browser, "/applications/sign-in/new")
    assert page.summary == ["#role"]
