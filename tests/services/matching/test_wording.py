"""Reasons as sentences, and the shared words marked in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.matching.model.proposals import ReasonFacts
from services.matching.model.runs import LeftOver
from services.matching.model.wording import left_said, marked, reason_said


@pytest.mark.parametrize(
    ("code", "params", "said"),
    [
        ("words_shared", {"words": ["主轴", "温升"]}, "需求与特派员的成果、专长都提到：主轴、温升"),
        ("best_work", {"work": 0, "title": "主轴{动态}性能"}, "最接近这项需求的成果是《主轴{动态}性能》"),
        ("expertise", {}, "特派员自述的专长与这项需求最为接近"),
        ("service_type", {"types": ["joint_research"]}, "双方的服务类型一致：产业科技攻关"),
        ("county_willing", {"county": "410502"}, "特派员愿意到文峰区服务"),
        (
            "priority_class",
            {"classes": ["above_scale", "growth"], "tier": 0},
            "企业属于优先选派对象：规模以上企业、成长性企业",
        ),
        ("something_later", {}, ""),
    ],
)
def test_reason_is_said(code, params, said):
    assert reason_said(ReasonFacts(code=code, params=params), "zh") == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ({"reason": "no_qualified_commissioner"}, "没有符合条件的特派员"),
        (
            {"reason": "all_full", "nearest_name": "示例甲", "nearest_score": 0.321},
            "符合条件的对方名额已满；最接近的是示例甲（匹配度 0.32）",
        ),
        (
            {"reason": "no_qualified_commissioner", "nearest_name": "示例甲", "nearest_score": 0.3, "obstacle": "held"},
            "没有符合条件的特派员；最接近的是示例甲（匹配度 0.30），但双方已经配对过或曾谢绝",
        ),
    ],
)
def test_left_over_is_said(left, said):
    assert left_said(LeftOver(id="h", name="示例", **left), "zh") == said


def test_longer_words_are_marked_whole_whatever_their_case():
    assert marked("高速电主轴用SiC器件", ["主轴", "电主轴", "sic"]) == [
        ("高速", False),
        ("电主轴", True),
        ("用", False),
        ("SiC", True),
        ("器件", False),
    ]


@given(st.text(max_size=60), st.lists(st.text(max_size=4), max_size=5))
def test_marking_leaves_the_text_as_it_is(text, words):
    assert "".join(piece for piece, _ in marked(text, words)) == text
