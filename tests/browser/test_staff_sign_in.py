"""An officer signs in through the provider's own pages in a real browser."""

import pytest

from tests.browser.looking import faults_of
from tests.browser.site import Site
from tests.oidc.house import House, free_port, issuer_running
from tests.oidc.issuer import PASSWORD, STAFF


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    port = free_port()
    made = House(tmp_path_factory.mktemp("house"), f"http://127.0.0.1:{port}/o")
    process = issuer_running(tmp_path_factory.mktemp("issuer"), port, made.redirect_uri)
    made.invited(STAFF, "city_officer")
    yield made
    process.kill()
    process.wait()
    made.machine.stop()


@pytest.fixture
def window(house, browser):
    site = Site(browser, house.machine)
    yield site.window()
    site.close()


def through_the_provider(window) -> None:
    page = window.page
    page.get_by_label("Username").fill(STAFF.partition("@")[0])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.browser
def test_officer_signs_in_with_their_own_account(window):
    window.open("/applications/sign-in?next=/applications/inbox")
    assert not faults_of(window)
    window.follow("用Example account登录")
    through_the_provider(window)
    window.page.locator("input[name=allow]").click()
    window.page.wait_for_url("**/applications/inbox")
    assert window.page.get_by_role("button", name="退出").count()


@pytest.mark.browser
def test_officer_who_cancels_reads_what_to_do(window):
    window.open("/applications/staff-sign-in")
    through_the_provider(window)
    window.page.locator("input[type=submit]").first.click()
    window.page.wait_for_url("**/refused?why=declined")
    window.page.wait_for_load_state("networkidle")
    window.open("/applications/staff-sign-in/refused?why=declined")
    assert not faults_of(window)
    assert "用验证码登录" in window.text()
