"""Every page anybody finds, in both languages: whole, light, quiet, accessible, in clear words, however it is shown."""

from collections import Counter

import pytest

from benchmarks.walking import kind_of
from tests.browser.finding import Routes
from tests.browser.looking import faults_of
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NEWCOMERS = {"enterprise": "示例新来企业", "applicant": "示例新来博士"}
PEOPLE = [
    ("", ""),
    ("enterprise", NEWCOMERS["enterprise"]),  # a draft, and nothing else anywhere
    ("enterprise", "安阳莱工科技有限公司"),  # dispatched, with results
    ("enterprise", "示例建筑陶瓷有限公司"),  # returned for correction
    ("enterprise", "示例家具涂装有限公司"),  # has yet to answer
    ("enterprise", "示例棉纺染整有限公司"),  # has yet to confirm
    ("applicant", NEWCOMERS["applicant"]),
    ("applicant", "张坤朋"),  # a told case without a host
    ("applicant", "邢月腾"),
    ("sending_institution", ""),
    ("reviewer", ""),
    ("county_officer", ""),
    ("city_officer", ""),
    ("leader", ""),
    ("administrator", ""),
    ("auditor", ""),
]
SAME_FOR_ALL = ("/notifications/mailbox", "/applications/demo", "/static/guide", "/applications/sign-in")
"""Looked at as a visitor only: to somebody signed in they say the same."""
IN_ENGLISH = [("enterprise", "安阳莱工科技有限公司"), ("applicant", "邢月腾")] + [
    (role, name) for role, name in PEOPLE if role not in ("enterprise", "applicant")
]


@pytest.fixture(scope="module", autouse=True)
def newcomers(site: Site) -> None:
    scheme = site.client.get("/applications/schemes")["items"][0]["id"]
    for role, name in NEWCOMERS.items():
        site.registered(role, name)
        site.client.signed_in(site.token(role, name)).post(f"/applications/schemes/{scheme}/begin", {})


@pytest.mark.parametrize(("role", "name"), PEOPLE)
def test_every_page_somebody_finds_is_sound(site: Site, role: str, name: str) -> None:
    looked_at(site, role, name, "zh", alike=2)


@pytest.mark.parametrize(("role", "name"), IN_ENGLISH)
def test_every_page_is_as_sound_in_english(site: Site, role: str, name: str) -> None:
    looked_at(site, role, name, "en", alike=1)


def looked_at(site: Site, role: str, name: str, language: str, *, alike: int) -> None:
    window = site.window(role, name, language=language)
    faults: dict[str, list[str]] = {}  # fault -> where
    titles: dict[str, str] = {}
    for path in site.found_by(role, name, alike=alike):
        if role and path.startswith(SAME_FOR_ALL):
            continue
        assert window.open(path) == 200
        found = faults_of(window)
        if not window.page.evaluate("document.documentElement.lang").startswith(language):
            found.append("in another language than was chosen")
        titles[path] = window.page.title()
        for fault in found:
            faults.setdefault(fault, []).append(path)
    if said := [f"{fault}\n    on {len(on)} pages: {on[:3]}" for fault, on in faults.items()]:
        pytest.fail("\n".join(said), pytrace=False)
    assert titles_of_several(titles) == {}


def titles_of_several(titles: dict[str, str]) -> dict[str, list[str]]:
    """Titles that do not tell one kind of page from another: title -> addresses."""
    kinds = Counter(title for title, _ in {(title, kind_of(path).partition("?")[0]) for path, title in titles.items()})
    return {
        title: [path for path, its in titles.items() if its == title] for title, count in kinds.items() if count > 1
    }


BY_ADDRESS = [
    ("", "/static/guide"),
    ("", "/applications/staff-sign-in/refused"),
    ("", "/applications/sign-in/code"),  # none awaited; with one: test_keyboard.py
    ("", "/applications/sign-in/new"),
    ("enterprise", "/applications/me/code"),
    ("enterprise", "/applications/tokens/made"),
]
AFTER_A_FORM = {
    "/applications/{application_id}/receipt": "test_keyboard.py",
    "/applications/drafts/{draft_id}/needs/{need}/remove": "only with a second need: tests/web/test_pages.py",
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
