"""Every page anybody finds: whole, light, quiet, labelled, in clear words, and as wide as the window it is in."""

import pytest

from tests.browser.looking import faults_of
from tests.browser.site import Site, crawled

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NEWCOMERS = {"enterprise": "示例新来企业", "applicant": "示例新来博士"}
PEOPLE = [
    ("", ""),
    ("enterprise", NEWCOMERS["enterprise"]),  # nothing yet, everywhere
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


@pytest.fixture(scope="module", autouse=True)
def newcomers(site: Site) -> None:
    for role, name in NEWCOMERS.items():
        site.registered(role, name)


@pytest.mark.parametrize(("role", "name"), PEOPLE)
def test_every_page_somebody_finds_is_sound(site: Site, role: str, name: str) -> None:
    window = site.window(role, name)
    faults = {path: found for path in crawled(window) if (found := faults_of(window))}
    assert faults == {}


@pytest.mark.parametrize("role", ["", "enterprise", "city_officer"])
def test_english_stays_chosen(site: Site, role: str) -> None:
    window = site.window(role)
    window.open("/")
    window.press("English")
    seen = 0
    for path in crawled(window, alike=1, most=15):
        language = window.page.evaluate("document.documentElement.lang")
        assert language == "en", path
        assert faults_of(window) == [], path
        seen += 1
    assert seen >= 5
    window.press("中文")
    assert window.page.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/applications/inbox", 401), ("/outcomes/public?year=x", 422)]
)
def test_refusal_is_a_page_with_a_way_on(site: Site, path: str, status: int) -> None:
    window = site.window()
    assert window.open(path) == status
    assert faults_of(window) == []
    assert window.page.locator("main a").count() > 0
