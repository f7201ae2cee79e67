"""The plain twin is an honest one: it refuses what Tepai refuses, or the comparison would be worth nothing."""

import pytest

from benchmarks.forms import enterprise_form
from benchmarks.plain import Table, application, issue
from services.applications.model.forms import EnterpriseForm

KEY = b"a key of this test"


@pytest.fixture
def table(tmp_path):
    return Table(tmp_path / "plain.sqlite")


@pytest.fixture
def client(table):
    with application(table, KEY).test_client() as opened:
        yield opened
    table.connection.close()


def headers(role="enterprise", key=KEY):
    return {"Authorization": f"Bearer {issue(key, 'somebody', role)}"}


def submit(client, form, **given):
    return client.post("/schemes/one/enterprise", json=form, headers=headers(**given))


def test_form_that_is_sent_is_one_tepai_takes():
    assert (
        EnterpriseForm.model_validate(enterprise_form(7)).uscc != EnterpriseForm.model_validate(enterprise_form(8)).uscc
    )


def test_submitted_application_is_listed(client):
    answer = submit(client, enterprise_form(1))
    assert answer.status_code == 201
    (listed,) = client.get("/inbox", headers=headers("officer")).json["items"]
    assert listed["number"] == answer.json["number"]
    assert set(listed) == {"id", "number", "kind", "name", "county", "status", "submitted_at"}


def test_second_application_of_an_enterprise_is_refused(client):
    submit(client, enterprise_form(1))
    assert submit(client, enterprise_form(1)).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"uscc": "91410500MA0000000X"}, {"county": "110101"}, {"industry": "12"}, {"demand": 11},
        {"above_scale": "maybe"}, {"high_tech": True}, {"needs": []}, {"needs": [{"title": "短", "text": "短"}]},
        {"unheard_of": 1},
    ],
)  # fmt: skip
def test_bad_field_is_refused_by_both(client, wrong):
    form = enterprise_form(1) | wrong
    assert submit(client, form).status_code == 422
    with pytest.raises(ValueError, match="validation error"):
        EnterpriseForm.model_validate(form)


@pytest.mark.parametrize("given", [{"role": "officer"}, {"key": b"another key"}])
def test_token_of_another_role_or_key_is_refused(client, given):
    assert submit(client, enterprise_form(1), **given).status_code == 401


def test_session_of_who_signed_out_is_over(client, table):
    with table.connection as connection:
        connection.execute("INSERT INTO people VALUES ('somebody', 1)")
    assert submit(client, enterprise_form(1)).status_code == 401


def test_closed_scheme_takes_no_applications(client, table):
    with table.connection as connection:
        connection.execute("UPDATE schemes SET closes = '2000-12-31'")
    assert submit(client, enterprise_form(1)).status_code == 409
