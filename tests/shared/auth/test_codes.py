"""Codes: six digits, each of its challenge and of its installation alone."""

from collections import Counter

from shared.auth.codes import code_of
from shared.auth.secrets import Secrets

SECRETS = Secrets.fresh()


def test_code_is_six_digits_and_always_the_same_for_one_challenge():
    for number in range(1000):
        code = code_of(SECRETS, f"c{number}")
        assert len(code) == 6
        assert code.isdecimal()
        assert code.isascii()
        assert code == code_of(SECRETS, f"c{number}")


def test_codes_are_spread_evenly():
    found = Counter(code_of(SECRETS, f"c{number}")[place] for number in range(3000) for place in range(6))
    assert set(found) == set("0123456789")
    assert all(abs(count - 1800) < 250 for count in found.values()), "six standard deviations"


def test_other_installation_has_other_codes():
    other = Secrets.fresh()
    same = sum(code_of(SECRETS, f"c{number}") == code_of(other, f"c{number}") for number in range(1000))
    assert same < 10
