"""The geometry of the charts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.charts import LONGEST_ABOVE_COLUMN, bar_widths, columns, top_of_scale

AMOUNTS = st.lists(st.integers(0, 10**12), max_size=40)


def test_bars_are_as_long_as_their_values():
    assert bar_widths([98, 49, 0]) == [100.0, 50.0, 0.0]
    assert bar_widths([]) == []
    assert bar_widths([0, 0]) == [0.0, 0.0]


def test_small_value_beside_a_large_one_is_still_seen():
    assert bar_widths([1, 1_000_000])[0] == 0.5


def test_nothing_is_shorter_than_nothing():
    with pytest.raises(ValueError, match="shorter"):
        bar_widths([3, -1])
    with pytest.raises(ValueError, match="lower"):
        columns([-1], ["-1"])


@given(AMOUNTS)
def test_longer_bar_for_the_larger_value_and_none_beyond_the_drawing(values):
    widths = bar_widths(values)
    assert all(0 <= width <= 100 for width in widths)
    order = sorted(range(len(values)), key=values.__getitem__)
    assert [widths[at] for at in order] == sorted(widths)


@given(AMOUNTS)
def test_scale_ends_at_a_round_number_near_the_largest(values):
    top, largest = top_of_scale(values), max(values, default=0)
    assert top >= largest
    assert str(int(top)).rstrip("0") in ("1", "2", "5")
    assert top <= max(largest * 2.5, 1)


@given(AMOUNTS)
def test_columns_stand_side_by_side_within_the_drawing(values):
    drawn = columns(values, [str(value) for value in values])
    edge = 0.0
    for column in drawn:
        assert edge <= column.left + 0.01
        assert column.left < column.middle < column.left + column.width
        assert 0 <= column.height <= 100
        edge = column.left + column.width
    assert edge <= 100


def test_what_has_no_room_over_a_column_is_left_to_the_table():
    short, long = "1" * LONGEST_ABOVE_COLUMN, "1" * (LONGEST_ABOVE_COLUMN + 1)
    assert [each.said for each in columns([1, 1], [short, long])] == [short, ""]
