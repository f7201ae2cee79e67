"""A filtered listing loses nobody, shows nobody twice, and reads once a page."""

from typing import ClassVar

import pytest

from shared.store.port import BadCursor, Put
from shared.store.record import Index, Record
from shared.store.sifted import SHOWN, sifted
from shared.store.sqlite import SqliteStore


class Pebble(Record):
    """Something with a colour no index knows."""

    red: bool

    all: ClassVar[Index["Pebble"]] = Index(partition=lambda each: "all", sort=lambda each: each.id[:2])


@pytest.fixture
def store():
    made = SqliteStore(":memory:")
    for start in range(0, 450, 90):
        made.commit([Put(Pebble(id=f"{n:03}", red=n % 3 == 0)) for n in range(start, start + 90)])
    yield made
    made.close()


def walked(store, keep, **terms):
    after, pages = None, []
    while True:
        page = sifted(store, Pebble.all, "all", keep, after=after, **terms)
        pages.append([each.id for each in page.items])
        if page.next is None:
            return pages
        after = page.next


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("keep", [None, lambda each: each.red, lambda each: True, lambda each: each.id > "440"])
def test_every_page_after_the_other_holds_each_kept_record_once_in_order(store, keep, descending):
    pages = walked(store, keep, descending=descending)
    kept = [f"{n:03}" for n in range(450) if keep is None or keep(Pebble(id=f"{n:03}", red=n % 3 == 0))]
    assert [id for page in pages for id in page] == sorted(kept, reverse=descending)
    assert all(len(page) <= SHOWN for page in pages)


def test_page_without_a_match_says_where_to_look_on(store):
    page = sifted(store, Pebble.all, "all", lambda each: each.id > "440")
    assert page.items == ()
    assert page.next is not None


def test_bounds_hold(store):
    assert walked(store, lambda each: each.red, first="10", last="10") == [["102", "105", "108"]]


def test_foreign_cursor_is_refused(store):
    with pytest.raises(BadCursor):
        sifted(store, Pebble.all, "all", lambda each: each.red, after="nonsense")
