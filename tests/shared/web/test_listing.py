"""A list's state is in its address, and every link from it keeps all that it does not change."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from shared.web.listing import Active, Filter, ListState

FILTERS = (Filter("state", "状态", (("open", "等待"), ("done", "已办"))), Filter("name", "名称"))


def state(**changes):
    given = {"path": "/list", "filters": FILTERS, "first_sort": "-at", **changes}
    return ListState(**given)


def asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def test_plain_list_has_a_plain_address():
    assert state().first == "/list"
    assert state(chosen={"state": "", "name": ""}, sort="-at").first == "/list"


def test_next_page_keeps_filters_and_sorting():
    shown = state(chosen={"name": "莱工 & 子", "state": "open"}, sort="name", after="c1")
    assert asked(shown.following("c2=/+")) == {"state": "open", "name": "莱工 & 子", "sort": "name", "after": "c2=/+"}
    assert asked(shown.first) == {"state": "open", "name": "莱工 & 子", "sort": "name"}


def test_another_filter_or_sorting_begins_at_the_first_page():
    shown = state(chosen={"state": "open"}, after="c1")
    for address in (shown.filtered("name", "甲"), shown.turned("name"), shown.plain, shown.active[0].without):
        assert "after" not in asked(address)


def test_active_filters_are_said_and_can_each_be_taken_off():
    shown = state(chosen={"state": "done", "name": "甲"}, sort="name")
    assert shown.active == [
        Active("状态", "已办", "/list?name=%E7%94%B2&sort=name"),
        Active("名称", "甲", "/list?state=done&sort=name"),
    ]
    assert shown.plain == "/list?sort=name"


def test_value_no_option_has_is_said_as_it_is():
    assert [each.said for each in state(chosen={"state": "x"}).active] == ["x"]


def test_unknown_filter_is_not_carried_on():
    assert state(chosen={"evil": "1"}).following("c") == "/list?after=c"
    assert state(chosen={"evil": "1"}).active == []


@pytest.mark.parametrize(
    ("sort", "direction", "turned"),
    [
        ("", "descending", "/list?sort=at"),
        ("-at", "descending", "/list?sort=at"),
        ("at", "ascending", "/list"),
        ("name", "", "/list?sort=at"),
    ],
)
def test_column_is_sorted_the_other_way_round_by_its_own_link(sort, direction, turned):
    shown = state(sort=sort)
    assert shown.direction("at") == direction
    assert shown.turned("at") == turned


def test_filters_form_carries_the_sorting_on():
    assert state(sort="name").kept() == [("sort", "name")]
    assert state(sort="-at").kept() == []
