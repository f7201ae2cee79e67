"""A machine whose staff sign in by a provider, and the ways through both."""

import re
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests

from infra.local.links import administrator_link
from infra.local.machine import Machine
from shared.auth.oidc import provider
from shared.clock import MovableClock
from tests.infra.local.asking import Answered
from tests.oidc import issuer
from tests.web.client import Browser, Program

START = "/applications/staff-sign-in"
RETURN = f"{START}/return"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class House:
    """The machine, and an empty place where its provider will be."""

    def __init__(self, folder: Path, issuer_address: str, **environment: str) -> None:
        self.clock = MovableClock(datetime.now(UTC))
        self.issuer = issuer_address
        asked = {"TEPAI_OIDC_ISSUER": issuer_address, "TEPAI_OIDC_CLIENT_ID": issuer.CLIENT_ID}
        asked |= {"TEPAI_OIDC_CLIENT_SECRET": issuer.CLIENT_SECRET, "TEPAI_OIDC_NAME": "Example account"}
        self.machine = Machine(folder, clock=self.clock, environment=asked | environment)
        self.machine.start()
        self.link = administrator_link(self.machine).removeprefix(self.machine.base_url)
        self.administrator = self.program()

    @property
    def redirect_uri(self) -> str:
        return f"{self.machine.base_url}{RETURN}"

    def program(self) -> Program:
        begun = Program(self.machine.gateway).post(self.link, {})
        assert begun.status == 200, begun.body
        return Program(self.machine.gateway, begun.json["token"])

    def invited(self, email: str, role: str) -> None:
        sent = {"name": f"示例{role}", "role": role, "email": email, "county": "410502", "organisation": "示例单位"}
        answered = self.administrator.post("/applications/people", sent)
        assert answered.status == 201, answered.body

    def browser(self) -> Browser:
        return Browser(self.machine.gateway)

    def left(self, browser: Browser, query: str = "") -> str:
        """Leave for the provider; where to."""
        answered = browser.get(f"{START}{query}")
        assert answered.status == 303, answered.body
        return answered.header("Location")

    def came_back(self, browser: Browser, address: str) -> Answered:
        """The browser follows the provider's redirect to us, from another site."""
        parts = urlsplit(address)
        return browser.get(f"{parts.path}?{parts.query}", sec_fetch_site="cross-site")

    def why(self, answered: Answered) -> str:
        """Why nobody was signed in: and then nobody is."""
        assert answered.status == 303, answered.body
        assert not re.search(r"tepai=[^;]", str(answered.headers)), "a refusal brings no session"
        address = urlsplit(answered.header("Location"))
        assert address.path == f"{START}/refused"
        page = self.browser().get(answered.header("Location"))
        assert page.status == 200
        return parse_qs(address.query)["why"][0]

    def forget(self) -> None:
        """What the process knows of providers."""
        provider._known.clear()


class Account:
    """Somebody at the provider's own pages."""

    def __init__(self, email: str) -> None:
        self.email = email
        self.session = requests.Session()
        self.session.trust_env = False

    def consents(self, address: str, *, allow: bool = True) -> str:
        """Sign in, agree, and say where the provider sends the browser then."""
        page = self.session.get(address, timeout=20)
        if "/login/" in page.url:
            sent = {"username": self.email.partition("@")[0], "password": issuer.PASSWORD}
            page = self._sent(page, sent)
        assert 'name="allow"' in page.text, page.text
        answered = self._sent(page, {"allow": "Authorize"} if allow else {}, follow=False)
        assert answered.status_code == 302, answered.text
        return answered.headers["Location"]

    def _sent(self, page: requests.Response, fields: dict[str, str], *, follow: bool = True) -> requests.Response:
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" (?:id="[^"]+" )?value="([^"]*)"', page.text))
        hidden |= dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        return self.session.post(page.url, data=hidden | fields, allow_redirects=follow, timeout=20)


def issuer_running(folder: Path, port: int, redirect_uri: str) -> subprocess.Popen:
    """The real provider, ready to answer."""
    folder.mkdir(exist_ok=True)
    script = str(Path(issuer.__file__))
    process = subprocess.Popen([sys.executable, script, str(folder), str(port), redirect_uri])
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the provider did not start"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return process
    raise AssertionError("the provider did not start in time")
