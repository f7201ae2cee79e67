"""The links an operator is given: the first administrator's until they have a contact, and any administrator's."""

import pytest

from infra.local import CannotStart
from infra.local.links import administrator_link, print_administrators
from infra.local.machine import Machine
from tests.web.client import Browser, Program
from tests.web.signing_in import right_code


@pytest.fixture
def machine(tmp_path):
    machine = Machine(tmp_path / "data", address=None, background=False, demo=True)
    machine.start()
    yield machine
    machine.stop()


def signed_in(machine, link):
    path = link[link.index("/applications/") :]
    return Program(machine.gateway, Program(machine.gateway).post(path, {}).json["token"])


def test_first_administrator_gets_a_link_until_they_have_a_contact(machine):
    first = signed_in(machine, administrator_link(machine))
    first.post("/applications/sign-out", {})
    again = signed_in(machine, administrator_link(machine))
    browser = Browser(machine.gateway)
    browser.cookies["tepai"] = again.token
    assert browser.submit("/applications/me", {"contact": "first@example.com"}).status == 303
    assert administrator_link(machine), "not before the contact is confirmed: it may be misspelt"
    assert browser.submit("/applications/me/code", {"code": right_code(machine, browser)}).status == 303
    assert administrator_link(machine) == ""


def test_first_administrator_is_led_to_give_a_contact(machine):
    browser = Browser(machine.gateway)
    link = administrator_link(machine)
    path = link[link.index("/applications/") :]
    answered = browser.submit(path, {})
    assert answered.header("Location") == "/applications/me"
    assert "您还没有登记联系方式" in browser.get("/applications/me").body.decode()


def test_operator_is_given_an_administrators_link_while_tepai_runs(machine, capsys):
    administrator_link(machine)
    environment = {"DATA_DIR": str(machine.folder.path), "DEMO": "0"}
    for _ in range(2):
        assert print_administrators(environment) == 0
        link = capsys.readouterr().out.split()[-1]
        assert link.startswith("http://127.0.0.1:8000/applications/sign-in/")
        assert signed_in(machine, link).get("/applications/people").status == 200


def test_operator_is_told_where_there_are_no_records(tmp_path):
    with pytest.raises(CannotStart, match="DATA_DIR"):
        print_administrators({"DATA_DIR": str(tmp_path)})
