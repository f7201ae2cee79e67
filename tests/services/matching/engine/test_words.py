"""The words shown for a pair."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.engine.text import normalise
from services.matching.engine.words import shared_words


def words(need, *texts, most=6):
    return shared_words(need, texts, lambda term: float(len(term)), most)


def test_overlapping_bigrams_become_the_longest_shared_run():
    assert words("急需改进主轴结构,提高可靠性", "电主轴结构可靠性设计") == ("主轴结构", "可靠性")


def test_chained_bigrams_that_no_text_says_are_not_joined():
    assert words("结构优化", "结构, 构优, 优化") == ("优化", "构优", "结构")


def test_a_part_of_a_longer_shared_word_is_not_repeated():
    assert words("主轴结构。主轴", "主轴结构") == ("主轴结构",)


def test_words_of_grammar_are_cut_off():
    assert words("轴承的磨损与润滑", "轴承的磨损与密封") == ("轴承的磨损",)


def test_grammar_signs_that_begin_or_end_a_term_stay():
    assert words("采用等离子喷涂", "等离子喷涂技术") == ("等离子喷涂",)


def test_latin_words_are_whole_and_keep_their_case():
    assert words("改用 SiC MOSFET 逆变器", "silicon; SiC MOSFET inverter") == ("SiC MOSFET",)
    assert words("use of art", "state of the heart") == ()


def test_single_characters_show_only_when_nothing_else_is_shared():
    assert words("艾制品", "艾叶") == ("艾",)
    assert words("艾制品 饲料", "艾叶 饲料") == ("饲料",)


def test_words_without_weight_are_left_out():
    heavy = {"主轴", "主", "轴"}
    assert shared_words("主轴技术", ["主轴,技术"], lambda term: 1.0 if term in heavy else 0.0, 6) == ("主轴",)


def test_at_most_the_asked_number_is_shown():
    assert len(words("甲乙,丙丁,戊己,庚辛", "甲乙丙丁戊己庚辛", most=2)) == 2


@settings(deadline=None)
@given(st.text("主轴结构的与ab ,。", max_size=20), st.text("主轴结构的与ab ,。", max_size=20))
def test_every_word_stands_in_both_texts(need, text):
    bare = [normalise(one).replace(" ", "") for one in (need, text)]
    for word in words(need, text):
        assert all(word.replace(" ", "") in one for one in bare)


def test_a_very_long_text_is_no_burden():
    assert words("主轴结构" * 20_000, "主轴结构" * 20_000)
