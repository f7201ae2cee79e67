"""A real browser, and a demonstration to look at, loaded once for each file."""

import io
import os

import pytest
from playwright.sync_api import expect, sync_playwright

from infra.local.browser import FLAGS, find_browser
from infra.local.demo.load import load_demo
from infra.local.machine import Machine
from tests.browser.site import Site

SLOWEST_ANSWER_MS = 30_000
"""Not a limit that is tested, but when to give up on a machine that answers nothing at all."""


@pytest.fixture(scope="session")
def browser():
    """Where none is possible the tests are skipped, but never in CI; `make test` says so in large letters."""
    found = find_browser()
    if found is None:
        missing = "BROWSER TESTS SKIPPED: no Chromium, Chrome or Edge here; `make test` tries to install one"
        assert not os.environ.get("CI"), missing
        pytest.skip(missing)
    expect.set_options(timeout=SLOWEST_ANSWER_MS)
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(found), args=list(FLAGS))
        yield made
        made.close()


@pytest.fixture(scope="module")
def site(browser, tmp_path_factory):
    """Of each file its own: between two files, others' tests move the services of this process to other homes."""
    machine = Machine(tmp_path_factory.mktemp("demo"), demo=True)
    machine.start()
    load_demo(machine, io.StringIO(), lambda: False)
    made = Site(browser, machine)
    yield made
    machine.stop()


@pytest.fixture(autouse=True)
def windows_shut(request):
    """Each test leaves no window behind."""
    yield
    if "site" in request.fixturenames:
        request.getfixturevalue("site").close()
