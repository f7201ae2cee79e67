import json

import pytest

from benchmarks.dynamodb import Page, page_figures
from benchmarks.figure import Figure, percentile, ratio_of_medians, write_results


@pytest.mark.parametrize(("value", "limit", "ok"), [(2.0, 2.0, True), (2.01, 2.0, False), (9.0, None, True)])
def test_figure_keeps_its_limit_up_to_the_limit_itself(value, limit, ok):
    assert Figure("a", value, "×", "b", limit).ok is ok


@pytest.mark.parametrize("limit", [None, 2.0])
def test_figure_that_was_not_measured_is_short(limit):
    figure = Figure("a", None, "×", "no package", limit)
    assert not figure.ok
    assert figure.line().startswith("a: not measured | no package | ")
    assert figure.line().endswith("| short")


def test_line_says_name_value_comparison_limit_and_verdict():
    assert Figure("submit", 2.345, "×", "plain 1/s", 2.0).line() == "submit: 2.35 × | plain 1/s | limit 2 × | short"
    assert Figure("p99", 1234.5, "ms", "plain 1 ms").line() == "p99: 1,234 ms | plain 1 ms | no limit | ok"


def test_results_hold_every_figure_with_its_verdict(tmp_path):
    write_results([Figure("a", 1.0, "×", "b", 2.0), Figure("c", None, "ms", "d", 1.0)], tmp_path / "results.json")
    written = json.loads((tmp_path / "results.json").read_text())
    assert [(each["name"], each["verdict"]) for each in written["figures"]] == [("a", "ok"), ("c", "short")]
    assert set(written["measured_on"]) == {"python", "system"}


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_percentile_is_the_least_value_that_so_many_do_not_exceed(share, expected):
    assert percentile(range(100, 0, -1), share) == expected


def test_percentile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_ratio_is_of_the_medians():
    assert ratio_of_medians([1, 6, 100], [3, 2, 1]) == 3


def test_pages_above_the_limit_and_pages_nobody_was_shown_are_each_named_short():
    figures = list(page_figures([Page("/a", 2), Page("/b", 3), Page("/c", None)]))
    assert [(figure.name.partition("GET ")[2], figure.ok) for figure in figures] == [
        ("", False), ("/b", False), ("/c", False),
    ]  # fmt: skip
    assert figures[0].value == 3


def test_pages_within_the_limit_are_one_line():
    assert [figure.ok for figure in page_figures([Page("/a", 2), Page("/b", 0)])] == [True]
