"""DynamoDB's limits hold in both homes, and are found out before anything is done."""

import pytest

from shared.store.port import MOST_EVENT_BYTES, MOST_ITEM_BYTES, Put, Require, TooLarge
from tests.contracts.store.kinds import Counter, Parcel, envelope, once


def test_a_hundred_items_are_accepted(store):
    changes = [Put(Counter(id=f"c{n}", count=n)) for n in range(97)]
    store.commit([*changes, Require(Counter(id="absent"))], [envelope("e1")], once())
    assert len(store.get_many(Counter, [f"c{n}" for n in range(97)])) == 97
    assert [told.id for told in store.waiting()] == ["e1"]


@pytest.mark.parametrize(("changes", "events", "keys"), [(101, 0, 0), (100, 1, 0), (100, 0, 1), (98, 2, 1)])
def test_more_than_a_hundred_items_are_refused(store, changes, events, keys):
    with pytest.raises(TooLarge, match="100"):
        store.commit(
            [Put(Counter(id=f"c{n}")) for n in range(changes)],
            [envelope(f"e{n}") for n in range(events)],
            once() if keys else None,
        )
    assert store.get(Counter, "c0") is None


def test_an_item_just_within_the_limit_is_accepted(store):
    # moto draws its line at 405,000 bytes, a little below DynamoDB's.
    content = "例" * ((MOST_ITEM_BYTES - 5_400) // 3)
    store.commit([Put(Parcel(id="p", content=content))])
    assert store.get(Parcel, "p").content == content


@pytest.mark.parametrize("letter", ["x", "例"])
def test_an_item_beyond_the_limit_is_refused(store, letter):
    content = letter * (MOST_ITEM_BYTES // len(letter.encode()))
    with pytest.raises(TooLarge, match=str(MOST_ITEM_BYTES)):
        store.commit([Put(Counter(id="c")), Put(Parcel(id="p", content=content))])
    assert store.get(Parcel, "p") is None
    assert store.get(Counter, "c") is None


def test_an_answer_beyond_the_limit_is_refused(store):
    with pytest.raises(TooLarge):
        store.commit([Put(Counter(id="c"))], [], once(answer="x" * MOST_ITEM_BYTES))
    assert store.get(Counter, "c") is None


@pytest.mark.parametrize("letter", ["x", "例"])
def test_an_event_no_bus_would_carry_is_refused(store, letter):
    told = envelope("e1")
    room = (MOST_EVENT_BYTES - len(told.model_copy(update={"data": {"text": ""}}).model_dump_json().encode())) // len(
        letter.encode()
    )
    with pytest.raises(TooLarge, match=str(MOST_EVENT_BYTES)):
        store.commit([Put(Counter(id="c"))], [told.model_copy(update={"data": {"text": letter * (room + 1)}})])
    assert store.get(Counter, "c") is None
    assert store.waiting() == []
    store.commit([Put(Counter(id="c"))], [told.model_copy(update={"data": {"text": letter * room}})])
    assert [each.id for each in store.waiting()] == ["e1"]


def test_a_commit_beyond_four_megabytes_is_refused(store):
    with pytest.raises(TooLarge, match="4194304"):
        store.commit([Put(Parcel(id=f"p{n}", content="x" * 390_000)) for n in range(11)])
    assert store.get(Parcel, "p0") is None


def test_a_commit_within_four_megabytes_is_accepted(store):
    store.commit([Put(Parcel(id=f"p{n}", shelf="", content="x" * 390_000)) for n in range(10)])
    assert len(store.get_many(Parcel, [f"p{n}" for n in range(10)])) == 10


def test_a_key_too_long_for_dynamodb_is_refused(store):
    with pytest.raises(TooLarge):
        store.commit([Put(Counter(id="例" * 700))])
    with pytest.raises(TooLarge):
        store.commit([Put(Counter(id="c"))], [], once(key="k" * 2048))
    assert store.get(Counter, "c") is None


@pytest.mark.parametrize("parcel", [Parcel(id="p", label="例" * 341), Parcel(id="p", shelf="x" * 2048)])
def test_a_place_too_long_for_dynamodb_is_refused(store, parcel):
    with pytest.raises(TooLarge, match="by_shelf"):
        store.commit([Put(parcel)])
    assert store.get(Parcel, "p") is None


def test_a_place_as_long_as_dynamodb_allows_is_found(store):
    label, shelf = "例" * 340, "架" * 674
    store.commit([Put(Parcel(id="p", label=label, shelf=shelf)), Put(Parcel(id="q", label=label, shelf=shelf))])
    page = store.query(Parcel.by_shelf, shelf, first=label, last=label, limit=1)
    assert [parcel.id for parcel in page.items] == ["p"]
    page = store.query(Parcel.by_shelf, shelf, first=label, last=label, limit=1, after=page.next)
    assert [parcel.id for parcel in page.items] == ["q"]


def test_a_sort_value_that_would_break_the_order_is_refused(store):
    with pytest.raises(ValueError, match="NUL"):
        store.commit([Put(Parcel(id="p", label="a\x00b"))])
