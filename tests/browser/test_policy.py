"""The security policy of every answer there is, and that it is in force: what it forbids does not run."""

import http.client
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.local.services import find_services
from shared.web.session import COOKIE
from shared.web.static import FOLDER, FOR_EVER, static_url
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NEEDED = {
    "default-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'"},
}
ALLOWED = {"'none'", "'self'"}
"""No other host, no inline script or style, no eval, no data in an address, no nonce or hash that would let one in."""

GETS = sorted(
    {
        endpoint.path
        for service in find_services().values()
        for endpoint in service.endpoints
        if endpoint.method == "GET"
    }
)
WRONG = [
    ("GET", "/nowhere"),
    ("GET", "/static/tepai.css"),
    ("GET", "/outcomes/public?year=x"),
    ("GET", "/applications/%00"),
    ("PUT", "/applications/sign-in"),
    ("POST", "/applications/schemes"),
    ("POST", "/applications/sign-out"),
    ("BREW", "/"),
]


def asked(site: Site, method: str, path: str, accept: str, token: str = "") -> tuple[int, http.client.HTTPMessage]:
    parts = urlsplit(site.machine.base_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    connection.request(method, path, headers={"Accept": accept, "Cookie": f"{COOKIE}={token}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers


def exceptions(policies: list[str]) -> list[str]:
    """What the Content-Security-Policy headers let through or leave open."""
    if len(policies) != 1:
        return [f"{len(policies)} policies"]
    found = []
    said = {name: set(rest) for name, *rest in (each.split() for each in policies[0].split(";") if each.strip())}
    for name, sources in said.items():
        found += [f"{name} {each}" for each in sources - ALLOWED]
    found += [f"{name} is {said.get(name)}" for name, sources in NEEDED.items() if said.get(name) != sources]
    return found


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_answer_carries_the_strict_policy(site: Site, accept: str) -> None:
    faults = {}
    statuses = set()
    for role in ("", "city_officer", "administrator"):
        token = site.token(role)
        for method, path in [("GET", path.replace("{", "").replace("}", "")) for path in GETS] + WRONG:
            status, headers = asked(site, method, path, accept, token)
            statuses.add(status)
            found = exceptions(headers.get_all("Content-Security-Policy") or [])
            found += [] if headers["X-Content-Type-Options"] == "nosniff" else ["sniffed"]
            if found:
                faults[f"{role} {method} {path} {status}"] = found
    assert faults == {}
    assert {200, 401, 403, 404, 405, 422} - statuses == set(), "each kind of answer was among them"


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_static_file_is_kept_for_a_year_under_a_name_of_its_content(site: Site, name: str) -> None:
    address = static_url(name)
    status, headers = asked(site, "GET", address, "*/*")
    assert (status, headers["Cache-Control"]) == (200, FOR_EVER)
    assert re.fullmatch(rf"/static/{re.escape(Path(name).stem)}\.[0-9a-f]{{10}}{re.escape(Path(name).suffix)}", address)
    assert exceptions(headers.get_all("Content-Security-Policy") or []) == []
    assert asked(site, "GET", f"/static/{name}", "*/*")[0] == 404


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; script-src 'unsafe-inline'",
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; img-src https:",
        "default-src 'none'; base-uri 'none'; form-action 'self'",
    ],
)
def test_policy_with_an_exception_is_noticed(policy: str) -> None:
    assert exceptions([policy])
    assert exceptions([])


@pytest.mark.parametrize(
    ("inserted", "directive"),
    [
        ('<img src="https://elsewhere.invalid/a.png" alt="">', "img-src"),
        ('<p style="color: red">red</p>', "style-src"),
        ('<button onclick="document.title = 1">one</button>', "script-src"),
        ('<iframe src="/"></iframe>', "default-src"),
    ],
)
def test_what_the_policy_forbids_is_stopped_and_heard_of(site: Site, inserted: str, directive: str) -> None:
    window = site.window()
    window.open("/")
    window.page.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", inserted)
    if "onclick" in inserted:
        window.page.get_by_role("button", name="one").click()
    window.page.wait_for_timeout(100)
    assert any("Content Security Policy" in each and directive.partition("-")[0] in each for each in window.complaints)
    assert window.page.title() != "1"
