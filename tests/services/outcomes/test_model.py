"""Patent numbers, percentages, the table of indicators."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.outcomes.model.indicators import MEASURES, OUTCOMES, Indicator, percent
from services.outcomes.model.patents import MistypedPatentNumber, NoPatentNumber, check_character, patent_number

KNOWN = "ZL201310699744.2"
DIGITS = st.builds(
    lambda year, kind, serial: f"{year}{kind}{serial:07}",
    st.integers(1985, 2099),
    st.sampled_from("12389"),
    st.integers(0, 9_999_999),
)


def test_known_patent_number_is_valid():
    assert patent_number(KNOWN) == KNOWN


@pytest.mark.parametrize("typed", [" zl 2013 1 0699744.2 ", "ZL201310699744.2", "zl201310699744.2"])
def test_patent_number_is_tolerated_as_people_type_it(typed):
    assert patent_number(typed) == KNOWN


@pytest.mark.parametrize(
    "text", ["", "201310699744.2", "ZL2013106997442", "CN201310699744.2", "ZL201340699744.2", KNOWN * 9]
)
def test_other_text_is_no_patent_number(text):
    with pytest.raises(NoPatentNumber, match="格式不正确"):
        patent_number(text)


@given(DIGITS)
def test_check_character_is_the_only_one_accepted(digits):
    right = check_character(digits)
    assert patent_number(f"ZL{digits}.{right}")
    for wrong in set("0123456789X") - {right}:
        with pytest.raises(MistypedPatentNumber, match="校验位不正确"):
            patent_number(f"ZL{digits}.{wrong}")


@given(DIGITS, st.integers(0, 11), st.integers(1, 9))
def test_any_single_mistyped_digit_is_caught(digits, place, shift):
    other = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert check_character(other) != check_character(digits)


def test_ten_is_written_x():
    assert check_character("201310000000") == str((2 * 2 + 1 * 4 + 3 * 5 + 1 * 6) % 11)
    assert check_character("200010000000") == "X"


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(65, 98, 66), (1, 8, 13), (1, 200, 1), (1, 201, 0), (0, 5, 0), (5, 5, 100), (0, 0, None)],
)
def test_percent_is_rounded_half_up(part, whole, shown):
    assert percent(part, whole) == shown


def test_every_indicator_has_a_measure_and_its_name_says_the_unit():
    assert set(OUTCOMES) == set(Indicator)
    for name, measure in MEASURES.items():
        assert name.endswith("_fen") == (measure.unit == "fen")
        assert name.endswith("_mu") == (measure.unit == "mu")
