"""Records, versions, conflicts: get, get_many, get_together and commit."""

import pytest

from shared.store.port import Conflict, Delete, Put, Require
from tests.contracts.store.kinds import Counter, Parcel, envelope, once


def test_get_what_was_never_stored(store):
    assert store.get(Parcel, "p1") is None


def test_get_what_was_put_at_version_one(store):
    put = Parcel(id="p1", label="甲", content="示例\n'\"\\ \x00 \U0001f4e6", audit_head="h")
    assert store.commit([Put(put)]) is None
    assert store.get(Parcel, "p1") == put.changed(version=1)


def test_each_put_is_one_version_more(store):
    store.commit([Put(Counter(id="c", count=1))])
    store.commit([Put(store.get(Counter, "c").changed(count=2))])
    store.commit([Put(store.get(Counter, "c").changed(count=3))])
    assert store.get(Counter, "c") == Counter(id="c", count=3, version=3)


def test_kinds_do_not_share_ids(store):
    store.commit([Put(Counter(id="x", count=7)), Put(Parcel(id="x"))])
    assert store.get(Counter, "x").count == 7
    assert store.get(Parcel, "x") == Parcel(id="x", version=1)


@pytest.mark.parametrize("id", ["张坤朋", "a/b#c", "a b", "\U0001f4e6", "é", "x" * 900])
def test_any_text_is_an_id(store, id):
    store.commit([Put(Parcel(id=id))])
    assert store.get(Parcel, id).id == id
    assert list(store.get_many(Parcel, [id])) == [id]
    assert [parcel.id for parcel in store.get_together([(Parcel, id)])] == [id]
    assert [parcel.id for parcel in store.query(Parcel.by_shelf, "A").items] == [id]


@pytest.mark.parametrize("id", ["", "x" * 3000, "\ud800"])
def test_asking_for_an_impossible_id_finds_nothing(store, id):
    store.commit([Put(Parcel(id="p1"))])
    assert store.get(Parcel, id) is None
    assert list(store.get_many(Parcel, [id, "p1"])) == ["p1"]
    assert store.get_together([(Parcel, id), (Parcel, "p1")]) == [None, store.get(Parcel, "p1")]
    assert store.get_together([(Parcel, id)]) == [None]


def test_get_many_answers_those_that_exist(store):
    store.commit([Put(Counter(id=str(n), count=n)) for n in range(60)])
    asked = [*map(str, range(30, 130)), "30", "30"]
    assert store.get_many(Counter, asked) == {str(n): Counter(id=str(n), count=n, version=1) for n in range(30, 60)}
    assert store.get_many(Counter, []) == {}


def test_get_many_refuses_more_than_a_hundred(store):
    with pytest.raises(ValueError, match="100"):
        store.get_many(Counter, [str(n) for n in range(101)])


def test_get_together_answers_in_the_order_asked_for(store):
    store.commit([Put(Counter(id="x", count=7)), Put(Counter(id="y")), Put(Parcel(id="x", label="甲"))])
    wanted = [(Parcel, "x"), (Counter, "absent"), (Counter, "y"), (Counter, "x"), (Parcel, "y"), (Parcel, "x")]
    parcel = Parcel(id="x", label="甲", version=1)
    counters = Counter(id="y", version=1), Counter(id="x", count=7, version=1)
    assert store.get_together(wanted) == [parcel, None, *counters, None, parcel]
    assert store.get_together([]) == []


def test_get_together_sees_every_answered_commit(store):
    for count in range(1, 6):
        store.commit([Put(Counter(id="c", count=count, version=count - 1))])
        assert store.get_together([(Counter, "c"), (Parcel, "c")]) == [store.get(Counter, "c"), None]


def test_get_together_reads_a_hundred_records_and_no_more(store):
    store.commit([Put(Counter(id=str(n), count=n)) for n in range(90)])
    wanted = [(Counter, str(n)) for n in range(50)] + [(Parcel, str(n)) for n in range(50)]
    assert store.get_together(wanted) == [Counter(id=str(n), count=n, version=1) for n in range(50)] + [None] * 50
    with pytest.raises(ValueError, match="100"):
        store.get_together([*wanted, (Counter, "50")])


def test_new_record_whose_id_is_taken(store):
    store.commit([Put(Counter(id="c", count=1))])
    with pytest.raises(Conflict) as conflict:
        store.commit([Put(Counter(id="c", count=2))])
    assert conflict.value.keys == ("Counter/c",)
    assert store.get(Counter, "c").count == 1


@pytest.mark.parametrize("change", [Put, Delete, Require])
def test_stale_version_is_a_conflict(store, change):
    store.commit([Put(Counter(id="c"))])
    stale = store.get(Counter, "c")
    store.commit([Put(stale.changed(count=1))])
    with pytest.raises(Conflict) as conflict:
        store.commit([change(stale)])
    assert conflict.value.keys == ("Counter/c",)
    assert store.get(Counter, "c") == Counter(id="c", count=1, version=2)


@pytest.mark.parametrize("change", [Put, Delete, Require])
def test_version_of_a_record_that_is_gone_is_a_conflict(store, change):
    store.commit([Put(Counter(id="c"))])
    gone = store.get(Counter, "c")
    store.commit([Delete(gone)])
    with pytest.raises(Conflict) as conflict:
        store.commit([change(gone)])
    assert conflict.value.keys == ("Counter/c",)
    assert store.get(Counter, "c") is None


def test_version_never_reached_is_a_conflict(store):
    store.commit([Put(Counter(id="c"))])
    with pytest.raises(Conflict):
        store.commit([Put(Counter(id="c", version=5))])


def test_every_conflicting_record_is_named_and_no_other(plain):
    plain.commit([Put(Counter(id="a")), Put(Counter(id="b"))])
    with pytest.raises(Conflict) as conflict:
        plain.commit([Put(Counter(id="a")), Put(Counter(id="new")), Require(Counter(id="b")), Put(Parcel(id="p"))])
    assert set(conflict.value.keys) == {"Counter/a", "Counter/b"}


def test_deleted_record_may_begin_again(store):
    store.commit([Put(Counter(id="c", count=1))])
    store.commit([Delete(store.get(Counter, "c"))])
    store.commit([Put(Counter(id="c", count=2))])
    assert store.get(Counter, "c") == Counter(id="c", count=2, version=1)


def test_require_changes_nothing(store):
    store.commit([Put(Counter(id="c"))])
    read = store.get(Counter, "c")
    store.commit([Require(read), Require(Counter(id="absent")), Put(Parcel(id="p"))])
    assert store.get(Counter, "c") == read
    assert store.get(Counter, "absent") is None


def test_require_absence_of_a_record_that_exists(store):
    store.commit([Put(Counter(id="c"))])
    with pytest.raises(Conflict) as conflict:
        store.commit([Require(Counter(id="c")), Put(Parcel(id="p"))])
    assert conflict.value.keys == ("Counter/c",)
    assert store.get(Parcel, "p") is None


def test_nothing_of_a_refused_commit_is_visible(store):
    store.commit([Put(Counter(id="c")), Put(Parcel(id="old", label="1"))])
    old = store.get(Parcel, "old")
    with pytest.raises(Conflict):
        store.commit(
            [
                Put(Parcel(id="new")),
                Put(old.changed(label="2", shelf="B")),
                Put(Counter(id="c", version=9)),
            ],
            [envelope("e1")],
            once(),
        )
    assert store.get(Parcel, "new") is None
    assert store.get(Parcel, "old") == old
    assert store.query(Parcel.by_shelf, "A").items == (old,)
    assert store.query(Parcel.by_shelf, "B").items == ()
    assert store.waiting() == []
    assert store.commit([Put(Counter(id="d"))], [], once()) is None


def test_nothing_of_a_refused_removal_is_visible(store):
    store.commit([Put(Counter(id="c")), Put(Parcel(id="p"))])
    parcel = store.get(Parcel, "p")
    with pytest.raises(Conflict):
        store.commit([Delete(parcel), Require(Counter(id="c", version=4))])
    assert store.get(Parcel, "p") == parcel
    assert store.query(Parcel.by_owner, "示例").items == (parcel,)


@pytest.mark.parametrize("second", [Put, Delete, Require])
def test_one_record_twice_in_a_commit_is_refused(store, second):
    store.commit([Put(Counter(id="c"))])
    read = store.get(Counter, "c")
    with pytest.raises(ValueError, match="Counter/c"):
        store.commit([Put(read.changed(count=1)), second(read)], [envelope("e1")])
    assert store.get(Counter, "c") == read
    assert store.waiting() == []


def test_one_event_twice_in_a_commit_is_refused(store):
    with pytest.raises(ValueError, match="e1"):
        store.commit([Put(Counter(id="c"))], [envelope("e1"), envelope("e1", minutes=1)])
    assert store.get(Counter, "c") is None


def test_removal_of_what_was_never_stored_is_refused(store):
    with pytest.raises(ValueError, match="Counter/c"):
        store.commit([Delete(Counter(id="c"))])


def test_record_without_an_id_is_refused(store):
    with pytest.raises(ValueError, match="without an id"):
        store.commit([Put(Counter(id=""))])


def test_commit_of_nothing_does_nothing(store):
    assert store.commit([]) is None
