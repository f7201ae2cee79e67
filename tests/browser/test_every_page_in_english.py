"""Every page anybody finds is as sound in English; a file of its own, so that it runs beside the Chinese one."""

import pytest

from tests.browser.site import Site
from tests.browser.sweep import PEOPLE, looked_at, with_newcomers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

IN_ENGLISH = [("enterprise", "安阳莱工科技有限公司"), ("applicant", "邢月腾")] + [
    (role, name) for role, name in PEOPLE if role not in ("enterprise", "applicant")
]


@pytest.fixture(scope="module", autouse=True)
def newcomers(site: Site) -> None:
    with_newcomers(site)


@pytest.mark.parametrize(("role", "name"), IN_ENGLISH)
def test_every_page_is_as_sound_in_english(site: Site, role: str, name: str) -> None:
    looked_at(site, role, name, "en", alike=1)
