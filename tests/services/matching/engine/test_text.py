"""The tokeniser."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.engine.text import phrases, readable, terms


def test_chinese_becomes_characters_and_bigrams():
    assert sorted(terms("主轴结构")) == sorted(["主", "轴", "结", "构", "主轴", "轴结", "结构"])


def test_bigrams_do_not_cross_punctuation():
    assert "轴结" not in terms("主轴,结构")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\uff34\uff23\uff14钛合金", "tc4钛合金"),
        ("机床\uff0c精度", "机床,精度"),
        ("⽔处理", "水处理"),  # the Kangxi radical that PDFs put in place of the character
        ("主\u200b轴", "主轴"),
        ("PM2.5", "pm2.5"),
    ],
)
def test_look_alikes_are_the_same(one, other):
    assert terms(one) == terms(other)


def test_words_and_numbers_are_single_terms():
    assert terms("Q235B 钢, 2.5 mm (SiC MOSFET)") == ["q235b", "钢", "2.5", "mm", "sic", "mosfet"]


def test_rare_characters_are_characters():
    assert "𬭛" in terms("𬭛元素")


@pytest.mark.parametrize("text", ["", " \n", "——!?", "_", "\u200b"])
def test_text_without_words_has_no_terms(text):
    assert terms(text) == []
    assert phrases(text) == []


def test_phrases_read_as_written():
    assert [readable(phrase) for phrase in phrases("采用 SiC MOSFET 逆变器,TC4钛合金")] == [
        "采用SiC MOSFET逆变器",
        "TC4钛合金",
    ]


@settings(deadline=None)
@given(st.text())
def test_every_text_is_read_alike_by_both_readers(text):
    units = [unit.key for phrase in phrases(text) for unit in phrase]
    assert set(units) <= set(terms(text))
    assert bool(units) == bool(terms(text))
