"""Indexes: what is listed where, in which order, page by page."""

import pytest
from pydantic import BaseModel, Field

from shared.store.port import LARGEST_PAGE, BadCursor, Delete, Put, TooLarge, cursor_to
from tests.contracts.store.kinds import Parcel

LABELS = ["", " ", "!", "a", "a\x01", "aa", "ab", "b", "z", "é", "\uffff", "丁", "丙", "甲", "\U0001f4e6"]


def walk(store, index, partition, **options):
    """All pages of a listing, each no longer than asked for."""
    found, after = [], None
    while True:
        page = store.query(index, partition, after=after, **options)
        assert len(page.items) <= options.get("limit", 50)
        found += page.items
        if page.next is None:
            return found
        assert page.items
        after = page.next


def ids(parcels):
    return [parcel.id for parcel in parcels]


def shelve(store, *parcels):
    for start in range(0, len(parcels), 90):
        store.commit([Put(parcel) for parcel in parcels[start : start + 90]])


def test_empty_listing(store):
    page = store.query(Parcel.by_shelf, "A")
    assert (page.items, page.next) == ((), None)


def test_record_is_listed_in_each_of_its_indexes(store):
    shelve(store, Parcel(id="p", shelf="A", owner="甲"), Parcel(id="q", shelf="B", owner="甲", label="1"))
    assert ids(walk(store, Parcel.by_shelf, "A")) == ["p"]
    assert ids(walk(store, Parcel.by_shelf, "B")) == ["q"]
    assert ids(walk(store, Parcel.by_owner, "甲")) == ["p", "q"]
    assert walk(store, Parcel.by_owner, "乙") == []


def test_listed_record_is_whole(store):
    shelve(store, Parcel(id="p", content="示例"))
    assert store.query(Parcel.by_shelf, "A").items == (store.get(Parcel, "p"),)


def test_index_moves_with_the_record(store):
    shelve(store, Parcel(id="p", shelf="A", label="2"), Parcel(id="q", shelf="A", label="3"))
    store.commit([Put(store.get(Parcel, "p").changed(label="4"))])
    assert ids(walk(store, Parcel.by_shelf, "A")) == ["q", "p"]
    store.commit([Put(store.get(Parcel, "p").changed(shelf="B"))])
    assert ids(walk(store, Parcel.by_shelf, "A")) == ["q"]
    assert ids(walk(store, Parcel.by_shelf, "B")) == ["p"]
    store.commit([Put(store.get(Parcel, "p").changed(shelf=""))])
    assert walk(store, Parcel.by_shelf, "B") == []
    assert ids(walk(store, Parcel.by_owner, "示例")) == ["q", "p"]
    store.commit([Put(store.get(Parcel, "p").changed(shelf="A", label="1"))])
    assert [parcel.version for parcel in walk(store, Parcel.by_shelf, "A")] == [5, 1]


def test_removed_record_is_listed_no_more(store):
    shelve(store, Parcel(id="p"), Parcel(id="q"))
    store.commit([Delete(store.get(Parcel, "p"))])
    assert ids(walk(store, Parcel.by_shelf, "A")) == ["q"]
    assert ids(walk(store, Parcel.by_owner, "示例")) == ["q"]


def several_per_label():
    """Records whose order by id alone, or as sort value and id run together, would be another one."""
    return [
        Parcel(id=f"{tail}{n:02}", label=label) for n, label in enumerate(LABELS) for tail in ("2", "1", "ab", "\x01")
    ]


def in_order(parcels, descending=False):
    return [parcel.id for parcel in sorted(parcels, key=lambda it: (it.label, it.id), reverse=descending)]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("limit", [1, 7, 60, LARGEST_PAGE])
def test_pages_are_in_order_and_leave_nothing_out(store, descending, limit):
    parcels = several_per_label()
    shelve(store, *parcels)
    found = walk(store, Parcel.by_shelf, "A", descending=descending, limit=limit)
    assert ids(found) == in_order(parcels, descending)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("first", "last"),
    [("a", "b"), ("a", "a"), ("ab", None), (None, "aa"), ("", ""), ("", None), (None, ""), ("丁", "甲"), ("b", "a"),
     ("c", "y"), (" ", "\uffff"), ("\U0001f4e6", None), ("a\x01", "a\x01")],
)  # fmt: skip
def test_bounds_are_both_included(store, first, last, descending):
    parcels = several_per_label()
    shelve(store, *parcels)
    within = [it for it in parcels if (first is None or it.label >= first) and (last is None or it.label <= last)]
    for limit in (3, LARGEST_PAGE):
        found = walk(store, Parcel.by_shelf, "A", limit=limit, first=first, last=last, descending=descending)
        assert ids(found) == in_order(within, descending)


@pytest.mark.parametrize("descending", [False, True])
def test_cursor_outside_the_bounds_begins_or_ends_there(store, descending):
    parcels = several_per_label()
    shelve(store, *parcels)
    for label in LABELS:
        after = cursor_to(Parcel.by_shelf, "A", label, "ab")
        page = store.query(
            Parcel.by_shelf, "A", after=after, first="aa", last="z", descending=descending, limit=LARGEST_PAGE
        )
        rest = [it for it in parcels if "aa" <= it.label <= "z"]
        if descending:
            rest = [it for it in rest if (it.label, it.id) < (label, "ab")]
        else:
            rest = [it for it in rest if (it.label, it.id) > (label, "ab")]
        assert ids(page.items) == in_order(rest, descending)[: len(page.items)]
        assert page.next or len(page.items) == len(rest)


def test_cursor_holds_when_its_record_has_gone(store):
    shelve(store, *(Parcel(id=f"p{n}") for n in range(6)))
    page = store.query(Parcel.by_shelf, "A", limit=3)
    store.commit([Delete(page.items[-1])])
    rest = walk(store, Parcel.by_shelf, "A")
    follow = store.query(Parcel.by_shelf, "A", after=page.next, limit=10)
    assert ids(follow.items) == ids(rest[len(page.items) - 1 :])[: len(follow.items)]


def test_last_page_says_that_it_is_the_last(plain):
    shelve(plain, *(Parcel(id=f"p{n}") for n in range(4)))
    first = plain.query(Parcel.by_shelf, "A", limit=2)
    second = plain.query(Parcel.by_shelf, "A", limit=2, after=first.next)
    assert (ids(first.items), ids(second.items), second.next) == (["p0", "p1"], ["p2", "p3"], None)
    assert plain.query(Parcel.by_shelf, "A", limit=4).next is None


def test_pages_of_large_records_leave_nothing_out(store):
    for n in range(4):
        store.commit([Put(Parcel(id=f"p{n}", label="x", content="x" * 390_000))])
    assert ids(walk(store, Parcel.by_shelf, "A")) == ["p0", "p1", "p2", "p3"]
    assert ids(walk(store, Parcel.by_shelf, "A", descending=True)) == ["p3", "p2", "p1", "p0"]


@pytest.mark.parametrize("partition", ["B", "A#", "", "示例"])
def test_cursor_of_another_partition_is_refused(store, partition):
    shelve(store, Parcel(id="p1"), Parcel(id="p2"))
    after = store.query(Parcel.by_shelf, "A", limit=1).next
    with pytest.raises(BadCursor):
        store.query(Parcel.by_shelf, partition, after=after)


def test_cursor_of_another_index_is_refused(store):
    shelve(store, Parcel(id="p1", owner="A"), Parcel(id="p2", owner="A"))
    after = store.query(Parcel.by_shelf, "A", limit=1).next
    with pytest.raises(BadCursor):
        store.query(Parcel.by_owner, "A", after=after)


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "====", "示例", "bnVsbA", "e30", "W10", "MQ", "W1tbW1tb", "-" * 100_000, "W1tb" * 50_000, "\ud800", "a\x00",
     cursor_to(Parcel.by_shelf, "A", "a\x00b", "p"), cursor_to(Parcel.by_shelf, "A", "x" * 2000, "p"),
     "WyJQYXJjZWwuYnlfc2hlbGYiLCAiQSIsICJcdWQ4MDAiLCAicCJd", "WyJQYXJjZWwuYnlfc2hlbGYiLCAiQSIsIDEsIDJd"],
)  # fmt: skip
def test_garbage_cursor_is_refused(store, cursor):
    shelve(store, Parcel(id="p1"))
    with pytest.raises(BadCursor):
        store.query(Parcel.by_shelf, "A", after=cursor)


@pytest.mark.parametrize("limit", [0, -1, LARGEST_PAGE + 1])
def test_page_size_beyond_the_promise_is_refused(store, limit):
    with pytest.raises(ValueError, match="200"):
        store.query(Parcel.by_shelf, "A", limit=limit)


def test_bounds_no_sort_value_can_have_are_refused(store):
    for bounds in ({"first": "a\x00"}, {"last": "x" * 1024}):
        with pytest.raises(TooLarge):
            store.query(Parcel.by_shelf, "A", **bounds)


@pytest.mark.parametrize("partition", ["", "x" * 3000, "\ud800"])
def test_impossible_partition_is_empty(store, partition):
    shelve(store, Parcel(id="p1"))
    assert store.query(Parcel.by_shelf, partition).items == ()


class Label(BaseModel):
    """Of a parcel, what a list shows."""

    id: str
    version: int
    said: str = Field(validation_alias="label")


@pytest.mark.parametrize("descending", [False, True])
def test_lines_are_parts_of_the_same_records_page_by_page(store, descending):
    shelve(store, *(Parcel(id=str(n), label=f"甲{n % 3}", content="x") for n in range(7)))
    whole = walk(store, Parcel.by_shelf, "A", descending=descending)
    found, after = [], None
    while True:
        page = store.lines(Parcel.by_shelf, "A", Label, limit=3, after=after, descending=descending)
        found += page.items
        after = page.next
        if after is None:
            break
    assert found == [Label(id=each.id, version=1, label=each.label) for each in whole]


def test_lines_and_records_go_on_where_the_other_ended(store):
    shelve(store, *(Parcel(id=str(n)) for n in range(4)))
    after = store.lines(Parcel.by_shelf, "A", Label, limit=2).next
    assert ids(store.query(Parcel.by_shelf, "A", after=after).items) == ["2", "3"]
