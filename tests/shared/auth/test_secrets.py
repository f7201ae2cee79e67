"""Secrets: kept and read again, never shown, and each purpose has its own values."""

import pytest

from shared.auth.secrets import Secrets


def test_secrets_are_read_as_they_were_written():
    secrets = Secrets.fresh()
    assert Secrets.from_json(secrets.to_json()) == secrets


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"signing_keys": 1, "derivation_secret": "x"}', "nonsense"])
def test_what_is_no_set_of_secrets_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - what the text of it is depends on what is wrong
        Secrets.from_json(text)


def test_secrets_do_not_show_themselves():
    secrets = Secrets.fresh()
    assert secrets.derivation_secret not in repr(secrets)
    assert secrets.signing_keys[0]["d"] not in repr(secrets)


def test_two_installations_share_nothing():
    one, other = Secrets.fresh(), Secrets.fresh()
    assert one.derivation_secret != other.derivation_secret
    assert one.signing_keys[0]["kid"] != other.signing_keys[0]["kid"]
    assert one.derive("sign-in", "a") != other.derive("sign-in", "a")


def test_derived_values_are_of_their_purpose_and_text_alone():
    secrets = Secrets.fresh()
    values = {
        secrets.derive(purpose, text) for purpose in ("form", "sign-in", "f") for text in ("a", "b", "orm\x1fa", "")
    }
    assert len(values) == 12
    assert {len(value) for value in values} == {43}
    assert secrets.derive("form", "a") == secrets.derive("form", "a")
