"""Vectors, cosines and what a person's texts are worth, against the slow way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.engine.corpus import Corpus, worth
from services.matching.engine.model import Commissioner, Enterprise, Need

from . import oracle

texts = st.text("主轴结构优化a ,", max_size=8)
people = st.lists(st.tuples(texts, st.lists(texts, max_size=5)), max_size=4)


def corpus_of(people, needs):
    commissioners = [Commissioner(f"c{k}", "", said, tuple(works)) for k, (said, works) in enumerate(people)]
    return Corpus(commissioners, [Enterprise("e", "", "410502", tuple(Need(str(k), n) for k, n in enumerate(needs)))])


@settings(deadline=None)
@given(people, st.lists(texts, max_size=3))
def test_values_equal_the_slow_way(people, needs):
    corpus = corpus_of(people, needs)
    kept = [[(works[at] if at >= 0 else said) for at in corpus.works[k]] for k, (said, works) in enumerate(people)]
    rows = iter(oracle.vectors([text for one in kept for text in one] + list(needs)))
    spoken = [[next(rows) for _ in one] for one in kept]
    expected = [[oracle.value([oracle.cosine(n, t) for t in one]) for one in spoken] for n in rows]
    assert corpus.values(0, len(needs)) == pytest.approx(np.array(expected).reshape(len(needs), len(people)))


@settings(deadline=None)
@given(people.filter(bool), st.lists(texts, min_size=1, max_size=3))
def test_cosines_of_one_pair_give_the_same_value(people, needs):
    corpus = corpus_of(people, needs)
    values = corpus.values(0, len(needs))
    for need in range(len(needs)):
        for person in range(len(people)):
            assert oracle.value(corpus.cosines_of(person, need)) == pytest.approx(values[need, person])


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=6), st.floats(0, 1))
def test_one_more_text_never_lowers_a_value(cosines, more):
    before, after = (sorted([*some, 0.0, 0.0, 0.0], reverse=True)[:3] for some in (cosines, [*cosines, more]))
    assert worth(*map(np.array, after)) >= worth(*map(np.array, before))


def test_few_texts_count_half_and_three_quarters():
    need = "主轴结构优化设计"
    said = ["主轴结构优化设计", "主轴结构优化设计 a", "主轴结构优化设计 b"]
    one, two, three = corpus_of([("", said[:1]), ("", said[:2]), ("", said)], [need]).values(0, 1)[0]
    assert one == pytest.approx(0.5)
    assert 0.5 < two <= 0.75 < three


def test_the_same_work_listed_twice_counts_once():
    once, doubled = corpus_of([("", ["主轴结构"]), ("主轴 结构。", ["主轴结构", "主轴结构"])], ["主轴结构优化"]).values(
        0, 1
    )[0]
    assert once == doubled


def test_a_value_does_not_depend_on_how_many_needs_are_asked_at_once(monkeypatch):
    people = [(f"主轴结构{k}", [f"优化设计{k}", f"热变形{k}"]) for k in range(7)]
    needs = [f"主轴热变形{k}" for k in range(9)]
    at_once = corpus_of(people, needs).values(0, 9)
    monkeypatch.setattr("services.matching.engine.corpus._CELLS", 30)
    assert np.array_equal(corpus_of(people, needs).values(0, 9), at_once)
