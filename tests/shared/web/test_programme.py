import itertools
from datetime import UTC, date, datetime

import pytest

from shared.web.programme import MOST_CALLS, Programme, State, Window, state_of

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def window(id, opens, closes, heard=1, name="示例批次"):
    return Window(
        id=id,
        name=name,
        year=2026,
        opens=date.fromisoformat(opens),
        closes=date.fromisoformat(closes),
        term_months=24,
        funding_fen=3_000_000,
        funding_per="unit",
        heard=heard,
    )


OLD = window("old", "2025-03-01", "2025-04-01")
OPEN = window("open", "2026-03-01", "2026-04-01")
NEWER = window("newer", "2026-03-02", "2026-03-20")
NEXT = window("next", "2026-06-01", "2026-07-01")
LAST = window("last", "2027-06-01", "2027-07-01")


def heard(*windows):
    programme = Programme(id="programme")
    for each in windows:
        programme = programme.hearing(each)
    return programme


@pytest.mark.parametrize(
    ("windows", "current"),
    [
        ((OLD, OPEN, NEXT), "open"),
        ((OLD, OPEN, NEWER), "newer"),
        ((OLD, NEXT, LAST), "next"),
        ((OLD, window("older", "2024-03-01", "2024-04-01")), "old"),
    ],
)
def test_current_call_is_the_same_in_whatever_order_they_are_told(windows, current):
    for order in itertools.permutations(windows):
        assert heard(*order, *order).current(TODAY).id == current


def test_older_telling_of_a_call_changes_nothing():
    mended = window("open", "2026-03-01", "2026-05-01", heard=2)
    assert heard(OPEN, mended).calls == heard(mended, OPEN).calls
    assert heard(mended, OPEN).current(TODAY).closes == date(2026, 5, 1)


def test_calls_kept_are_bounded_and_the_latest():
    many = [window(f"s{n}", f"{2000 + n}-01-01", f"{2000 + n}-02-01") for n in range(MOST_CALLS + 4)]
    assert set(heard(*many).calls) == {f"s{n}" for n in range(4, MOST_CALLS + 4)}


@pytest.mark.parametrize(
    ("closes", "state", "chinese", "english"),
    [
        ("2026-04-01", State.OPEN, "正在申报，30 天后截止", "Open, closes in 30 days"),
        ("2026-03-03", State.OPEN, "正在申报，明天截止", "Open, closes tomorrow"),
        ("2026-03-02", State.OPEN, "正在申报，今天截止", "Open, closes today"),
        ("2026-03-01", State.CLOSED, "申报已于 2026年3月1日 截止", "Applications closed on 1 March 2026"),
    ],
)
def test_state_is_said_by_date_in_both_languages(closes, state, chinese, english):
    programme = heard(window("s", "2026-02-01", closes))
    for language, words in (("zh", chinese), ("en", english)):
        found = state_of(programme, NOW, language)
        assert found is not None
        assert (found.state, found.said) == (state, words)


def test_there_is_no_state_without_a_scheme():
    assert state_of(None, NOW, "zh") is None
    assert state_of(Programme(id="programme"), NOW, "zh") is None
