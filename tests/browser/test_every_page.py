"""Every page anybody finds: whole, light, quiet, accessible, in clear words, however it is shown."""

import pytest

from tests.browser.appointing import OBJECTOR, with_appointments
from tests.browser.finding import Routes
from tests.browser.looking import faults_of
from tests.browser.site import Site
from tests.browser.sweep import PEOPLE as ALL
from tests.browser.sweep import looked_at, with_newcomers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

INSTITUTION = "示例大学"
"""Whose account the demonstration has."""
PEOPLE = [*ALL, ("applicant", OBJECTOR)]


@pytest.fixture(scope="module", autouse=True)
def newcomers(site: Site) -> None:
    with_newcomers(site)
    with_appointments(site, INSTITUTION)


@pytest.mark.parametrize(("role", "name"), PEOPLE)
def test_every_page_somebody_finds_is_sound(site: Site, role: str, name: str) -> None:
    looked_at(site, role, name, "zh", alike=2)


BY_ADDRESS = [
    ("", "/static/guide"),
    ("", "/applications/staff-sign-in/refused"),
    ("", "/applications/sign-in/code"),  # none awaited; with one: test_keyboard.py
    ("", "/applications/sign-in/new"),
    ("enterprise", "/applications/me/code"),
    ("enterprise", "/applications/tokens/made"),
    ("city_officer", "/matching/pairs"),
    ("city_officer", "/applications/joint-notices"),
    ("city_officer", "/applications/joint-notices/new"),
    ("city_officer", "/applications/objections"),
    ("city_officer", "/applications/selection"),
    ("city_officer", "/matching/liaisons"),
    ("city_officer", "/matching/waiting"),
    ("city_officer", "/outcomes/coverage"),
    ("city_officer", "/outcomes/coverage/new"),
    ("city_officer", "/outcomes/rallies"),
    ("city_officer", "/outcomes/rallies/new"),
]
AFTER_A_FORM = {
    "/applications/{application_id}/receipt": "test_keyboard.py",
    "/applications/drafts/{draft_id}/needs/{need}/remove": "only with a second need: tests/web/test_pages.py",
    "/applications/{application_id}/leave-out": "the form of /decline, which is found: tests/web/test_forms.py",
    "/applications/{application_id}/paper-consent": "the form of /decline, which is found: tests/web/test_forms.py",
    "/applications/notices/{notice_id}/names/{line_application}/paper-objection": "as /objection, which is found",
    "/applications/joint-notices/{joint_id}/countersign": "beyond the walk of who has most pages: tests/web/test_forms.py",
    "/matching/dispatches/{dispatch_id}/end": "beyond the walk of who has most pages: tests/web/test_forms.py",
    "/applications/sign-in/{challenge}/{token}": "only in an invitation: tests/web/test_pages.py",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("role", "path"), BY_ADDRESS)
def test_page_people_are_not_linked_to_is_sound(site: Site, role: str, path: str, language: str) -> None:
    window = site.window(role, language=language)
    assert window.open(path) == 200
    assert faults_of(window) == []


def test_somebody_finds_every_page_there_is(site: Site) -> None:
    routes = Routes()
    found = {routes.of(path) for role, name in PEOPLE for path in site.found_by(role, name)}
    found |= {path for _, path in BY_ADDRESS} | AFTER_A_FORM.keys()
    assert set(routes.pages) - found == set(), "nobody comes to these by links, so nothing above looked at them"
    assert set(AFTER_A_FORM) <= set(routes.pages)


def test_english_stays_chosen(site: Site) -> None:
    window = site.window()
    window.open("/")
    window.press("English")
    for path in ("/", "/outcomes/public"):
        window.open(path)
        assert window.page.evaluate("document.documentElement.lang") == "en", path
    window.press("中文")
    assert window.page.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/applications/inbox", 401), ("/outcomes/public?year=x", 422)]
)
def test_refusal_is_a_page_with_a_way_on(site: Site, path: str, status: int, language: str) -> None:
    window = site.window(language=language)
    assert window.open(path) == status
    assert faults_of(window) == []
    assert window.page.locator("main a").count() > 0
